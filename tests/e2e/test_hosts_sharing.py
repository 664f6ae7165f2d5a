# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the hosts of one task share: a route is asked for once, and a refused credential is not sent by each of them."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.reports import json_rows
from tests.e2e.roles import COLLECTION, check_role, home_of, inventory, record_role
from tests.e2e.runner import MODULE, Ansible, Run
from tests.simulator.handle import Simulator

TEN = [f"shared-{number}" for number in range(10)]
FABRIC = f"group/{COLLECTION}.fabric"


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


def play(ansible: Ansible, hosts: dict[str, dict[str, t.Any]], *arguments: str, **keywords: t.Any) -> Run:
    """Run one play on these hosts."""
    settings = {"hosts": "managed", "gather_facts": False, **keywords}
    return ansible.play(settings, arguments=[*inventory(ansible, **hosts), *arguments])


def many(number: int, **variables: t.Any) -> dict[str, dict[str, t.Any]]:
    """So many hosts with the same variables."""
    return {f"h{place:02}": variables for place in range(number)}


@pytest.mark.parametrize("number", [5, pytest.param(20, marks=pytest.mark.nightly)])
def test_many_records(ansible: Ansible, simulator: Simulator, number: int) -> None:
    """Ten routes, ten requests, for all hosts at the same time."""
    for route_id in TEN:
        simulator.set_route(route_id, session_id=f"session-of-{route_id}", status="RUNNING", latency=0.05)
    ansible.environment["ANSIBLE_PIPELINING"] = "true"
    hosts = many(number, session_record_routes=TEN)
    run = play(ansible, hosts, "--forks", str(number), tasks=[record_role()]).succeeded()
    assert simulator.counters().by_route == dict.fromkeys(TEN, 1)
    records = {(home_of(ansible, host) / "sessions.json").read_bytes() for host in hosts}
    assert len(records) == 1
    assert [entry["session_id"] for entry in json.loads(records.pop())["routes"]] == [f"session-of-{r}" for r in TEN]
    assert {row.host for row in run.rows} == hosts.keys()


def checked_at_once(ansible: Ansible, simulator: Simulator, number: int) -> None:
    """Hosts that are checked at the same time, each as it gets to it: no row is lost, each route is asked for once."""
    expected = [{"route_id": route_id, "status": "RUNNING"} for route_id in TEN[:2]]
    for route_id in TEN[:2]:
        simulator.set_route(route_id, session_id="session", status="RUNNING")
    variables = {"session_drift_expected": expected, "session_drift_report": "drift.json"}
    hosts = many(number, **variables)
    play(ansible, hosts, "--forks", str(number), strategy="free", tasks=[check_role()]).succeeded()
    rows = json.loads((ansible.home / "drift.json").read_text(encoding="utf-8"))["routes"]
    found = sorted((row["host"], row["route_id"], row["state"]) for row in rows)
    assert found == [(host, route_id, "unchanged") for host in hosts for route_id in TEN[:2]]
    assert simulator.counters().by_route == dict.fromkeys(TEN[:2], 1)


def test_many_hosts(ansible: Ansible, simulator: Simulator) -> None:
    """Once, with half as many as at night."""
    checked_at_once(ansible, simulator, 25)


@pytest.mark.nightly
def test_a_handler_that_runs_again(ansible: Ansible, simulator: Simulator) -> None:
    """What it was told for one host is old when it runs for others, whose records have what is live then."""
    change = {
        "ansible.builtin.uri": {
            "url": f"{simulator.url}/_control/routes/ray-1",
            "method": "PUT",
            "body_format": "json",
            "body": {"session_id": "new", "status": "RUNNING"},
            "status_code": 204,
        },
        "run_once": True,
    }
    notify = {"ansible.builtin.debug": {}, "changed_when": True, "notify": "record"}
    flush = {"ansible.builtin.meta": "flush_handlers"}
    record = {"path": "{{ home }}/sessions.json", "routes": ["ray-1"]}
    handlers = [{"name": "record", f"{COLLECTION}.session_record": record}]
    tasks = [{**notify, "when": "inventory_hostname == 'a'"}, flush, change, notify, flush]
    play(ansible, {"a": {}, "b": {}, "c": {}}, "--forks", "3", tasks=tasks, handlers=handlers).succeeded()
    for host in "abc":
        record = json.loads((home_of(ansible, host) / "sessions.json").read_text(encoding="utf-8"))
        assert [entry["session_id"] for entry in record["routes"]] == ["new"], host


@pytest.mark.nightly
@pytest.mark.parametrize("time", range(20))
def test_fifty_hosts_twenty_times(ansible: Ansible, simulator: Simulator, time: int) -> None:
    """The same again, as what is lost is lost now and then."""
    assert time >= 0
    checked_at_once(ansible, simulator, 50)


