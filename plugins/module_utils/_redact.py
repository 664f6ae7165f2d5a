# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Remove secrets from texts of servers and proxies, which may repeat the headers of a request.

The text is decoded, for example from percent-encoding, and each secret is searched in the decoded text. So the time
depends only on the length of the text.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import html
import re
import typing as t

from ._errors import InputError

HIDDEN = "********"

HIDDEN_OPTION = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
"""What Ansible shows in place of a secret option."""

LONG_ENOUGH = 8
"""A secret of at least so many characters is not part of an identifier or a number by chance."""

_HEAD = 16
"""So many bytes of the beginning of a secret are treated as a secret that was cut; a word has fewer."""

_DEPTH = 3
"""How many times a text may have been encoded."""

_LONGEST = 64 * 1024
_SIGNATURE = re.compile(rb"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_ENCODINGS = (
    re.compile(r"%(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})"),
    re.compile(
        r"\\(?:u[dD][89ABab][0-9A-Fa-f]{2}\\u[dD][C-Fc-f][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}"
        r"|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[0-3][0-7]{2}|[\\\"'/bfnrt])"
    ),
    re.compile(r"&(?:#[0-9]{1,9};?|#[xX][0-9A-Fa-f]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};)"),
    re.compile(r"\r?\n[ \t]*"),
    re.compile(r"=(?:\r?\n|[0-9A-F]{2})"),
)
"""Percent-encoding, backslashes as in JSON and Python, HTML, wrapped lines, and quoted-printable.

Each is decoded separately, because a secret may itself look as if it were encoded.
"""

_IN_JSON = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_BASE64_CHARACTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


