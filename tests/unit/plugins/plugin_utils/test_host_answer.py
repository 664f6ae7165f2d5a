# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a managed host answers, as a person may see it."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._text import is_printable
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._host_answer import (
    message_of,
    of_the_file,
    shown,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("a\n\tb\n", "a\n\tb\n"),
        ("\x1b[31m\r\x9b\u202e\ud800", "\\u001b[31m\\u000d\\u009b\\u202e\\ud800"),
        ([{"before": "\x07", "\x08": [1, None, "\x07"]}], [{"before": "\\u0007", "\\u0008": [1, None, "\\u0007"]}]),
        (7, 7),
        (None, None),
    ],
)
def test_shown(value: t.Any, expected: t.Any) -> None:
    """Text is escaped wherever it is; lines stay lines."""
    assert shown(value) == expected


@given(st.text(st.characters()))
def test_no_text_writes_to_a_terminal(text: str) -> None:
    """Whatever it is."""
    assert is_printable(shown(text).replace("\n", "").replace("\t", ""))
    assert is_printable(message_of({"msg": text}))


@pytest.mark.parametrize("msg", [None, "", [], 0])
def test_no_message(msg: object) -> None:
    """It may be absent, or no text."""
    assert message_of({"msg": msg}) == ""
    assert message_of({}) == ""
    assert message_of({"msg": ["a\x1b"]}) == "['a\\x1b']"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"module_stderr": "", "module_stdout": "", "msg": "MODULE FAILURE"}, "MODULE FAILURE"),
        ({"module_stderr": "a\n/bin/sh: python: \x07denied\n", "module_stdout": "x"}, "/bin/sh: python:  denied"),
        ({"module_stderr": "", "module_stdout": "no disk\n", "msg": "No JSON"}, "No JSON: no disk"),
        ({"module_stderr": ["x"], "msg": {"a": 1}}, "{'a': 1}: ['x']"),
    ],
)
def test_no_module(answer: dict[str, t.Any], message: str) -> None:
    """Where none ran, what was written in place of its answer says why."""
    assert message_of(answer) == message


@pytest.mark.parametrize(
    ("diff", "kept"),
    [
        (
            [{"before": "a\x07", "after": "b", "before_header": "h"}],
            [{"before": "a\\u0007", "after": "b", "before_header": "h"}],
        ),
        (
            {"before": {"mode": "0600"}, "after": {"mode": "0644"}},
            [{"before": {"mode": "0600"}, "after": {"mode": "0644"}}],
        ),
        (
            [{"src_binary": 1}, {"dst_larger": 9}, {"prepared": "x"}],
            [{"src_binary": 1}, {"dst_larger": 9}, {"prepared": "x"}],
        ),
        (
            [{"before": 5}, {"before": "a", "after": [1]}, {"prepared": {}}, {"dst_larger": "x"}, {"x": None}, 7, None],
            [],
        ),
        ("x", []),
        (None, []),
    ],
)
def test_of_the_file(diff: t.Any, kept: list[dict[str, t.Any]]) -> None:
    """What Ansible can show, and nothing else: its own output would end with an exception, or lose the result."""
    answer = {"dest": "/x\x07", "size": 7, "mode": ["0600"], "owner": None, "other": "x"}
    told = of_the_file({**answer, "diff": diff}, ("dest", "size", "mode", "owner", "group"))
    assert told == {"dest": "/x\\u0007", "size": 7, "diff": kept}
    assert "diff" not in of_the_file(answer, ())
