# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the hosts of one run of Ansible share: answers, and what became of a credential. Counted by the simulator."""

from __future__ import annotations

import json
import sys
import typing as t
from pathlib import Path

import pytest

from tests.e2e.conftest import TOKEN
from tests.e2e.lookups import braced, query
from tests.e2e.roles import COLLECTION
from tests.e2e.runner import MODULE, Ansible
from tests.simulator.handle import Simulator

RECORD = f"{COLLECTION}.session_record"
DRIFT = f"{COLLECTION}.session_drift"
TEN = [f"ten-{number}" for number in range(10)]


@pytest.fixture
def mode() -> str:
    """These modules run inside Ansible's process only."""
    return "in-process"


@pytest.fixture
def many(ansible: Ansible) -> list[str]:
    """Arguments that give twenty hosts, with twenty forks."""
    hosts = {f"host-{number:02}": {"home": str(ansible.home / f"{number}")} for number in range(20)}
    variables = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    path = ansible.home / "inventory.json"
    path.write_text(json.dumps({"all": {"hosts": hosts, "vars": variables}}), encoding="utf-8")
    return ["-i", str(path), "--forks", "20"]


def play(*tasks: dict[str, t.Any], **keywords: t.Any) -> dict[str, t.Any]:
    """A play on all hosts."""
    return {"hosts": "all", "gather_facts": False, "tasks": list(tasks), **keywords}


def expecting(*route_ids: str, **keywords: t.Any) -> dict[str, t.Any]:
    """A task that checks these routes."""
    return {"name": "check", DRIFT: {"expected": [{"route_id": one} for one in route_ids]}, **keywords}


@pytest.mark.parametrize("strategy", ["linear", pytest.param("free", marks=pytest.mark.nightly)])
def test_twenty_hosts_ask_once(ansible: Ansible, simulator: Simulator, many: list[str], strategy: str) -> None:
    """Each route once for all of them, with or without an answer; the next task, and each item, asks anew."""
    for route_id in TEN[1:]:
        simulator.set_route(route_id, session_id=route_id, status="RUNNING", latency=0.1)
    simulator.set_route("own-3", session_id="own", status="RUNNING")
    own = {"name": "own", DRIFT: {"expected": "{{ expected + own }}"}}
    given = {
        "expected": [{"route_id": route_id} for route_id in TEN],
        "own": "{{ [{'route_id': 'own-' ~ inventory_hostname[-1]}] }}",
    }
    loop = expecting("ray-1", "{{ item }}", loop=["ray-2", "4711", "4711"])
    anew = play(expecting("ray-1"), expecting("ray-1"), loop, strategy=strategy)
    run = ansible.play(play(own, vars=given, strategy=strategy), anew, arguments=many).succeeded()
    once = {**dict.fromkeys(TEN, 1), **{f"own-{number}": 1 for number in range(10)}}
    assert simulator.counters().by_route == {**once, "ray-1": 5, "ray-2": 1, "4711": 2}
    counts = {row.host: row.result["counts"] for row in run.rows if row.task == "own"}
    assert len(counts) == 20
    assert all(count["missing"] == (1 if host[-1] == "3" else 2) for host, count in counts.items())


@pytest.mark.nightly
def test_who_does_not_share(ansible: Ansible, simulator: Simulator, many: list[str]) -> None:
    """Another batch of serial, a retry of until, other settings, and another credential."""
    ansible.play(play(expecting("ray-1"), serial=10), arguments=many).succeeded()
    assert simulator.counters().by_route == {"ray-1": 2}

    simulator.reset()
    again = expecting("ray-1", register="found", until="found.counts.unchanged == 9", retries=2, delay=0)
    again["ignore_errors"] = True
    ansible.play(play(again), arguments=many).succeeded()
    assert simulator.counters().by_route == {"ray-1": 3}

    simulator.reset()
    settings = {"ansible_dataarts_fabric_retries": "{{ inventory_hostname[-1] | int % 2 }}"}
    ansible.play(play(expecting("ray-1"), vars=settings), arguments=many).succeeded()
    assert simulator.counters().by_route == {"ray-1": 2}

    simulator.reset()
    wrong = {"ansible_dataarts_fabric_token": "{{ 'wrong' if inventory_hostname == 'host-07' else omit }}"}
    run = ansible.play(play(expecting("ray-1"), vars=wrong), arguments=many).failed()
    assert [row.host for row in run.rows if row.outcome == "failed"] == ["host-07"]