class _Decoded(t.NamedTuple):
    """Decoded bytes, and for each of them the start and end of its characters in the original text."""

    octets: bytes
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the start and end of some of the bytes in the original text."""
        return self.starts[start], self.ends[end - 1]


def _base64_parts(secret: bytes) -> t.Iterator[bytes]:
    """Yield the base64 forms of a secret inside a longer text, where it may start at any of three positions."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + secret)
        own = encoded[(8 * before + 5) // 6 : 8 * (before + len(secret)) // 6]  # depends on nothing around it
        if len(own) >= 4:
            yield own


_SIGNATURE_IN_BASE64 = re.compile(
    b"(?:%b)[A-Za-z0-9+/]{84,88}" % b"|".join(map(re.escape, _base64_parts(b"Signature=")))
)


class Redactor:
    """Removes secrets from texts, also if they are encoded, and signatures of requests."""

    def __init__(self, secrets: t.Iterable[str]) -> None:
        self._secrets = frozenset(filter(None, secrets))
        known = sorted(self._secrets, key=len, reverse=True)
        self._needles = [needle for secret in known for needle in _needles(secret)]
        self._heads = [needle[:_HEAD] for secret in known if len(secret) >= LONG_ENOUGH for needle in _needles(secret)]
        self._in_base64 = [part for needle in self._needles for part in _base64_parts(needle)]

    def __call__(self, text: str) -> str:
        """Return the text without the secrets, cut to at most 64 Ki characters."""
        cut = len(text) > _LONGEST
        text = text[:_LONGEST]
        spans: list[tuple[int, int]] = []
        for decoded in _layers(text):
            spans += [decoded.span(*place) for needle in self._needles for place in _places(decoded.octets, needle)]
            standard = decoded.octets.translate(_URL_SAFE)
            places = (place for part in self._in_base64 for place in _places(standard, part))
            spans += [decoded.span(*_widened(standard, place)) for place in places]
            spans += [decoded.span(*place) for place in _signatures(decoded.octets)]
        if cut and self._needles:  # a part of a secret at the cut would not be recognised
            longest = max(map(len, self._needles))
            spans.append((max(0, len(text) - 6 * longest), len(text)))
        return _without(text, spans)

    def also(self, secrets: t.Iterable[str]) -> Redactor:
        """Return a redactor that also removes some more secrets."""
        return Redactor((*self._secrets, *secrets))

    def holds(self, text: str) -> bool:
        """Return whether an identifier contains a secret, or its beginning, that is too long to be there by chance."""
        text = text[:_LONGEST]
        return bool(self._heads) and any(head in decoded.octets for decoded in _layers(text) for head in self._heads)


def shown_options(options: t.Mapping[str, t.Any], spec: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the options of a module without secrets, as its result may show them.

    :param spec: the module's argument spec
    """
    secret = {name for name, option in spec.items() if option.get("no_log")}
    return {name: HIDDEN_OPTION if name in secret and value else value for name, value in options.items()}


def refuse_secrets(identifiers: t.Iterable[str], secrets: t.Iterable[str], name: str) -> None:
    """Refuse identifiers that contain a secret: results show them, and Ansible would remove the secret from them.

    :param name: the name of the option, for the message
    :raises InputError: an identifier contains a secret
    """
    text = "\0".join(identifiers)
    found = tuple(secret for secret in secrets if len(secret) >= LONG_ENOUGH and secret in text)
    if found:
        raise InputError(
            f"{name}: one of them contains a credential, or a proxy's password, which must not be shown. Check whether"
            " the options were mixed up, and use a secret that is no part of a name",
            found,
        )


def short_secret_warnings(secrets: t.Iterable[str]) -> list[str]:
    """Return a warning if some secrets are too short to be hidden everywhere."""
    if all(len(secret) >= LONG_ENOUGH for secret in secrets):
        return []
    return [f"A secret of this task has fewer than {LONG_ENOUGH} characters, too few to be hidden in results."]


def _needles(secret: str) -> t.Iterator[bytes]:
    octets = secret.encode("utf-8", "surrogatepass")
    yield octets
    if " " in secret:
        yield octets.replace(b" ", b"+")
    if not secret.isascii():
        yield octets.decode("latin-1").encode()  # UTF-8 in a header, which is read as Latin-1
        with contextlib.suppress(UnicodeEncodeError):
            yield secret.encode("latin-1")  # as headers carry it


def _layers(text: str) -> t.Iterator[_Decoded]:
    """Yield a text, and all texts that it may have been before it was encoded."""
    raw = _raw(text)
    seen = {raw.octets}
    layer = [raw]
    for _depth in range(_DEPTH):
        yield from layer
        further = [each for decoded in layer for each in map(functools.partial(_decode, decoded), _ENCODINGS) if each]
        layer = list({each.octets: each for each in further if each.octets not in seen}.values())
        seen.update(each.octets for each in layer)
    yield from layer


def _signatures(octets: bytes) -> t.Iterator[tuple[int, int]]:
    """Yield the places of signatures in a text that contains the word "signature"."""
    if b"signature" in octets.lower():
        yield from (match.span() for match in _SIGNATURE.finditer(octets))
    yield from (match.span() for match in _SIGNATURE_IN_BASE64.finditer(octets))


def _raw(text: str) -> _Decoded:
    if text.isascii():
        return _Decoded(text.encode(), list(range(len(text))), list(range(1, len(text) + 1)))
    parts = [each.encode("utf-8", "surrogatepass") for each in text]
    starts = [place for place, part in enumerate(parts) for _byte in part]
    return _Decoded(b"".join(parts), starts, [place + 1 for place in starts])


def _decode(encoded: _Decoded, encoding: re.Pattern[str]) -> _Decoded | None:
    """Decode a text once; return None if it is not encoded in this way."""
    text = encoded.octets.decode("latin-1")
    parts: list[bytes] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in encoding.finditer(text):
        value = _value(match[0])
        if value is None:
            continue
        start, end = encoded.span(*match.span())
        parts += (encoded.octets[done : match.start()], value)
        starts += [*encoded.starts[done : match.start()], *[start] * len(value)]
        ends += [*encoded.ends[done : match.start()], *[end] * len(value)]
        done = match.end()
    if done == 0:
        return None
    octets = b"".join((*parts, encoded.octets[done:]))
    return _Decoded(octets, [*starts, *encoded.starts[done:]], [*ends, *encoded.ends[done:]])


def _value(code: str) -> bytes | None:
    if code.strip("=").isspace():
        return b""
    if code.startswith(("%u", "\\u{", "\\U")):
        return _character(int(code.strip("%\\uU{}"), 16))
    if code.startswith(("%", "\\x", "=")):
        return bytes((int(code[-2:], 16),))
    if code[1:].isdigit():
        return bytes((int(code[1:], 8),))
    if code.startswith("\\u"):
        units = bytes.fromhex(code.replace("\\u", ""))  # two of them are one character
        return units.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
    if code.startswith("\\"):
        return _IN_JSON.get(code[1], code[1]).encode()
    character = html.unescape(code)
    return None if character == code else character.encode("utf-8", "surrogatepass")


def _character(number: int) -> bytes | None:
    return chr(number).encode("utf-8", "surrogatepass") if number <= 0x10FFFF else None


def _places(octets: bytes, needle: bytes) -> t.Iterator[tuple[int, int]]:
    """Yield the places of a secret, or of its beginning, as a server may cut a long secret."""
    head = needle[:_HEAD]
    start = octets.find(head)
    while start >= 0:
        end = start + len(needle)
        if not octets.startswith(needle, start):
            end = start + len(head)
            while octets[end : end + 1] == needle[end - start : end - start + 1]:
                end += 1
        yield start, end
        start = octets.find(head, end)


def _widened(octets: bytes, place: tuple[int, int]) -> tuple[int, int]:
    """Return a place with the base64 characters beside it, which encode parts of the first and last bytes."""
    start, end = place
    if start and octets[start - 1] in _BASE64_CHARACTERS:
        start -= 1
    for _neighbour in range(3):
        if end < len(octets) and octets[end] in _BASE64_CHARACTERS:
            end += 1
    return start, end


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end <= done:
            continue
        if start > done or not parts:
            parts += (text[done:start], HIDDEN)
        done = end
    return "".join((*parts, text[done:]))
