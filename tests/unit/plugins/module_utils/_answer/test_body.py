# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bodies of every shape that is known, and of any other."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._body import (
    BodyError,
    ErrorBody,
    read_error,
    read_object,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import HIDDEN, Redactor
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._text import TEXT_LIMIT

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
)
NO_SECRETS = Redactor([])
KEYS = st.sampled_from(["error", "error_code", "error_msg", "code", "message", "solution_msg", "request_id"])


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error_code": "common.01000001", "error_msg": "no"}, "common.01000001", "no"),
        ({"error_code": 403, "error_msg": "no", "error": {"code": "403", "message": "x"}}, "403", "no"),
        ({"errorCode": "a", "errorMsg": "b"}, "a", "b"),
        ({"code": "APIG.0106", "message": "no"}, "APIG.0106", "no"),
        ({"error": {"code": 401, "message": "no", "title": "Unauthorized"}}, "401", "no"),
        ({"itemNotFound": {"message": "no", "code": 404}}, "404", "no"),
        ({"unauthorized": {"message": "x", "code": "a"}, "error": {"message": "no"}}, "a", "no"),
        ({"errors": [{"error_code": "a", "error_msg": "no"}, {"error_code": "b"}]}, "a", "no"),
        ({"errors": [], "more": ["text"], "deeper": {"still": {"code": "a"}}}, None, None),
        ("no", None, "no"),
        ({"error": "text"}, None, None),
        ({"error_code": True, "error_msg": None}, None, None),
        ({"error_code": "", "error_msg": " \n"}, None, None),
    ],
)
def test_shapes(body: object, code: str | None, message: str | None) -> None:
    """Codes are strings always."""
    assert read_error(json.dumps(body).encode(), NO_SECRETS) == ErrorBody(code, message)


def test_solution_and_request_id() -> None:
    """They are taken where they are sent."""
    body = {"error_code": "a", "error_msg": "b", "solution_msg": "c", "request_id": "d"}
    assert read_error(json.dumps(body).encode(), NO_SECRETS) == ErrorBody("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"<html></html>", "is HTML, not JSON"),
        (b"session", "is not JSON"),
        (b'{"a": 1', "is not JSON"),
        (b'{"a": NaN}', "is not JSON"),
        (b'{"a": Infinity}', "is not JSON"),
        (b"[1]", "is JSON but no object"),
        (b"null", "is JSON but no object"),
        (b'"\xff"', "is not UTF-8"),
        (b"[" * 10000 + b"]" * 10000, "is nested too deeply"),
        (b'{"a":' * 100000, "is nested too deeply"),
    ],
)
def test_what_is_no_object(body: bytes, what: str) -> None:
    """Each has its own words, and is an error without a code."""
    with pytest.raises(BodyError, match=what):
        read_object(body)
    error = read_error(body, NO_SECRETS)
    assert error == ErrorBody(page=error.page)


def test_what_is_an_object() -> None:
    """A byte order mark, and keys that come twice, the last of which counts."""
    assert read_object(b'\xef\xbb\xbf{"a": 1, "a": 2}') == {"a": 2}
    with pytest.raises(BodyError, match="larger than 1 MiB"):
        read_object(b"{}", too_large=True)


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes(body: bytes) -> None:
    """Whatever comes is read or is a BodyError."""
    try:
        value = read_object(body)
    except BodyError:
        value = {}
    assert isinstance(value, dict)


@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_any_error_object(body: dict[str, object]) -> None:
    """Whatever stands in the known keys, what is taken of it is safe text or nothing."""
    error = read_error(json.dumps(body).encode(), NO_SECRETS)
    for text in (error.code, error.message, error.solution, error.request_id):
        if text is not None:
            assert not {unicodedata.category(character) for character in text} & {"Cc", "Cs", "Zl", "Zp"}
            assert text == text.strip()
            assert len(text) <= TEXT_LIMIT + 3


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"\xff", "is not UTF-8"),
        (b"[" * 100_000, "is nested too deeply"),
        (b" \n<p>", "is HTML, not JSON"),
        (b"x", "is not JSON"),
        (b"[]", "is JSON but no object"),
    ],
)
def test_what_is_said_of_a_body(body: bytes, words: str) -> None:
    """The whole of it."""
    with pytest.raises(BodyError) as caught:
        read_object(body, too_large=False)
    assert str(caught.value) == words
    with pytest.raises(BodyError) as large:
        read_object(body, too_large=True)
    assert str(large.value) == "is larger than 1 MiB"


