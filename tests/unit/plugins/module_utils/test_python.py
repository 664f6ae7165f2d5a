# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Python that cannot run the collection is told in one sentence, with the keys of any failure."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _python
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._info import NOTHING

MODULES = Path(__file__).resolve().parents[4] / "plugins" / "modules"


@pytest.mark.parametrize("lack", ["is Python ", "has no ssl"])
def test_a_python_that_is_not_enough(
    lack: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its result is a failure as any other."""
    if lack == "has no ssl":
        monkeypatch.setitem(sys.modules, "ssl", None)
    else:
        monkeypatch.setattr(_python, "OLDEST", (9, 9))
    with pytest.raises(SystemExit):
        _python.require_python(sessions=[])
    result = json.loads(capsys.readouterr().out)
    assert f"{sys.executable} on " in result["msg"]
    assert lack in result["msg"]
    assert result["msg"].endswith(f", so nothing was sent - {result['solution_msg']}")
    assert set(result) == {"failed", "changed", "sessions", *InputError("x").as_result()}


def test_this_python(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is said where it is enough."""
    _python.require_python()
    assert capsys.readouterr().out == ""


def test_the_keys_of_a_failure() -> None:
    """The module gives the keys that its core gives, which it cannot import before."""
    tree = ast.parse((MODULES / "fabric_session_info.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (call,) = (call for call in calls if ast.unparse(call.func) == "require_python")
    assert {word.arg: ast.literal_eval(word.value) for word in call.keywords} == dict(NOTHING)
