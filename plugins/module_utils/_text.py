# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Text that is safe to show: no character that a person could not see as it is, and no more of it than is useful."""

from __future__ import annotations

import re
import unicodedata

TEXT_LIMIT = 4096
"""How many characters of a message are kept; the API page's own bound."""

_GAP = re.compile("\0+")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0").union(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Characters that Python takes for printable and that nobody sees: fillers, joiners and variation selectors."""


def is_printable(text: str) -> bool:
    """Return whether a person sees every character: no control, bidirectional or invisible one, no half surrogate."""
    return _is_plain(text) or all(map(_is_printable, text))


def escaped(text: str) -> str:
    """Return text with each character that a person could not see written as ``\\u`` and its number."""
    if _is_plain(text):
        return text
    return "".join(each if _is_printable(each) else _escape(each) for each in text)


def shown(value: str, limit: int = 200) -> str:
    """Return a value that was given, in quotation marks, in ASCII and cut to a length, for a message about it."""
    return ascii(value) if len(value) <= limit else f"{value[:limit]!a}... ({len(value)} characters)"


def escaped_lines(text: str) -> str:
    """Return the same of a text of several lines, such as a file's, whose line ends and tabs stay."""
    if _is_plain(text):
        return text
    return "\n".join("\t".join(map(escaped, line.split("\t"))) for line in text.split("\n"))


def one_line(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return text from outside as one line, with a space for what cannot be shown, cut to a length."""
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
