# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of ``make mutation``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import mutation
from scripts.mutation import Mutant, report
from scripts.nearest_first import nearness

CORE = "ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils"


@pytest.mark.parametrize(
    ("name", "file", "function"),
    [
        (f"{CORE}._text.x_one_line__mutmut_1", "_text.py", "one_line"),
        (f"{CORE}._text.x__cut__mutmut_12", "_text.py", "_cut"),
        (f"{CORE}._http._retry.xǁThrottleǁwait__mutmut_3", "_http/_retry.py", "Throttle.wait"),
        (f"{CORE}._auth._xml.xǁXmlǁ__init____mutmut_4", "_auth/_xml.py", "Xml.__init__"),
    ],
)
def test_what_was_changed(name: str, file: str, function: str) -> None:
    """A mutant's name tells its file, also in a package, and its function."""
    mutant = Mutant(name, "killed")
    assert (mutant.file, mutant.function) == (file, function)


def test_report() -> None:
    """The table counts by file, and what was not noticed stands below."""
    noticed = [Mutant(f"{CORE}._http._retry.x_wait__mutmut_{number}", "killed") for number in range(3)]
    survivor = Mutant(f"{CORE}._http._retry.x_wait__mutmut_9", "survived", "- a\n+ b")
    other = Mutant(f"{CORE}._text.x_one_line__mutmut_1", "timeout")
    lines = list(report([*noticed, survivor, other], [survivor]))
    assert lines[0] == "**4 of 5 changes are noticed, 80.0%.**"
    assert "| `_http/_retry.py` | 4 | 3 | 75% |" in lines
    assert "| `_text.py` | 1 | 1 | 100% |" in lines
    assert lines[lines.index("```diff") :] == ["```diff", "# _http/_retry.py, wait", "- a\n+ b", "```"]


def test_a_mutant_that_no_test_was_run_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not noticed, although mutmut says the same of it as of one that takes too long."""
    names = [f"{CORE}._text.x_one_line__mutmut_{number}" for number in range(3)]
    codes = dict(zip(names, (1, -24, 255), strict=True))
    (tmp_path / "_text.py.meta").write_text(json.dumps({"exit_code_by_key": codes}), encoding="utf-8")
    told = "\n".join(f"    {name}: {'killed' if codes[name] == 1 else 'timeout'}" for name in names)
    monkeypatch.setattr(mutation, "TREE", tmp_path)
    monkeypatch.setattr(mutation, "_read", lambda *_arguments: told)
    assert [mutant.status in mutation.NOTICED for mutant in mutation._results()] == [True, True, False]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("module_utils/_http/test_tls.py::test_a", 3),
        ("module_utils/_http/test_tls_failures.py::test_a[x::y]", 3),
        ("module_utils/_http/test_retry.py::test_a", 2),
        ("module_utils/_auth/test_tls.py::test_a", 1),
        ("module_utils/test_tls.py::test_a", 1),
        ("lookup/test_tls.py::test_a", 0),
        ("../scripts/test_tls.py::test_a", 0),
    ],
)
def test_which_tests_run_first(test: str, expected: int) -> None:
    """Those of the file, then those of its folder, then those of the core."""
    assert nearness(f"tests/unit/plugins/{test}", "module_utils._http._tls.x_shared_context__mutmut_1") == expected
