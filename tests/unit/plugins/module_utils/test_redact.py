# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in the texts of servers and proxies."""

from __future__ import annotations

import base64
import html
import json
import quopri
import re
import typing as t
from urllib.parse import quote, quote_plus, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import (
    HIDDEN,
    LONG_ENOUGH,
    Redactor,
    refuse_secrets,
    short_secret_warnings,
    shown_options,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._text import is_printable

SECRET = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=8, max_size=40)
AROUND = st.text(st.characters(codec="utf-8", exclude_characters="\0%\\&"), max_size=20)


def in_base64(text: str) -> str:
    """Text in the standard alphabet."""
    return base64.b64encode(text.encode()).decode()


def numbered(text: str) -> str:
    """Text with each character as HTML may write any."""
    return "".join(f"&#{ord(each)};" if number % 2 else f"&#x{ord(each):X};" for number, each in enumerate(text))


ENCODERS: tuple[t.Callable[[str], str], ...] = (
    lambda text: quote(text, safe=""),
    quote,
    quote_plus,
    lambda text: re.sub("%..", lambda code: code[0].lower(), quote(text, safe="")),
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    html.escape,
    numbered,
)


@given(SECRET)
def test_every_form_of_a_secret(secret: str) -> None:
    """As it is, as JSON and HTML write it, URL-encoded, and in base64."""
    clean = Redactor([secret])
    forms = [secret, json.dumps(secret)[1:-1], quote(secret, safe=""), html.escape(secret)]
    forms += [quote_plus(secret), quote(quote(secret, safe=""), safe=""), base64.b64encode(secret.encode()).decode()]
    for form in forms:
        assert clean(f"before {form} after") == f"before {HIDDEN} after"


def decodings(text: str, depth: int) -> set[str]:
    """All that a reader could make of a text by taking encodings off."""
    if depth == 0:
        return {text}
    ways = (html.unescape, unquoted, in_json)
    return {text}.union(*(decodings(way(text), depth - 1) for way in ways))


def unquoted(text: str) -> str:
    """Text with percent-encoding taken off."""
    return unquote(text, errors="surrogateescape")


