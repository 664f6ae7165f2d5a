# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run that is killed: its report and records are each whole and of this run, or as they were before."""

from __future__ import annotations

import json
import random
import signal
import typing as t

import pytest

from tests.e2e.roles import check_role, home_of, inventory, record_role
from tests.e2e.runner import Ansible
from tests.simulator.handle import Simulator

HOSTS = [f"h{place}" for place in range(6)]
OLD = json.dumps({"format": 1, "routes": [{"route_id": "old", "name": "old", "session_id": "old", "status": None}]})


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


def killed(ansible: Ansible, simulator: Simulator, seed: int, how: signal.Signals) -> None:
    """Kill a run of all hosts at some moment, and look at what it leaves."""
    home = ansible.home
    moment = random.Random(seed)
    simulator.set_route("ray-1", session_id=f"session-{seed}", status="RUNNING", latency=moment.uniform(0, 0.1))
    hosts: dict[str, dict[str, t.Any]] = {host: {"session_record_routes": ["ray-1"]} for host in HOSTS}
    arguments = inventory(ansible, **hosts)
    for host in HOSTS:
        (home_of(ansible, host) / "sessions.json").write_text(OLD, encoding="utf-8")
    report = home / "drift.json"
    report.write_text(OLD, encoding="utf-8")
    expected = [{"route_id": "ray-1", "session_id": f"session-{seed}"}]
    tasks = [
        check_role(session_drift_expected=expected, session_drift_report="drift.json"),
        record_role(),
        check_role(session_drift_expected=expected, session_drift_report="drift.json"),
    ]
    play = {"hosts": "managed", "gather_facts": False, "strategy": moment.choice(["linear", "free"]), "tasks": tasks}
    rows, after = moment.randrange(4 * len(HOSTS)), moment.uniform(0, 0.2)
    ansible.kill(play, arguments=[*arguments, "--forks", "6"], how=how, rows=rows, after=after)
    for host in HOSTS:
        record = json.loads((home_of(ansible, host) / "sessions.json").read_text(encoding="utf-8"))
        assert [entry["session_id"] for entry in record["routes"]] in (["old"], [f"session-{seed}"])
    text = report.read_text(encoding="utf-8")
    if text != OLD:
        found = json.loads(text)
        states = [(row["host"], row["state"]) for row in found["routes"]]
        assert {state for _host, state in states} <= {"unchanged"}
        assert {check["host"] for check in found["checks"]} == set(HOSTS)
        assert len(states) <= 2 * len(HOSTS)


def test_killed(ansible: Ansible, simulator: Simulator) -> None:
    """Once, the hard way."""
    killed(ansible, simulator, 100, signal.SIGKILL)


@pytest.mark.nightly
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_any_moment(ansible: Ansible, simulator: Simulator, seed: int, how: signal.Signals) -> None:
    """At twenty moments each way."""
    killed(ansible, simulator, seed, how)
