# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which pairs of an ansible-core and a Python are tested, here and by the jobs of CI."""

from __future__ import annotations

import pytest
import yaml

from scripts import interpreters
from scripts.collection import ROOT
from scripts.interpreters import CORES, dotted


def test_one_python_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """``make pair`` chooses the Python; without it each ansible-core has its first."""
    monkeypatch.setattr(interpreters, "found", lambda: {(3, minor): f"python3.{minor}" for minor in range(9, 15)})
    monkeypatch.delenv("FABRIC_PYTHON", raising=False)
    assert [pair.version for pair in interpreters.pairs()] == [core.pythons[0] for core in CORES]
    monkeypatch.setenv("FABRIC_PYTHON", "3.14")
    assert [(pair.core.name, pair.version) for pair in interpreters.pairs()] == [("2.20", (3, 14)), ("2.21", (3, 14))]


def test_readme_names_every_core() -> None:
    """README says which releases of ansible-core are tested."""
    *others, last = (core.name for core in CORES)
    assert f"({', '.join(others)} and {last} are tested)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_has_every_pair() -> None:
    """What ``make test`` does not run is in the matrix of the workflow, once, and nothing else is."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    matrix = [(row["core"], row["python"]) for row in workflow["jobs"]["pair"]["strategy"]["matrix"]["include"]]
    assert sorted(matrix) == sorted((core.name, dotted(version)) for core in CORES for version in core.pythons[1:])
