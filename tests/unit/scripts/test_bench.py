# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What README says of the benchmark is what was measured."""

from __future__ import annotations

import json

from scripts.bench.ratios import RATIOS
from scripts.bench.report import README_TABLE, readme
from scripts.collection import ROOT

RESULTS = json.loads((ROOT / "docs" / "benchmarks" / "results.json").read_text(encoding="utf-8"))


def test_readme() -> None:
    """It has every ratio, as the last run of the benchmark left it."""
    assert list(RESULTS["ratios"]) == [ratio.name for ratio in RATIOS]
    assert README_TABLE + readme(RESULTS["ratios"]) + "\n[All cases]" in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )
