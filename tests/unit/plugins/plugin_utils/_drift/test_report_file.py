# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a run: every check and every host, whole at any time, in the mode and at the place of the old one."""

from __future__ import annotations

import json
import multiprocessing
import re
import typing as t
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._drift._compare import compare
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._drift._report_file import (
    NOT_CHECKED,
    ReportFile,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._run import Run

# Where tests run side by side, what runs them has a thread of its own, of which a fork knows nothing.
pytestmark = pytest.mark.filterwarnings("ignore:.* is multi-threaded, use of fork:DeprecationWarning")
CLEAN = compare([{"route_id": "a"}], {"sessions": [{"route_id": "a", "session_id": "1", "status": None}]})
DRIFTED = compare([{"route_id": "a"}], {"sessions": [], "missing": ["a"]})
HOSTS = ["one", "two", "three"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of its own."""
    return Run(tmp_path / "run")


def read(path: Path) -> tuple[list[tuple[str, str | None]], dict[str, t.Any]]:
    """The checks in a report, with their errors, and the whole of it."""
    report = json.loads(path.read_text(encoding="utf-8"))
    return [(check["host"], check.get("error")) for check in report["checks"]], report


def test_after_each_host(run: Run, tmp_path: Path) -> None:
    """Whoever was not checked yet is an error; hosts are in the order of the play, whichever was the first."""
    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")
    ReportFile(run, str(path)).add("play", "task", HOSTS, "two", DRIFTED)
    checks, report = read(path)
    assert checks == [("one", NOT_CHECKED), ("two", None), ("three", NOT_CHECKED)]
    assert (report["drifted"], report["errors"]) == (None, {"one": NOT_CHECKED, "three": NOT_CHECKED})
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", report["time"])
    for host in ("one", "three"):
        ReportFile(run, str(path)).add("play", "task", HOSTS, host, CLEAN)
    checks, report = read(path)
    assert checks == [(host, None) for host in HOSTS]
    assert (report["drifted"], report["counts"]["unchanged"], report["counts"]["missing"]) == (True, 2, 1)
    assert [(row["host"], row["state"]) for row in report["routes"]] == [
        ("one", "unchanged"),
        ("two", "missing"),
        ("three", "unchanged"),
    ]


def test_checked_twice(run: Run, tmp_path: Path) -> None:
    """Each check is there; another play has its own hosts, another file its checks; run_once speaks for the play."""
    path = tmp_path / "report.json"
    for _time in range(2):
        ReportFile(run, str(path)).add("play", "task", ["one"], "one", CLEAN)
    ReportFile(run, str(path)).add("second", "task", HOSTS, "one", DRIFTED)
    ReportFile(run, str(path)).add("once", "task", [], "two", CLEAN)
    assert read(path)[0] == [
        *[("one", None)] * 3,
        *[("two", NOT_CHECKED), ("three", NOT_CHECKED)],
        ("two", None),
    ]
    other = tmp_path / "other.json"
    ReportFile(run, str(other)).add("play", "task", ["one"], "one", {"error": "refused"})
    assert read(other)[0] == [("one", "refused")]
    ReportFile(Run(tmp_path / "later"), str(path)).add("play", "task", ["one"], "one", CLEAN)
    assert read(path)[0] == [("one", None)]


def test_a_report_for_each_host(run: Run, tmp_path: Path) -> None:
    """A host that the task reports in another file is not missing in this one; one that it does not report is."""
    for host in ("one", "two"):
        ReportFile(run, str(tmp_path / f"{host}.json")).add("play", "task", HOSTS, host, CLEAN)
    assert read(tmp_path / "one.json")[0] == [("one", None), ("three", NOT_CHECKED)]
    assert read(tmp_path / "two.json")[0] == [("two", None), ("three", NOT_CHECKED)]
    ReportFile(run, str(tmp_path / "three.json")).add("play", "task", HOSTS, "three", DRIFTED)
    for host in HOSTS:
        assert read(tmp_path / f"{host}.json")[0] == [(host, None)]
    # Another task checks something else.
    ReportFile(run, str(tmp_path / "other.json")).add("play", "another", HOSTS, "one", CLEAN)
    assert read(tmp_path / "other.json")[0] == [("one", None), ("two", NOT_CHECKED), ("three", NOT_CHECKED)]


def test_junit(run: Run, tmp_path: Path) -> None:
    """A suite for each check; the sums are right, and it has the time of the run."""
    path = tmp_path / "report.xml"
    ReportFile(run, str(path)).add("play", "task", HOSTS, "one", DRIFTED)
    ReportFile(run, str(path)).add("play", "task", HOSTS, "two", CLEAN)
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    sums = [(one.get("name"), one.get("tests"), one.get("failures"), one.get("errors")) for one in (root, *root)]
    assert sums == [
        ("session_drift", "3", "1", "1"),
        ("one", "1", "1", "0"),
        ("two", "1", "0", "0"),
        ("three", "1", "0", "1"),
    ]
    assert t.cast("str", root.get("timestamp")).endswith("Z")


def test_side_by_side(run: Run, tmp_path: Path) -> None:
    """Twenty processes lose no row, and whoever reads the file meanwhile finds it whole."""
    path = tmp_path / "report.json"
    hosts = [f"host-{number}" for number in range(20)]
    context = multiprocessing.get_context("fork")
    add = ReportFile(run, str(path)).add
    processes = [context.Process(target=add, args=("play", "task", hosts, host, CLEAN)) for host in hosts]
    for process in processes:
        process.start()
    while any(process.is_alive() for process in processes):
        if path.exists():
            assert len(read(path)[0]) == 20
    assert read(path)[0] == [(host, None) for host in hosts]
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_where_it_is(run: Run, tmp_path: Path) -> None:
    """A new one is for its owner; an old one's mode and a symbolic link stay; what is no file is refused."""
    path, link = tmp_path / "report.json", tmp_path / "link.json"
    ReportFile(run, str(path)).add("play", "task", ["one"], "one", CLEAN)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    link.symlink_to(path)
    ReportFile(run, str(link)).add("play", "task", ["one"], "one", CLEAN)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o644
    assert len(read(path)[0]) == 2, "a link is the same file"
    for bad, why in {
        str(tmp_path): "is a directory",
        "/dev/null": "is something else",
        str(tmp_path / "no" / "report.json"): "No such file or directory",
    }.items():
        with pytest.raises(FabricError, match=why):
            ReportFile(run, bad).add("play", "task", ["one"], "one", CLEAN)