@pytest.mark.nightly
def test_a_role_that_is_used_twice(ansible: Ansible, simulator: Simulator, many: list[str]) -> None:
    """It asks anew, so that a record is never of what was before, and a handler too."""
    role = {
        "ansible.builtin.include_role": {"name": DRIFT},
        "vars": {"session_drift_expected": [{"route_id": "ray-1"}]},
    }
    handler = {"name": "again", DRIFT: {"expected": [{"route_id": "ray-2"}]}}
    notify = {"name": "notify", "ansible.builtin.command": "true", "changed_when": True, "notify": "again"}
    flush = {"ansible.builtin.meta": "flush_handlers"}
    ansible.play(play(role, role, notify, flush, notify, handlers=[handler]), arguments=many).succeeded()
    assert simulator.counters().by_route == {"ray-1": 2, "ray-2": 2}


REFUSED: dict[str, dict[str, t.Any]] = {
    "record": {"name": "ask", RECORD: {"path": "{{ home }}", "routes": "{{ routes }}"}},
    "drift": {"name": "ask", DRIFT: {"expected": [], "routes": "{{ routes }}"}},
    "module": {"name": "ask", MODULE: {"route_ids": "{{ routes }}"}},
    "lookup": {"name": "ask", "ansible.builtin.debug": {"msg": braced(query("routes"))}},
    "loop": {"name": "ask", MODULE: {"route_id": "{{ item }}"}, "loop": "{{ routes }}"},
}


@pytest.mark.parametrize(
    ("way", "forks"),
    [
        *(pytest.param(way, 5, marks=() if way == "module" else pytest.mark.nightly) for way in REFUSED),
        pytest.param("record", 20, marks=pytest.mark.nightly),
        ("drift", 20),
    ],
)
def test_a_wrong_key_is_not_locked(
    ansible: Ansible, simulator: Simulator, many: list[str], way: str, forks: int
) -> None:
    """Twenty hosts whose access key is refused, in three tasks: at most four requests in all."""
    given = {
        "routes": TEN,
        "ansible_dataarts_fabric_access_key": "AKFORTESTSONLY",
        "ansible_dataarts_fabric_secret_key": "wrong",
        "ansible_dataarts_fabric_project_id": "project",
    }
    tasks = [{**REFUSED[way], "ignore_errors": True}] * 3
    run = ansible.play(play(*tasks, vars=given), arguments=[*many[:2], "--forks", str(forks)]).succeeded()
    assert len([row for row in run.rows if row.outcome == "failed"]) == 60
    assert simulator.counters().requests == (4 if way == "lookup" else 3)
    assert all("refused" in json.dumps(row.result) for row in run.rows)


@pytest.mark.nightly
def test_a_refusal_of_one_is_not_anothers(ansible: Ansible, simulator: Simulator, many: list[str]) -> None:
    """A right credential goes on to be used; the next task may try a wrong one again, four times in all."""
    given = {
        "ansible_dataarts_fabric_token": "{{ 'wrong' if inventory_hostname[-1] == '1' else token }}",
        "token": TOKEN,
    }
    get = {"name": "get", MODULE: {"route_id": "ray-{{ inventory_hostname[-1] }}"}, "ignore_errors": True}
    run = ansible.play(play(*[get] * 6, vars=given), arguments=many).succeeded()
    failed = [row for row in run.rows if row.outcome == "failed" and row.host in {"host-01", "host-11"}]
    assert len(failed) == 12
    assert simulator.counters().by_route["ray-1"] == 4
    assert simulator.counters().by_route["ray-2"] == 12
    told = [row.result["msg"] for row in failed if "no request was sent" in row.result["msg"]]
    assert len(told) == 8


def test_nothing_secret_is_left(ansible: Ansible, simulator: Simulator, many: list[str], tmp_path: Path) -> None:
    """What is shared can be read by the user alone, holds no credential, and is gone after the run."""
    copied = tmp_path / "copied"
    ansible.environment["ANSIBLE_LOCAL_TEMP"] = str(tmp_path / "local")
    record = {RECORD: {"path": "{{ home }}", "routes": "ray-1"}}
    copy = {
        "ansible.builtin.command": f"cp -rp {tmp_path}/local {copied}",
        "delegate_to": "localhost",
        "run_once": True,
        "become": False,
    }
    two = [*many, "--limit", "host-00,host-01"]
    ansible.play(play(record, expecting("gone"), copy), arguments=two).succeeded()
    (shared,) = copied.glob("*/huaweicloud.dataarts_fabric")
    files = [path for path in shared.rglob("*") if path.is_file()]
    assert shared.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    texts = [path.read_text(encoding="utf-8") for path in files]
    assert any("ac8111bf" in text for text in texts)
    assert not [text for text in texts if TOKEN in text]
    assert list((tmp_path / "local").iterdir()) == []
    assert simulator.counters().by_route == {"ray-1": 1, "gone": 1}
