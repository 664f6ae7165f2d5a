# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report: one for all hosts, readable by every XML parser whatever names and statuses there are."""

from __future__ import annotations

import datetime as dt
import json
import typing as t
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._drift._compare import STATES, compare
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._drift._report import (
    drifts_of_hosts,
    report_of_hosts,
)

LIVE = {"sessions": [{"route_id": "ray-1", "session_id": "one", "status": "RUNNING"}], "missing": ["gone"]}
CLEAN = compare([{"route_id": "ray-1"}], LIVE)
NO_TEXT = {**CLEAN["routes"][0], "name": dt.date.min}
DRIFTED = compare([{"route_id": "gone", "name": "Old"}], LIVE)


def as_json(drifts: dict[str, dict[str, t.Any]]) -> str:
    """The report as JSON."""
    return report_of_hosts(drifts, "json")


def as_junit(drifts: dict[str, dict[str, t.Any]]) -> str:
    """The report as JUnit XML."""
    return report_of_hosts(drifts, "junit")


UNKNOWN: dict[str, t.Any] = {"drifted": None, "counts": {}, "routes": [], "error": "refused"}


def test_json() -> None:
    """One comparison of all hosts."""
    report = json.loads(as_json({"a": CLEAN, "b": DRIFTED}))
    assert report["drifted"] is True
    assert report["counts"] == {**dict.fromkeys(STATES, 0), "unchanged": 1, "missing": 1, "unexpected": 1}
    assert [(row["host"], row["route_id"]) for row in report["routes"]] == [
        ("a", "ray-1"),
        ("b", "gone"),
        ("b", "ray-1"),
    ]
    assert report["errors"] == {}
    assert [(check["host"], check["drifted"], check["counts"]["missing"]) for check in report["checks"]] == [
        ("a", False, 0),
        ("b", True, 1),
    ]
    assert "time" not in report
    assert json.loads(as_json({"a": CLEAN}))["drifted"] is False


@pytest.mark.parametrize(
    "value",
    [
        None,
        "web-1",
        [DRIFTED],
        DRIFTED,
        {"web-1": "fine"},
        {"web-1": None},
        {"web-1": {"drifted": None, "counts": {}, "routes": [], "msg": "refused"}},
        {"web-1": {"drifted": True, "routes": [{"name": "a", "route_id": "a", "state": "missing"}]}},
        {"web-1": {"drifted": True, "routes": ["a"]}},
    ],
    ids=repr,
)
def test_no_comparisons(value: object) -> None:
    """Nothing else is made a report of: above all, what is unknown is not reported as unchanged."""
    with pytest.raises(InputError, match="takes a mapping with an entry for each host: what the filter session_drift"):
        drifts_of_hosts(value)


@pytest.mark.parametrize("make", [as_json, as_junit])
@pytest.mark.parametrize(
    "part",
    [{"counts": "many"}, {"counts": 1}, {"routes": 1}, {"routes": [{**CLEAN["routes"][0], "name": dt.date.min}]}],
)
def test_parts_of_another_type(make: t.Callable[..., str], part: dict[str, t.Any]) -> None:
    """Whoever has put a comparison together is told what it must be."""
    with pytest.raises(InputError, match="takes a mapping with an entry for each host: what the filter session_drift"):
        make(drifts_of_hosts({"web-1": {**CLEAN, **part}}))


def test_comparisons() -> None:
    """An empty one is left out."""
    given = {"web-1": DRIFTED, "web-2": {}, "web-3": {"error": "refused"}}
    assert drifts_of_hosts(given) == {"web-1": DRIFTED, "web-3": {"error": "refused"}}
    assert drifts_of_hosts({}) == {}


def test_json_unknown() -> None:
    """Where one host is unknown, so is the whole."""
    report = json.loads(as_json({"a": DRIFTED, "b": UNKNOWN}))
    assert report["drifted"] is None
    assert report["errors"] == {"b": "refused"}
    assert report["checks"][1] == {"host": "b", "drifted": None, "counts": {}, "error": "refused"}
    assert json.loads(as_json({"b": UNKNOWN}))["routes"] == []


def test_junit() -> None:
    """A suite for each host, a case for each route; drift is a failure, and what is unknown an error."""
    root = ET.fromstring(as_junit({"a": CLEAN, "b": DRIFTED, "c": UNKNOWN}))
    assert root.attrib == {"name": "session_drift", "tests": "4", "failures": "2", "errors": "1"}
    counts = [
        (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors"))
        for suite in root.iter("testsuite")
    ]
    assert counts == [("a", "1", "0", "0"), ("b", "2", "2", "0"), ("c", "1", "0", "1")]
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert cases == [("a", "ray-1"), ("b", "Old (gone)"), ("b", "ray-1"), ("c", "sessions")]
    failures = [(failure.get("type"), failure.get("message")) for failure in root.iter("failure")]
    assert failures == [
        ("missing", "Old (gone) is expected, but does not exist."),
        ("unexpected", "ray-1 exists, but is not expected."),
    ]
    assert [error.attrib for error in root.iter("error")] == [{"type": "unknown", "message": "refused"}]


texts = st.text(st.characters(), max_size=20)


@given(host=texts, name=texts, status=texts, error=texts)
def test_any_text(host: str, name: str, status: str, error: str) -> None:
    """Control characters, lone surrogates and markup: the XML can be read, and nothing has become markup."""
    live = {"sessions": [{"route_id": "ray-1", "session_id": "</testcase>]]>", "status": status}], "missing": []}
    drift = compare([{"route_id": "ray-1", "name": name, "status": "expected"}], live)
    drifts = {host: drift, f"{host}'": {**UNKNOWN, "error": error or "refused"}}
    root = ET.fromstring(as_junit(drifts).encode("utf-8"))
    assert [element.tag for element in root.iter()] == [
        "testsuites",
        *["testsuite", "testcase", *(["failure"] if drift["drifted"] else [])],
        *["testsuite", "testcase", "error"],
    ]
    assert len(json.loads(as_json(drifts))["routes"]) == 1


def test_texts_for_people() -> None:
    """Both are indented by two; a failure shows both sides; what XML cannot hold is spelt out."""
    assert as_json({"a": CLEAN}).startswith('{\n  "')
    row = compare([{"route_id": "ray-1", "session_id": "old"}], LIVE)
    (failure,) = list(ET.fromstring(as_junit({"a": row})).iter("failure"))[:1]
    sides = {"expected": {"session_id": "old"}, "live": {"session_id": "one", "status": "RUNNING"}}
    assert failure.text == json.dumps(sides, indent=2)
    assert "\\u0001" in as_junit({"a": {**UNKNOWN, "error": "a\x01b"}})
