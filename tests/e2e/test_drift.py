# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``session_drift`` and its playbook, as an operator and a pipeline run them."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.conftest import ROUTES
from tests.e2e.roles import attempt, home_of, inventory, playbook
from tests.e2e.runner import Ansible, Run
from tests.simulator.handle import Simulator

REPORT = "Report drift"
OUTCOME = "Show the outcome"
STATES = ("unchanged", "session_changed", "status_changed", "missing", "unexpected")


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


def check(ansible: Ansible, *arguments: str, **variables: t.Any) -> Run:
    """Run the playbook."""
    return playbook(ansible, "check_drift", *arguments, **variables)


def states(run: Run) -> dict[str, str]:
    """The state of each route, by name."""
    return {row["name"]: row["state"] for row in run.of(REPORT).result["routes"]}


def changed_lines(run: Run) -> list[str]:
    """What is added and removed in the diffs of a run, without their headers."""
    lines = [line for line in run.output.splitlines() if line[:1] in {"+", "-"}]
    return [line for line in lines if not line.startswith(("---", "+++"))]


def cases(path: Path) -> list[tuple[str | None, str | None, list[str | None]]]:
    """The test cases of a JUnit report: suite, name, and the types of failures and errors."""
    return [
        (case.get("classname"), case.get("name"), [f"{problem.tag} {problem.get('type')}" for problem in case])
        for case in ET.fromstring(path.read_bytes()).iter("testcase")
    ]


def test_drift_of_a_record(ansible: Ansible, simulator: Simulator) -> None:
    """Record; a session changes, a status flips, a cluster disappears, another appears; record; nothing is left."""
    path = ansible.home / "sessions.json"
    given = {
        "dataarts_fabric_routes": [{"route_id": "ray-1", "name": "Training"}, "ray-2", "no-status", "4711", "new"],
        "session_record_path": str(path),
    }
    playbook(ansible, "record_sessions", **given).succeeded()
    before = path.read_bytes()
    simulator.set_route("ray-1", session_id="another", status="RUNNING")
    simulator.set_route("ray-2", session_id=ROUTES["routes"]["ray-2"]["session_id"], status="RUNNING")
    simulator.delete_route("4711")
    simulator.set_route("new", session_id="{{ 6 * 7 }}", status='"]]>')

    report = ["-e", "session_drift_report=drift.xml"]
    checked = check(ansible, *report, "--check", "--diff", **given).succeeded()
    row = checked.of(REPORT).result
    assert states(checked) == {
        "4711": "missing",
        "Training": "session_changed",
        "no-status": "unchanged",
        "ray-2": "status_changed",
        "new": "unexpected",
    }
    assert (row["changed"], row["drifted"], row["counts"]) == (True, True, dict.fromkeys(STATES, 1))
    lines = changed_lines(checked)
    assert f'-      "session_id": "{ROUTES["routes"]["ray-1"]["session_id"]}",' in lines
    assert '+      "session_id": "another",' in lines
    assert '+      "session_id": "{{ 6 * 7 }}",' in lines
    assert not [line for line in lines if "no-status" in line]
    assert checked.output.count("changed=1 ") == 1
    written = ansible.home / "drift.xml"
    assert cases(written) == [
        ("localhost", "4711", ["failure missing"]),
        ("localhost", "Training (ray-1)", ["failure session_changed"]),
        ("localhost", "no-status", []),
        ("localhost", "ray-2", ["failure status_changed"]),
        ("localhost", "new", ["failure unexpected"]),
    ]

    written.unlink()
    # The text "true", as it comes from a command line.
    failed = check(ansible, *report, "--diff", "-e", "session_drift_fail=true", **given).failed()
    told = [
        "4 of 5 routes drifted on localhost: 1 session_changed, 1 status_changed, 1 missing, 1 unexpected",
        "4711: missing",
        "Training (ray-1): session_changed",
        "ray-2: status_changed (RUNNING instead of CREATING)",
        "new: unexpected",
    ]
    assert failed.failure(OUTCOME)["msg"].splitlines() == told
    assert checked.of(OUTCOME).result["msg"] == told
    assert "Training (ray-1): session_changed" in checked.output
    assert changed_lines(failed) == lines
    assert failed.of(REPORT).result == row
    assert len(cases(written)) == 5
    assert path.read_bytes() == before

    playbook(ansible, "record_sessions", **given).succeeded()
    clean = check(ansible, *report, "--check", "--diff", "-e", "session_drift_fail=true", **given).succeeded()
    assert set(states(clean).values()) == {"unchanged"}
    assert '"All 4 routes are as expected on localhost"' in clean.output
    assert changed_lines(clean) == []
    assert "changed=0 " in clean.output