def in_json(text: str) -> str:
    """Text as the inside of a JSON string, where it can be one."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


@given(
    SECRET.filter(lambda text: is_printable(text) and text.strip("*")),  # any other is refused before it is sent
    AROUND,
    AROUND,
    st.lists(st.sampled_from(ENCODERS), max_size=3).filter(lambda ways: sum(way is quote_plus for way in ways) < 2),
)
def test_no_encoding_saves_a_secret(
    secret: str, before: str, after: str, encoders: list[t.Callable[[str], str]]
) -> None:
    """Encoded up to three times with whatever stands around it, it is not left, and something is hidden for it."""
    text = f"{before}{secret}{after}"
    for encode in encoders:
        text = encode(text)
    shown = Redactor([secret])(text)
    assert HIDDEN in shown
    assert not any(secret in decoded for decoded in decodings(shown, 3))


@given(
    SECRET.filter(lambda text: len(text.encode()) > 8),
    AROUND,
    AROUND,
    st.lists(st.sampled_from(ENCODERS[:7]), max_size=2),
)
def test_base64_under_another_encoding(
    secret: str, before: str, after: str, encoders: list[t.Callable[[str], str]]
) -> None:
    """As in a header that a page repeats: a secret in the middle of what was put into base64."""
    text = in_base64(f"{before}{secret}{after}")
    for encode in encoders:
        text = encode(text)
    shown = Redactor([secret])(f"({text})")
    assert HIDDEN in shown
    for decoded in decodings(shown, 2):
        assert in_base64(secret)[4:-4] not in decoded


@given(
    st.text("ABCDEFGHJKLMabcdefghjklm01234", min_size=8, max_size=30),
    st.text("NOPQRSTVWXYZnopqrstvwxyz56789 %\\&;#\u00e9\u4e2d\U0001f600\n", max_size=200),
)
def test_text_without_a_secret_is_unchanged(secret: str, text: str) -> None:
    """Whatever it holds, and whatever looks encoded in it."""
    assert Redactor([secret])(text) == text
    assert not Redactor([secret]).holds(text)


@given(st.lists(SECRET, max_size=3), st.text(max_size=100))
def test_what_is_left_is_what_was_there(secrets: list[str], text: str) -> None:
    """Nothing is added, moved or lost but what is hidden."""
    shown = Redactor(secrets)(text)
    parts = shown.split(HIDDEN) if HIDDEN not in text else [shown]
    place = 0
    for part in parts:
        place = text.index(part, place) + len(part)


def test_base64_inside_something_longer() -> None:
    """A secret that begins anywhere in what was encoded."""
    clean = Redactor(["hidden-secret-value"])
    for before in ("", "a", "ab", "user:"):
        encoded = base64.b64encode(f"{before}hidden-secret-value:end".encode()).decode()
        assert "aGlkZGVu" not in clean(encoded)
        assert HIDDEN in clean(encoded)
        if len(before) % 3:  # what is left holds no bit of the secret's first character
            assert clean(encoded).partition(HIDDEN)[0] == encoded[: len(before) * 8 // 6]


def test_the_ends_of_unicode() -> None:
    """The last character, half of a pair, and numbers that are no characters."""
    clean = Redactor(["secret-\U0010ffff", "secret-\ud800"])
    assert clean("a \\U0010ffff secret-\\U0010ffff") == f"a \\U0010ffff {HIDDEN}"
    for half in ("\\u{d800}", "\\ud800"):
        assert clean(f"secret-{half} b") == f"{HIDDEN} b"
    for text in ("\\U00110000", "\\u{110000}", "\\U80000000"):
        assert clean(text) == text


def test_signatures_and_several_secrets() -> None:
    """The longest first, so that no rest of one is left; and the signature of a request."""
    clean = Redactor(["abcd", "abcdefgh", ""])
    assert clean("abcdefgh abcd") == f"{HIDDEN} {HIDDEN}"
    assert Redactor(["b-secret", "a-b-secret"])("a-b-secret") == HIDDEN
    assert Redactor(["a+secret", "a secret as well"])("a+secret+as+well") == HIDDEN
    assert clean(f"Signature={'0a' * 32}, x") == f"Signature={HIDDEN}, x"
    assert Redactor([])("text") == "text"


@pytest.mark.parametrize("text", ["%" * 20000, "\\" * 20000, "&#" * 10000, "a" * 20000])
def test_no_text_takes_long(text: str) -> None:
    """What nearly matches is not tried in every combination; the test would not end."""
    assert Redactor(["\\%&#a" * 20])(text) == text


@pytest.mark.parametrize("unit", ["=", "%3D", "\\u003d", "&#61;", "%253D"])
def test_work_on_a_large_text_is_bounded(unit: str) -> None:
    """A token of 3,000 signs and a text of 1 MB of them: cut first, then searched; the test would not end else."""
    token = "=" * 3000
    text = unit * (2**20 // len(unit))
    redact = Redactor([token])
    shown = redact(text)
    assert len(shown) <= 64 * 1024
    assert token not in shown
    assert redact.holds(text)
    assert len(redact(f"{text}{token}")) <= 64 * 1024


def test_a_secret_at_the_cut() -> None:
    """Where text is cut, a part of a secret may be left that nothing recognises; what may be one is hidden too."""
    token = "0123456789abcdef" * 200
    for shift in range(0, 3200, 100):
        shown = Redactor([token])("x" * (64 * 1024 - shift) + token + "y" * 9000)
        assert "0123456789" not in shown
        assert shown.startswith("x" * 1000)
        assert shown.endswith(HIDDEN)


@pytest.mark.parametrize("encode", [str, lambda text: quote(text, safe=""), in_base64, numbered])
def test_a_secret_that_whoever_repeats_it_has_cut(encode: t.Callable[[str], str]) -> None:
    """Its beginning is hidden too, however much is left of it; what is as short as a word is not."""
    token = "MIIF/+0123456789" * 20
    clean = Redactor([token, "password"])
    for length in (18, 100, 319):
        shown = clean(f"Incorrect token: {encode(token[:length])}...")
        assert re.fullmatch(rf"Incorrect token: {re.escape(HIDDEN)}.{{0,9}}\.\.\.", shown)
    assert clean(f"Incorrect token: {encode(token[:10])}...") == f"Incorrect token: {encode(token[:10])}..."
    assert clean("pass") == "pass"


def test_what_no_encoding_takes() -> None:
    """A byte of a variable that is no UTF-8 is a lone surrogate in Python."""
    assert Redactor(["hidden-\udcff-secret"])("x hidden-\udcff-secret") == f"x {HIDDEN}"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_both_alphabets_of_base64(encode: t.Callable[[bytes], bytes]) -> None:
    """With + and / in it, or with - and _."""
    assert Redactor(["~~~???~~~???"])(encode(b"~~~???~~~???").decode()) == HIDDEN


@pytest.mark.parametrize(
    "form",
    [
        "geheim-w\u00f6rt",
        "geheim-w%F6rt",
        "geheim-w%C3%B6rt",
        "geheim-w\u00c3\u00b6rt",
        "geheim-w&ouml;rt",
        "geheim-w\\xf6rt",
        base64.b64encode("geheim-w\u00f6rt".encode("latin-1")).decode(),
    ],
)
def test_a_secret_that_is_not_ascii(form: str) -> None:
    """In the encodings of headers and of pages."""
    assert Redactor(["geheim-w\u00f6rt"])(f"it is {form}.") == f"it is {HIDDEN}."


def test_entities_with_digits() -> None:
    """HTML has names for these as well."""
    assert Redactor(["half-\u00bd-and-\u00b2"])("<b>half-&frac12;-and-&sup2;</b>") == f"<b>{HIDDEN}</b>"


def test_what_only_looks_like_an_entity() -> None:
    """It is text."""
    assert Redactor(["fake-secret"])("&bogus; fake&#45;secret") == f"&bogus; {HIDDEN}"


def test_a_secret_of_other_scripts_hides_no_question_marks() -> None:
    """What Latin-1 cannot hold is not searched for in it."""
    assert Redactor(["\u4e2d\u6587\u5bc6\u7801"])("what????") == "what????"


def test_identifiers() -> None:
    """A long secret in any encoding is found in one; a short one may stand there by chance."""
    redact = Redactor(["12345", "a-long/secret"])
    assert redact.holds("id-a-long/secret-1")
    assert redact.holds("id-a-long%2Fsecret-1")
    assert not redact.holds("id-12345")
    assert redact("it is 12345") == f"it is {HIDDEN}"
    assert not Redactor([]).holds("anything")
    for length in (17, 64, 300):
        assert Redactor(["MIIF/+0123456789abcd" * 20]).holds(("MIIF/+0123456789abcd" * 20)[:length])
    assert not Redactor(["MIIF/+0123456789abcd" * 20]).holds("MIIF/+01234567")
    for length, held in ((LONG_ENOUGH - 1, False), (LONG_ENOUGH, True)):
        assert Redactor(["7" * length]).holds("7" * 30) == held


def test_some_more_secrets() -> None:
    """They are known beside the others."""
    redact = Redactor(["first-secret"])
    more = redact.also(["second-secret"])
    assert more("first-secret second-secret") == f"{HIDDEN} {HIDDEN}"
    assert redact("second-secret") == "second-secret"


def test_a_warning_about_short_secrets() -> None:
    """Once, without them, and without saying how long they are."""
    assert short_secret_warnings(["12345678"]) == []
    assert short_secret_warnings([]) == []
    (warning,) = short_secret_warnings(["1234567", "1", "a-long-secret"])
    assert "fewer than 8 characters" in warning
    assert "1234567" not in warning


def coded(pattern: str) -> t.Callable[[str], str]:
    """A function that writes each character by its number."""
    return lambda text: "".join(pattern.format(ord(each)) for each in text)


@pytest.mark.parametrize(
    "encode",
    [
        *map(coded, ("&#{}", "&#{:09d};", "&#x{:x}", "&#X{:06X};", "%u{:04X}", "\\u{{{:x}}}", "\\U{:08x}", "\\{:03o}")),
        *map(coded, ("\\x{:02x}", "\\u{:04X}", "\\\\u{:04x}", "={:02X}", "{:c}\r\n ")),
        lambda text: repr(text.encode())[2:-1],
        lambda text: quopri.encodestring(text.encode()).decode(),
        lambda text: base64.encodebytes(b"x" * 50 + text.encode() * 3).decode(),
        lambda text: json.dumps(base64.encodebytes(b"x" * 50 + text.encode()).decode()),
    ],
)
def test_other_ways_to_write_a_secret(encode: t.Callable[[str], str]) -> None:
    """By numbers of all kinds, and over the ends of lines that were wrapped."""
    secret = 'Long+secret/of="several"&%kinds\\-which-is-longer-than-a-line-of-76-characters-is=='
    shown = Redactor([secret])(f"before {encode(secret)}\nafter")
    assert shown.startswith("before ")
    assert HIDDEN in shown
    for part in (encode(secret)[index : index + 8] for index in range(80, len(encode(secret)) - 80)):
        assert part not in shown


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Signature={}",
            "Signature%3D{}",
            "Signature%253d{}",
            "Signature&#61;{}",
            "Signature%3D%22{}",
            "Signature \n{}",
        ),
        *('"signature": "{}"', "Signature\\u003d{}", "Signature&quot;:&quot;{}", "the signature is {}, not {}"),
    ],
)
@pytest.mark.parametrize("signature", ["0a1b" * 16, "0A1B" * 16])
def test_signatures_however_they_are_written(text: str, signature: str) -> None:
    """Also where a proxy encodes the header that it repeats; other numbers are left as they are."""
    shown = Redactor([])(text.format(signature, signature))
    assert shown == text.format(HIDDEN, HIDDEN)
    for number in (signature[1:], f"{signature}00000"):
        assert Redactor([])(text.format(number, number)) == text.format(number, number)
    assert Redactor([])(f"image sha256:{signature}") == f"image sha256:{signature}"


@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_a_signature_in_base64(before: str) -> None:
    """Of a whole header."""
    header = f"{before}SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature={'0a1b' * 16}"
    assert in_base64("0a1b" * 4)[3:12] not in Redactor([])(f"got {in_base64(header)}.")


def test_what_stands_around_a_wrapped_line() -> None:
    """A secret takes no line end with it."""
    assert Redactor(["a-long-secret"])("x\n a-long-secret\n y\n") == f"x\n {HIDDEN}\n y\n"


def test_identifiers_of_the_user_that_hold_a_secret() -> None:
    """They would be shown, and may not be altered; a short secret is there by chance, and none is in two."""
    refuse_secrets(["ray-train-01", "ray-2"], ["train-1", "01", "01ray-2ray", ""], "route_ids")
    with pytest.raises(InputError, match=r"^route_ids: one of them contains a credential") as caught:
        refuse_secrets(["ray-2", "ray-train-01"], ["x", "train-01"], "route_ids")
    assert str(caught.value) == (
        "route_ids: one of them contains a credential, or a proxy's password, which must not be shown. Check whether"
        " the options were mixed up, and use a secret that is no part of a name"
    )


def test_the_options_of_a_result() -> None:
    """Those that the spec calls secret are hidden, however short, unless they were not given; no other is."""
    spec = {"token": {"no_log": True}, "key": {"no_log": True}, "word": {"no_log": True}, "region": {"no_log": False}}
    given = {"token": "1", "key": None, "word": "", "region": "cn-north-4", "timeout": 60.0}
    assert shown_options(given, {**spec, "timeout": {}}) == {**given, "token": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}