@pytest.mark.parametrize(
    ("body", "page"),
    [
        (b"<html><head><title>400 The plain HTTP request</title></head></html>", "400 The plain HTTP request"),
        (b" \r\n<!DOCTYPE html>\n<TITLE lang='en'>\n  Sign &amp; in\n</TITLE>", "Sign & in"),
        (b"<html><body>no title</body></html>", "an HTML page without a title"),
        (b"<title></title>", "an HTML page without a title"),
        (b"<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n", "400 Bad request"),
        (b"<title> </title><h1 class='x'>\n Gone </h1>", "Gone"),
        (b"<h2>Denied</h2><title>Firewall</title>", "Firewall"),
        (b"<?xml version='1.0'?><Error><Code>A</Code><Message>Not here.</Message></Error>", "Not here."),
        (b"\xef\xbb\xbf<title>With a mark</title>", "With a mark"),
        (b"<title>Acc\xe8s refus\xe9</title>", "Acc?s refus?"),
        (b"upstream connect error\nmore", "upstream connect error"),
        (b"a\x1b[2Jb", "a [2Jb"),
        ("<title>" + "x" * 300 + "</title>", "x" * 200 + "..."),
        ("x" * 10**6, "x" * 200 + "..."),
        (b"\x1b\x07", None),
        (b"", None),
        (b" \n", None),
        (b'{"a": 1', None),
        (b"[1]", None),
        (b"\x89PNG\xff\xfe", None),
        (b"null", None),
        (b"404", None),
    ],
)
def test_pages(body: str | bytes, page: str | None) -> None:
    """The title of a web page, or the first line of a text; nothing of what is neither."""
    assert read_error(body if isinstance(body, bytes) else body.encode(), NO_SECRETS) == ErrorBody(page=page)


REDACT = Redactor(["fake-secret", "0101"])


@pytest.mark.parametrize(
    ("body", "content_type", "page"),
    [
        (
            "<title>\u8bbf\u95ee\u88ab\u62d2\u7edd</title>".encode("gbk"),
            "text/html; charset=GBK",
            "\u8bbf\u95ee\u88ab\u62d2\u7edd",
        ),
        ('<meta charset="gb2312"><title>\u62d2\u7edd</title>'.encode("gbk"), "text/html", "\u62d2\u7edd"),
        ("acc\u00e8s refus\u00e9".encode("latin-1"), "text/plain;charset=iso-8859-1", "acc\u00e8s refus\u00e9"),
        ("\ufeff<title>\u00e9</title>".encode(), "text/html; charset=utf-8", "\u00e9"),
        (b"<title>\xe9</title>", "text/html; charset=no-such", "?"),
        (b"<title>a</title>", "text/html; charset=hex", "a"),
        (b"<title>a</title>", "text/html; charset=\u00e9", "a"),
        (
            b"<title>fake-\xa8\xa6-secret fake-secret</title>",
            "text/html; charset=gb18030",
            "fake-\u00e9-secret ********",
        ),
        (b"<title>a-1</title>", "text/html; charset=punycode", "a-1"),
    ],
)
def test_the_encoding_of_a_page(body: bytes, content_type: str, page: str) -> None:
    """It is that which the page or its header names, where there is one of the name."""
    assert read_error(body, REDACT, content_type=content_type) == ErrorBody(page=page)


def test_a_body_that_is_too_large() -> None:
    """It is not read as JSON, and may be a page all the same."""
    assert read_error(b'{"error_code": "a"}', NO_SECRETS, too_large=True) == ErrorBody()
    assert read_error(b"<title>a</title>", NO_SECRETS, too_large=True) == ErrorBody(page="a")


def test_what_a_body_says_without_secrets() -> None:
    """In none of its parts, and not half of one where the text is cut; an identifier with one is none."""
    body = dict.fromkeys(("error_code", "error_msg", "solution_msg", "request_id"), "a fake-secret b")
    assert read_error(json.dumps(body).encode(), REDACT) == ErrorBody(None, "a ******** b", "a ******** b", None)
    long = {"error_msg": "x" * 4090 + "fake-secret"}
    assert "fake" not in str(read_error(json.dumps(long).encode(), REDACT).message)


def test_identifiers_are_not_cut() -> None:
    """A short secret is hidden in text alone: a code stays what it is, and is compared as it is."""
    body = {"error_code": "APIG.0101", "error_msg": "code 0101", "request_id": "id-0101"}
    error = read_error(json.dumps(body).encode(), REDACT)
    assert (error.code, error.suffix, error.message, error.request_id) == (
        "APIG.0101",
        "0101",
        f"code {HIDDEN}",
        "id-0101",
    )


@pytest.mark.parametrize("code", ["x" * 65, "a\x1b[1m", "a\u202eb", "\u00e9", "a\nb", 10**64, 1.5, [], {}])
def test_what_is_no_code(code: object) -> None:
    """It is not shown cut or altered; the next place that has one is used."""
    assert read_error(json.dumps({"error_code": code}).encode(), NO_SECRETS) == ErrorBody()
    nested = {"error_code": code, "error": {"code": "good.1"}}
    assert read_error(json.dumps(nested).encode(), NO_SECRETS).code == "good.1"


@pytest.mark.parametrize(
    ("code", "suffix"), [(None, None), ("a", "a"), ("APIG.0101", "0101"), ("Gateway.APIGW.0307", "0307"), ("a.", "")]
)
def test_the_part_behind_the_last_dot(code: str | None, suffix: str | None) -> None:
    """It tells codes apart, whatever the gateway is called."""
    assert ErrorBody(code).suffix == suffix


@pytest.mark.parametrize("start", [b"", b"<title>", b"<p>"])
@pytest.mark.parametrize("before", [0, 150, 4000])
def test_a_page_with_a_token_longer_than_what_is_read_of_it(start: bytes, before: int) -> None:
    """A part of a token would not be recognised, so it is taken out before the page is cut."""
    token = "0123456789abcdef" * 500
    body = start + b"x" * before + token.encode()
    assert "0123456789" not in str(read_error(body, Redactor([token])).page)
