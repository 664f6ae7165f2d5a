# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Make texts safe to show: without invisible characters, and not too long."""

from __future__ import annotations

import re
import unicodedata

TEXT_LIMIT = 4096
"""How many characters of a message are kept; the limit in the API reference."""

_GAP = re.compile("\0+")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0").union(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Invisible characters that are printable for Python: fillers, joiners and variation selectors."""


def is_printable(text: str) -> bool:
    """Return whether all characters are visible: no control or bidirectional characters, and no lone surrogates."""
    return _is_plain(text) or all(map(_is_printable, text))


def escaped(text: str) -> str:
    """Return text in which each character that is not visible is written as ``\\u`` and its number."""
    if _is_plain(text):
        return text
    return "".join(each if _is_printable(each) else _escape(each) for each in text)


def shown(value: str, limit: int = 200) -> str:
    """Return a value of the user for a message: in quotation marks, in ASCII, and not longer than a limit."""
    return ascii(value) if len(value) <= limit else f"{value[:limit]!a}... ({len(value)} characters)"


def escaped_lines(text: str) -> str:
    """Return a text of several lines, escaped in the same way, but with its line ends and tabs."""
    if _is_plain(text):
        return text
    return "\n".join("\t".join(map(escaped, line.split("\t"))) for line in text.split("\n"))


def one_line(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return a text as one line of limited length, with spaces in place of characters that are not visible."""
    text = text[: 4 * limit]
    if not _is_plain(text):
        text = _GAP.sub(" ", "".join(each if _is_printable(each) else "\0" for each in text))
    text = text.strip()
    return text if len(text) <= limit else f"{text[:limit]}..."


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _is_printable(character: str) -> bool:
    return (character.isprintable() and character not in _INVISIBLE) or unicodedata.category(character) == "Zs"


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
