# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``session_record`` and its playbook, as an operator runs them."""

from __future__ import annotations

import json
import stat
import typing as t
from pathlib import Path

import pytest

from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.roles import attempt, home_of, inventory, playbook
from tests.e2e.runner import Ansible, Run
from tests.simulator.handle import Simulator

ROUTES_GIVEN = ["ray-2", {"route_id": "ray-1", "name": "Training"}, 4711]
WRITE = "Write the record"


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


def record(ansible: Ansible, *arguments: str, **variables: t.Any) -> Run:
    """Run the playbook."""
    given = {"dataarts_fabric_routes": ROUTES_GIVEN, "session_record_path": str(path_of(ansible)), **variables}
    return playbook(ansible, "record_sessions", *arguments, **given)


def path_of(ansible: Ansible) -> Path:
    """Where the record is."""
    return ansible.home / "sessions.json"


def entries(path: Path) -> dict[str, str]:
    """The session IDs in a record, by name."""
    return {entry["name"]: entry["session_id"] for entry in json.loads(path.read_text(encoding="utf-8"))["routes"]}


def test_record(ansible: Ansible, simulator: Simulator) -> None:
    """Check mode, apply, a change in the service, check mode with its diff, apply, and nothing left to do."""
    path = path_of(ansible)
    assert record(ansible, "--check").succeeded().of(WRITE).result["changed"] is True
    assert not path.exists()

    assert record(ansible).succeeded().of(WRITE).result["changed"] is True
    sessions = {name: ROUTES["routes"][name]["session_id"] for name in ("ray-1", "ray-2", "4711")}
    assert list(entries(path).items()) == [
        ("4711", sessions["4711"]),
        ("Training", sessions["ray-1"]),
        ("ray-2", sessions["ray-2"]),
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    before = path.read_bytes()

    simulator.set_route("ray-1", session_id="another", status="RUNNING")
    checked = record(ansible, "--check", "--diff").succeeded()
    assert checked.of(WRITE).result["changed"] is True
    lines = [line for line in checked.output.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
    assert [line for line in lines if line] == [
        f'-      "session_id": "{sessions["ray-1"]}",',
        '+      "session_id": "another",',
    ]
    assert path.read_bytes() == before

    assert record(ansible, session_record_mode="0600").succeeded().of(WRITE).result["changed"] is True
    assert entries(path)["Training"] == "another"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert record(ansible, "--check", session_record_mode="0600").succeeded().of(WRITE).result["changed"] is False


def test_a_failure_leaves_the_record(ansible: Ansible, simulator: Simulator) -> None:
    """A cluster that is gone is left out with a warning, or fails; nor does any other failure touch the record."""
    path = path_of(ansible)
    path.write_text("old", encoding="utf-8")
    simulator.delete_route("ray-2")
    simulator.set_route("failing", answer="500")
    given = {"session_record_routes": ROUTES_GIVEN, "session_record_path": str(path)}
    down = {"group/huaweicloud.dataarts_fabric.fabric": {"endpoint": "http://127.0.0.1:1", "retries": 0}}
    run = ansible.tasks(
        attempt("gone", "session_record", **given, session_record_on_missing="error"),
        attempt("failing", "session_record", **{**given, "session_record_routes": ["ray-1", "failing"]}),
        {**attempt("down", "session_record", **given), "module_defaults": down},
        {"name": "read", "ansible.builtin.slurp": {"src": str(path)}},
    ).succeeded()
    assert "Route ray-2 does not exist" in run.of("gone").result["msg"]
    assert "report the request ID" in run.of("failing").result["msg"]
    assert "refused the connection" in run.of("down").result["msg"]
    assert path.read_text(encoding="utf-8") == "old"

    run = record(ansible).succeeded()
    assert list(entries(path)) == ["4711", "Training"]
    assert run.output.count("Route ray-2 does not exist") == 1


def test_managed_hosts(bare_ansible: Ansible, simulator: Simulator) -> None:
    """Two hosts with routes of their own: each route is asked for once, and no credential gets onto either of them."""
    hosts = inventory(
        bare_ansible,
        one={"session_record_routes": ["ray-1"]},
        two={"session_record_routes": ["ray-1", "ray-2"]},
    )
    bare_ansible.environment["ANSIBLE_KEEP_REMOTE_FILES"] = "true"
    play = {
        "hosts": "managed",
        "gather_facts": False,
        "vars": {"session_record_path": "{{ home }}/sessions.json"},
        "environment": {"HUAWEICLOUD_FABRIC_TOKEN": TOKEN, "seen": "by-the-host"},
        "module_defaults": {"group/huaweicloud.dataarts_fabric.fabric": {"endpoint": simulator.url}},
        "roles": ["huaweicloud.dataarts_fabric.session_record"],
    }
    bare_ansible.play(play, arguments=hosts).succeeded()
    assert list(entries(home_of(bare_ansible, "one") / "sessions.json")) == ["ray-1"]
    assert list(entries(home_of(bare_ansible, "two") / "sessions.json")) == ["ray-1", "ray-2"]
    assert simulator.counters().by_route == {"ray-1": 1, "ray-2": 1}

    def holding(folder: str, text: str) -> list[str]:
        files = [path for path in (bare_ansible.home / folder).rglob("*") if path.is_file()]
        return [path.name for path in files if text.encode() in path.read_bytes()]

    for host in ("one", "two"):
        assert "AnsiballZ_copy.py" in holding(host, "ANSIBLE")
        assert "started" in holding(host, "seen=by-the-host")
        assert holding(host, TOKEN) == []


def test_five_hundred_routes(ansible: Ansible, simulator: Simulator) -> None:
    """One batch serves all hosts: each route once, with no more connections than one batch has."""
    routes = [f"cluster-{number:03}" for number in range(500)]
    for route_id in routes:
        simulator.set_route(route_id, session_id=f"session-{route_id}", status="RUNNING")
    hosts = inventory(ansible, one={}, two={}, three={})
    run = record(
        ansible,
        *hosts,
        dataarts_fabric_hosts="managed",
        dataarts_fabric_routes=routes,
        session_record_path="{{ home }}/sessions.json",
    ).succeeded()
    assert {row.host for row in run.rows if row.task == WRITE and row.result["changed"]} == {"one", "two", "three"}
    assert len(entries(home_of(ansible, "three") / "sessions.json")) == 500
    counters = simulator.counters()
    assert counters.requests == 500
    assert counters.connections <= 16


def test_bad_input(ansible: Ansible, simulator: Simulator) -> None:
    """Bad variables are said to be so, and nothing is sent."""
    path = {"session_record_path": str(path_of(ansible))}
    given = {**path, "session_record_routes": ROUTES_GIVEN}
    run = ansible.tasks(
        attempt("no path", "session_record", session_record_routes=ROUTES_GIVEN),
        attempt("no routes", "session_record", **path),
        attempt("relative", "session_record", **{**given, "session_record_path": "sessions.json"}),
        attempt("rule", "session_record", **{**path, "session_record_routes": ["a_b", {"route_id": "c/d"}, "ray-1"]}),
        attempt("empty path", "session_record", session_record_routes=ROUTES_GIVEN, session_record_path=""),
        attempt("text", "session_record", **{**path, "session_record_routes": "ray-1,a_b"}),
        attempt("mapping", "session_record", **{**path, "session_record_routes": {"route_id": "ray-1"}}),
        attempt("null", "session_record", **{**path, "session_record_routes": None}),
        attempt("name", "session_record", **{**path, "session_record_routes": [{"name": "Training"}]}),
        attempt("key", "session_record", **{**path, "session_record_routes": [{"route_id": "ray-1", "nam": "x"}]}),
        attempt("on missing", "session_record", **given, session_record_on_missing="never"),
    ).succeeded()
    for name, message in {
        "no path": "missing required arguments: session_record_path",
        "no routes": "dataarts_fabric_routes) is missing",
        "empty path": "session_record_path is missing. Give it as the absolute path of a file",
        "relative": "session_record_path must be the absolute path of a file, not sessions.json",
        "rule": "'a_b', 'c/d' cannot be route IDs: the rule is 1 to 36 ASCII letters, digits and hyphens",
        "text": "session_record_routes (or dataarts_fabric_routes): 'a_b' cannot be a route ID",
        "mapping": "must be a list of route IDs, or of mappings with route_id, name and url: [ray-train-01, ",
        "null": "dataarts_fabric_routes) is missing. Give it as a list of route IDs",
        "name": "the route {name: Training} has no route_id",
        "key": "unknown keys 'nam'",
        "on missing": "must be one of: error, warn, skip",
    }.items():
        assert message in str(run.of(name).result["msg"]), name
    assert simulator.counters().requests == 0
    assert not path_of(ansible).exists()
