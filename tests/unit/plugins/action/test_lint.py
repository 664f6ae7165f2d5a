# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-lint checks a task's options with the main of the action's file: as it does, with its AnsibleModule."""

from __future__ import annotations

import importlib
import io
import json
import sys
import typing as t

import pytest
from ansible.module_utils import basic

ACTIONS = "ansible_collections.huaweicloud.dataarts_fabric.plugins.action"
GOOD: dict[str, dict[str, t.Any]] = {
    "fabric_session_info": {"route_id": "ray-1"},
    "iam_token_info": {"username": "u"},
    "session_record": {"path": "/x", "routes": ["ray-1", {"route_id": "ray-2"}]},
    "session_drift": {"expected": [{"route_id": "ray-1"}], "routes": "{{ all }}"},
    "dashboard_links": {"path": "/x", "routes": "{{ all }}"},
}


class PassedError(Exception):
    """The options are good."""


class Checking(basic.AnsibleModule):  # type: ignore[misc]  # Ansible has no types
    """Ends once the options were checked."""

    def __init__(self, *given: t.Any, **options: t.Any) -> None:
        super().__init__(*given, **options)
        raise PassedError


def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, **options: t.Any) -> str:
    """What is said about the options of a module."""
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode()
    monkeypatch.setattr(basic, "AnsibleModule", Checking)
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", arguments)
    monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys, "argv", [""])
    try:
        importlib.import_module(f"{ACTIONS}.{name}").main()
    except PassedError:
        return ""
    except SystemExit:
        return str(json.loads(capsys.readouterr().out)["msg"])
    raise AssertionError(name)


@pytest.mark.parametrize("name", GOOD)
def test_options(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Good ones pass, also where a template stands for a list; a misspelled one is named."""
    assert check(monkeypatch, capsys, name, **GOOD[name]) == ""
    said = check(monkeypatch, capsys, name, **GOOD[name], tokn="x")
    assert said.startswith("Unsupported parameters for (")
    assert "module: tokn. Supported parameters include: " in said


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("session_record", {"on_missing": "never"}, "value of on_missing must be one of: error, warn, skip"),
        ("session_record", {"path": None}, "missing required arguments: path"),
        ("dashboard_links", {"routes": None}, "missing required arguments: routes"),
        ("session_drift", {"expected": None}, "one of the following is required: expected, record"),
        ("session_drift", {"record": "/x"}, "parameters are mutually exclusive: expected|record"),
        ("session_drift", {"fail_on_drift": "x"}, "fail_on_drift"),
    ],
)
def test_mistakes(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    options: dict[str, t.Any],
    words: str,
) -> None:
    """A wrong choice, a missing one, a wrong type; None takes one away."""
    given = {key: value for key, value in {**GOOD[name], **options}.items() if value is not None}
    assert words in check(monkeypatch, capsys, name, **given)