@pytest.mark.parametrize("strategy", [pytest.param("linear", marks=pytest.mark.nightly), "free"])
def test_a_refused_credential(ansible: Ansible, simulator: Simulator, strategy: str) -> None:
    """It is sent at most four times for all hosts, and each of them is told that it was refused."""
    expected = [{"route_id": route_id} for route_id in ("ray-1", "ray-2")]
    tasks = [check_role(ignore_errors=True)]
    variables = {"session_drift_expected": expected, "session_drift_report": "drift.json"}
    run = play(
        ansible,
        many(20, **variables),
        "--forks",
        "20",
        strategy=strategy,
        tasks=tasks,
        module_defaults={FABRIC: {"token": "refused"}},
    ).succeeded()
    assert 1 <= simulator.counters().requests <= 4
    errors = json.loads((ansible.home / "drift.json").read_text(encoding="utf-8"))["errors"]
    assert sorted(errors) == list(many(20))
    assert all("APIG.1002" in error for error in errors.values())
    assert "Traceback" not in run.output


@pytest.mark.nightly
def test_a_refused_password(bare_ansible: Ansible, simulator: Simulator) -> None:
    """Twenty hosts, and no more than four logins."""
    simulator.set(iam_answer="keystone")
    password = {
        "endpoint": simulator.url,
        "iam_endpoint": simulator.url,
        "domain_name": "account",
        "username": "user",
        "password": "wrong-for-tests-only",
        "project_id": ROUTES["users"][0]["projects"][0]["id"],
    }
    play(
        bare_ansible,
        many(20, session_drift_expected=[{"route_id": "ray-1"}]),
        "--forks",
        "20",
        tasks=[check_role(ignore_errors=True)],
        module_defaults={FABRIC: password},
    ).succeeded()
    counters = simulator.counters()
    assert 1 <= counters.tokens <= 4
    assert counters.requests == 0


def test_two_regions(ansible: Ansible, simulator: Simulator) -> None:
    """Each group asks its own endpoint, with its own credential, in one task."""
    table = {"tokens": ["of-the-south"], "routes": {"ray-south": {"session_id": "south", "status": "RUNNING"}}}
    with Simulator.start(table) as other:
        north = {
            "ansible_dataarts_fabric_endpoint": simulator.url,
            "ansible_dataarts_fabric_token": TOKEN,
            "session_record_routes": ["ray-1"],
            "session_drift_expected": [{"route_id": "ray-1", "status": "RUNNING"}],
        }
        south = {
            "ansible_dataarts_fabric_endpoint": other.url,
            "ansible_dataarts_fabric_token": "of-the-south",
            "session_record_routes": ["ray-south"],
            "session_drift_expected": [{"route_id": "ray-south", "status": "RUNNING"}],
        }
        tasks = [record_role(), check_role(session_drift_report="drift.json")]
        play(ansible, {"a": north, "b": south, "c": north}, tasks=tasks).succeeded()
        assert other.counters().by_route == {"ray-south": 2}
    assert simulator.counters().by_route == {"ray-1": 2}
    assert json_rows(ansible.home / "drift.json") == [(host, "unchanged") for host in "abc"]
    for host, session in (("a", ROUTES["routes"]["ray-1"]["session_id"]), ("b", "south")):
        record = json.loads((home_of(ansible, host) / "sessions.json").read_text(encoding="utf-8"))
        assert [entry["session_id"] for entry in record["routes"]] == [session]


def test_refusals_of_processes_and_logins(bare_ansible: Ansible, simulator: Simulator) -> None:
    """A wrong key in processes of their own, and a wrong password, are sent once for all hosts and items of a task."""
    key = {"access_key": "AKFORTESTSONLY", "secret_key": "wrong-secret-key", "endpoint": simulator.url}
    user = {"username": "user", "password": "wrong-password", "domain_name": "account", "region": "cn-north-4"}
    module = {"name": "module", MODULE: {"route_id": "{{ item }}", "retries": 0, **key}, "loop": ["ray-1", "ray-2"]}
    login = {"name": "login", f"{COLLECTION}.iam_token_info": {**user, "iam_endpoint": simulator.url, "retries": 0}}
    shared = {"delegate_to": "localhost", "ignore_errors": True}
    in_process = {"ansible_dataarts_fabric_in_process": False}
    tasks = [{**module, **shared, "vars": in_process}, {**login, **shared}]
    run = play(bare_ansible, many(6), tasks=tasks).succeeded()
    counters = simulator.counters()
    assert (counters.requests, counters.tokens) == (1, 1)
    items = [item for row in run.rows if row.task == "module" for item in row.result["results"]]
    assert sorted(item["tries"] for item in items) == [0] * 11 + [1]
    assert {item["reason"] for item in items} == {"credential_refused"}
    logins = [row.result for row in run.rows if row.task == "login"]
    assert sorted(one["tries"] for one in logins) == [0] * 5 + [1]
    assert sum("no request was sent, as an earlier one failed: " in one["msg"] for one in (*items, *logins)) == 16
