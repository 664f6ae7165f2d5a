# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the report of a check for drift says, whatever its format."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

Row = tuple[str, str]
"""The last letter of a host's name, and a state or what kept the host from being checked."""


def json_rows(path: Path) -> list[Row]:
    """The rows of a report in JSON: hosts and states, sorted; the hosts' names without the case's."""
    report = json.loads(path.read_text(encoding="utf-8"))
    rows = [(row["host"][-1], row["state"]) for row in report["routes"]]
    rows += [(check["host"][-1], _kind(check["error"])) for check in report["checks"] if "error" in check]
    return sorted(rows)


def junit_rows(path: Path) -> list[Row]:
    """The same of a report in JUnit XML."""
    rows = []
    for case in ET.fromstring(path.read_bytes()).iter("testcase"):
        state = "unchanged"
        for problem in case:
            state = str(problem.get("type")) if problem.tag == "failure" else _kind(str(problem.get("message")))
        rows.append((str(case.get("classname"))[-1], state))
    return sorted(rows)


def _kind(error: str) -> str:
    return next((kind for kind in ("not checked", "unreachable") if kind in error), "unknown")