def test_expectations_of_hosts(ansible: Ansible, simulator: Simulator) -> None:
    """Hosts that expect different things: one batch, a fact for each, one report for all."""
    hosts = inventory(
        ansible,
        one={"session_drift_expected": [{"route_id": "ray-1", "status": "RUNNING"}, {"route_id": 4711}]},
        two={"session_drift_expected": [{"route_id": "ray-1", "session_id": "old"}, {"route_id": "gone"}]},
        three={"session_drift_record": "{{ home }}/sessions.json"},
    )
    record = {"format": 1, "routes": [{"route_id": "no-status", "name": "Bare", "session_id": "bare", "status": None}]}
    home_of(ansible, "three").joinpath("sessions.json").write_text(json.dumps(record), encoding="utf-8")
    play = {
        "hosts": "managed",
        "gather_facts": False,
        "vars": {"session_drift_report": "drift.json"},
        "roles": ["huaweicloud.dataarts_fabric.session_drift"],
        "post_tasks": [{"name": "result", "ansible.builtin.debug": {"var": "session_drift_result"}}],
    }
    run = ansible.play(play, arguments=hosts).succeeded()
    results = {row.host: row.result["session_drift_result"] for row in run.rows if row.task == "result"}
    assert {host: result["drifted"] for host, result in results.items()} == {"one": False, "two": True, "three": False}
    assert all(result.keys() >= {"drifted", "counts", "routes", "summary"} for result in results.values())
    of_the_module = {row.host: row.result for row in run.rows if row.task == REPORT}
    for key in ("drifted", "counts", "routes", "summary"):
        assert {host: one[key] for host, one in results.items()} == {h: one[key] for h, one in of_the_module.items()}
    assert results["two"]["routes"] == [
        {
            "name": "ray-1",
            "route_id": "ray-1",
            "state": "session_changed",
            "expected": {"session_id": "old"},
            "live": ROUTES["routes"]["ray-1"],
        },
        {"name": "gone", "route_id": "gone", "state": "missing", "expected": {}, "live": None},
    ]
    assert simulator.counters().by_route == {"ray-1": 1, "4711": 1, "gone": 1, "no-status": 1}
    report = json.loads((ansible.home / "drift.json").read_text(encoding="utf-8"))
    assert (report["drifted"], report["counts"]["unchanged"], report["counts"]["missing"]) == (True, 3, 1)
    assert [(row["host"], row["name"]) for row in report["routes"]] == [
        ("one", "ray-1"),
        ("one", "4711"),
        ("two", "ray-1"),
        ("two", "gone"),
        ("three", "Bare"),
    ]


