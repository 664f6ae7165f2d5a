# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Take secrets out of text that came back: a server or a proxy may repeat the headers it was sent."""

from __future__ import annotations

import base64
import html
import re
import typing as t

HIDDEN = "********"

_SIGNATURE = re.compile(r"(?i)(signature\W{1,4})[0-9a-f]{64}")
_IN_JSON = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_BASE64_CHARACTER = "[A-Za-z0-9+/_-]"


class Scrubber:
    """Takes some secrets out of text, however they are escaped, URL-encoded or in base64, and signatures too."""

    def __init__(self, secrets: t.Iterable[str]) -> None:
        self._secrets = sorted(set(filter(None, secrets)), key=len, reverse=True)
        self._pattern: re.Pattern[str] | None = None

    def __call__(self, text: str) -> str:
        """Return the text without the secrets."""
        if self._secrets:
            # Kept, as a token is long and a list of routes may fail a thousand times; most runs never need it.
            self._pattern = self._pattern or re.compile("|".join(_forms(self._secrets)))
            text = self._pattern.sub(HIDDEN, text)
        return _SIGNATURE.sub(rf"\g<1>{HIDDEN}", text)


def _forms(secrets: list[str]) -> t.Iterator[str]:
    for secret in secrets:
        yield "".join(map(_escaped, re.findall(r"(?s)\\+|.", secret)))
    for secret in secrets:
        yield from _in_base64(secret.encode(errors="replace"))


def _escaped(part: str) -> str:
    """Match a character as it is, behind backslashes, URL-encoded (also twice), or as JSON and HTML write it.

    All repetition is bounded, and backslashes come as a run, so that no answer can make the search take long.
    """
    if part.isascii() and part.isalnum():
        return part
    octets = "".join(f"%(?:25){{0,2}}{octet:02x}" for octet in part.encode(errors="replace"))
    if part.startswith("\\"):
        return rf"(?:\\{{{len(part)},{4 * len(part)}}}|(?i:{octets}))"
    units = part.encode("utf-16-be", "surrogatepass")
    in_json = "".join(rf"\\{{1,3}}u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
    # The part itself comes last, as another form may begin with it. None of them comes twice, or a text that nearly
    # matches would be tried in every combination.
    forms = [f"(?i:{octets})", f"(?i:{in_json})"]
    if html.escape(part) != part:
        forms.append(html.escape(part))
    if part in _IN_JSON:
        forms.append(rf"\\{{1,3}}{_IN_JSON[part]}")
    if part == " ":
        forms.append(r"\+")
    forms.append(rf"\\{{0,3}}{re.escape(part)}")
    return f"(?:{'|'.join(forms)})"


def _in_base64(secret: bytes) -> t.Iterator[str]:
    """Match a secret inside something longer in base64, where it may begin at any of three positions."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + secret).decode()
        own = encoded[(8 * before + 5) // 6 : 8 * (before + len(secret)) // 6]  # depends on nothing around it
        if len(own) >= 4:
            either = re.escape(own).replace(r"\+", "[+-]").replace("/", "[/_]")
            yield f"{_BASE64_CHARACTER}?{either}{_BASE64_CHARACTER}?={{0,2}}"
