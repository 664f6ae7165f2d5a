# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text that a person can see as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._text import (
    TEXT_LIMIT,
    escaped,
    is_printable,
    one_line,
)

UNSEEN = [
    "\0", "\n", "\r", "\t", "\x1b", "\x7f", "\x85", "\x9b", "\xad", "\u061c", "\u200b", "\u200d", "\u200e", "\u2028",
    "\u2029", "\u202e", "\u2060", "\u2066", "\u2069", "\ufeff", "\ud800", "\udcff", "\ue000", "\U000e0041", "\u3164",
    "\u115f", "\u2800", "\u034f", "\ufe0f", "\U000e0100",
]  # fmt: skip


@pytest.mark.parametrize("character", UNSEEN)
def test_what_nobody_sees(character: str) -> None:
    """Control, bidirectional and invisible characters, half surrogates and what has no meaning."""
    assert not is_printable(character)
    assert not is_printable(f"a{character}b")
    assert one_line(f"a{character}{character}b") == "a b"
    assert escaped(f"a{character}b").startswith("a\\")
    assert escaped(f"a{character}b").isascii()


@pytest.mark.parametrize("text", ["", "a b", "{{ 7*7 }}", "\u00e9\u4e2d\U0001f600", "a\u00a0b\u3000c", "'\"\\"])
def test_what_everybody_sees(text: str) -> None:
    """Any other text is left as it is."""
    assert is_printable(text)
    assert escaped(text) == text
    assert one_line(text) == text


def test_text_is_safe_on_a_terminal() -> None:
    """No escape sequence, no reversal of direction, one line, and not without end."""
    assert one_line("a\x1b[31mb\r\nc\u202ed\u2066e\x9bf\x00") == "a [31mb c d e f"
    assert one_line("{{ 7*7 }}") == "{{ 7*7 }}"
    long = one_line("x" * 10**7)
    assert (len(long), long[-3:]) == (TEXT_LIMIT + 3, "...")


def test_a_text_at_its_limit() -> None:
    """It is cut only where it is longer."""
    assert (one_line("x" * 10, 10), one_line("x" * 11, 10)) == ("x" * 10, "x" * 10 + "...")


def test_escapes() -> None:
    """By their number, short or long."""
    assert escaped("a\x1b\u202eb\U000e0041") == "a\\u001b\\u202eb\\U000e0041"
    assert escaped("\uffff \U00010fff0") == "\\uffff \\U00010fff0"


@given(st.text(st.characters()))
def test_any_text(text: str) -> None:
    """What is shown is printable, and a printable text is shown as it is."""
    assert is_printable(escaped(text))
    assert is_printable(one_line(text))
    assert (escaped(text) == text) == is_printable(text)
    assert not {unicodedata.category(each) for each in one_line(text)} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