def test_unknown(ansible: Ansible, simulator: Simulator) -> None:
    """What is no answer is not drift: it fails as unknown, with what to do, and the report has an error."""
    simulator.set_route("failing", answer="500")
    newer, broken = ansible.home / "newer.json", ansible.home / "broken.json"
    newer.write_text('{"format": 2}', encoding="utf-8")
    broken.write_text("{", encoding="utf-8")
    expected = {"session_drift_expected": [{"route_id": "ray-1"}, {"route_id": "gone"}]}
    defaults = "group/huaweicloud.dataarts_fabric.fabric"
    ways: dict[str, tuple[dict[str, t.Any], dict[str, t.Any], str]] = {
        "down": (expected, {"endpoint": "http://127.0.0.1:1", "retries": 0}, "refused the connection"),
        "credential": (expected, {"token": "wrong"}, "APIG.1002"),
        "failing": (
            {"session_drift_expected": [*expected["session_drift_expected"], {"route_id": "failing"}]},
            {"retries": 0},
            "report the request ID",
        ),
        "no record": (
            {"session_drift_record": str(ansible.home / "none.json")},
            {},
            f"the record {ansible.home}/none.json does not exist: write it with session_record",
        ),
        "newer record": ({"session_drift_record": str(newer)}, {}, "has format 2, but this version reads format 1"),
        "broken record": ({"session_drift_record": str(broken)}, {}, f"the record {broken} is not JSON: line 1"),
        "bad route": ({"session_drift_expected": [{"route_id": "a_b"}]}, {}, "session_drift_expected: 'a_b' cannot be"),
        "no route": ({"session_drift_expected": []}, {}, "there is no route to check"),
        "bad key": ({"session_drift_expected": [{"route_id": "ray-1", "state": "x"}]}, {}, "known are"),
    }
    tasks = [
        {
            **attempt(name, "session_drift", session_drift_report=f"{name}.xml", **variables),
            "module_defaults": {defaults: options},
        }
        for name, (variables, options, _why) in ways.items()
    ]
    run = ansible.tasks(*tasks, arguments=["--check"]).succeeded()
    for name, (_variables, _options, why) in ways.items():
        message = run.of(name).result["msg"]
        assert message.startswith("Whether there is drift is unknown: "), name
        assert why in message, name
        assert cases(ansible.home / f"{name}.xml") == [("localhost", "sessions", ["error unknown"])], name
    assert [row.result["drifted"] for row in run.rows if row.task == REPORT] == [None] * len(ways)
    assert not [row for row in run.rows if row.task == OUTCOME and row.outcome == "ok"]
    assert "changed=0 " in run.output


def test_one_host_unknown(ansible: Ansible) -> None:
    """A host whose record is not there fails; the others are checked all the same, and the report has both."""
    hosts = inventory(
        ansible,
        one={"session_drift_record": "{{ home }}/none.json"},
        two={"session_drift_expected": [{"route_id": "ray-1"}]},
    )
    run = check(ansible, *hosts, dataarts_fabric_hosts="managed", session_drift_report="drift.xml").failed()
    outcomes = {row.host: row.outcome for row in run.rows if row.task == OUTCOME}
    assert outcomes == {"one": "failed", "two": "ok"}
    assert cases(ansible.home / "drift.xml") == [("one", "sessions", ["error unknown"]), ("two", "ray-1", [])]


@pytest.mark.nightly
def test_five_hundred_routes(ansible: Ansible, simulator: Simulator) -> None:
    """One batch: each route once, with no more connections than one batch has."""
    expected = [{"route_id": f"cluster-{number:03}", "status": "RUNNING"} for number in range(500)]
    for entry in expected:
        simulator.set_route(entry["route_id"], session_id="session", status="RUNNING")
    simulator.set_route("cluster-250", session_id="session", status="STOPPED")
    hosts = inventory(ansible, one={}, two={})
    run = check(ansible, "--diff", *hosts, dataarts_fabric_hosts="managed", session_drift_expected=expected).succeeded()
    assert run.of(REPORT).result["counts"] == {**dict.fromkeys(STATES, 0), "unchanged": 499, "status_changed": 1}
    assert changed_lines(run) == ['-      "status": "RUNNING"', '+      "status": "STOPPED"'] * 2
    counters = simulator.counters()
    assert counters.requests == 500
    assert counters.connections <= 16


def test_what_is_missing(ansible: Ansible, simulator: Simulator) -> None:
    """The playbook says which variable of a host is missing or wrong. Nothing is sent."""
    both = {"session_drift_expected": [{"route_id": "ray-1"}], "session_drift_record": "/sessions.json"}
    empty = {"session_drift_expected": None, "session_drift_record": ""}
    hosts = inventory(ansible, nothing={}, both=both, empty=empty, relative={"session_record_path": "sessions.json"})
    run = check(ansible, *hosts, dataarts_fabric_hosts="managed").failed()
    said = {row.host: row.result["msg"] for row in run.rows if row.task == OUTCOME and row.outcome == "failed"}
    assert "session_drift_record must be the absolute path of a file, not sessions.json" in said.pop("relative")
    assert said.keys() == {"nothing", "both", "empty"}
    for message in said.values():
        assert message.startswith("Give either session_drift_expected, a list of mappings with route_id and ")
    assert simulator.counters().requests == 0
