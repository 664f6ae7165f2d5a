# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""If Python cannot run the collection, one sentence says so, with the keys of any failure."""

from __future__ import annotations

import ast
import json
import platform
import sys
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _python
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._info import NOTHING

MODULES = Path(__file__).resolve().parents[4] / "plugins" / "modules"


SOLUTION = "Set ansible_python_interpreter to Python 3.9 or newer with ssl, or delegate the task to localhost."


@pytest.mark.parametrize("lack", [f"is Python {platform.python_version()}", "has no ssl"])
@pytest.mark.parametrize(("executable", "name"), [("/opt/old/python", "/opt/old/python"), ("", "the Python")])
def test_a_python_that_is_not_enough(
    lack: str, executable: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its result is a failure as any other."""
    if lack == "has no ssl":
        monkeypatch.setitem(sys.modules, "ssl", None)
    else:
        monkeypatch.setattr(_python, "OLDEST", (9, 9))
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(SystemExit) as ended:
        _python.require_python(sessions=[])
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out) == {
        **InputError("x").as_result(),
        "failed": True,
        "changed": False,
        "sessions": [],
        "msg": f"{name} on {platform.node()} {lack}, so nothing was sent - {SOLUTION}",
        "reason": "missing_library",
        "solution_msg": SOLUTION,
    }


@pytest.mark.parametrize("oldest", [_python.OLDEST, tuple(sys.version_info)], ids=["newer", "oldest"])
def test_this_python(
    oldest: tuple[int, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is said where it is enough, as the oldest one that is needed is."""
    assert _python.OLDEST == (3, 9)
    monkeypatch.setattr(_python, "OLDEST", oldest)
    _python.require_python()
    assert capsys.readouterr().out == ""


def test_the_keys_of_a_failure() -> None:
    """The module gives the keys that its core gives, which it cannot import before."""
    tree = ast.parse((MODULES / "fabric_session_info.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (call,) = (call for call in calls if ast.unparse(call.func) == "require_python")
    assert {word.arg: ast.literal_eval(word.value) for word in call.keywords} == dict(NOTHING)
