# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A managed host that lies, through the roles: the attacker's server gets nothing, and no file here is touched."""

from __future__ import annotations

import http.server
import json
import threading
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import TOKEN
from tests.e2e.lookups import braced, lookup
from tests.e2e.roles import attempt, inventory
from tests.e2e.runner import MODULE, Ansible
from tests.simulator.handle import Simulator

DEBUG = "ansible.builtin.debug"
# Whatever module it is asked to run, this is its answer.
HOSTILE = "#!/bin/sh\ncat >/dev/null 2>&1 </dev/null\necho '{answer}'\n"
RECORD = "eyJmb3JtYXQiOiAxLCAicm91dGVzIjogW3sicm91dGVfaWQiOiAicmF5LTEiLCAibmFtZSI6ICJyYXktMSJ9XX0="


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default."""
    return "in-process"


class Attacker:
    """A server of the attacker's, and files that it would like to have read or written."""

    def __init__(self, home: Path) -> None:
        self.received: list[str] = []
        self.target = home / "target"
        received = self.received

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                received.append(self.rfile.readline().decode(errors="replace"))
                self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def facts(self) -> dict[str, tuple[t.Any, set[str]]]:
        """By variable, what the host says of it, and the tasks that must say so."""
        calls = {"module", "lookup"}
        connection = {
            "endpoint": self.url,
            "iam_endpoint": self.url,
            "metadata_endpoint": self.url,
            "proxy": self.url,
            "ca_path": str(self.target),
            "validate_certs": False,
            "credentials_file": str(self.target),
            "token": "of-the-attacker",
            "in_process": False,
        }
        roles = {
            "dataarts_fabric_routes": (["ray-2"], {"session_record", "dashboard_links", "session_drift"}),
            "session_record_path": (str(self.target), {"session_record"}),
            "session_record_routes": (["ray-2"], {"session_record"}),
            "session_drift_report": (str(self.target), {"session_drift"}),
            "session_drift_expected": ([{"route_id": "ray-2"}], {"session_drift"}),
            "dashboard_links_template": (str(self.target), {"dashboard_links"}),
            "dashboard_links_path": (str(self.target), {"dashboard_links"}),
        }
        found = {f"ansible_dataarts_fabric_{name}": (value, calls) for name, value in connection.items()} | roles
        everywhere = "ansible_dataarts_fabric_endpoint"
        found[everywhere] = (self.url, {*calls, "session_record", "session_drift", "dashboard_links"})
        return found


@pytest.fixture
def attacker(tmp_path: Path) -> Iterator[Attacker]:
    """The attacker, who gets nothing."""
    attacker = Attacker(tmp_path)
    yield attacker
    attacker.server.shutdown()
    attacker.server.server_close()
    assert attacker.received == []
    assert not attacker.target.exists()


def hostile(ansible: Ansible, facts: dict[str, dict[str, t.Any]], **variables: t.Any) -> list[str]:
    """Arguments that give hosts which answer with these facts, and what the operator's inventory says of them."""
    hosts = {}
    for host, told in facts.items():
        answer = {"changed": False, "content": RECORD, "encoding": "base64", "stat": {"exists": False}}
        program = ansible.home / f"hostile-{host}"
        program.write_text(HOSTILE.format(answer=json.dumps({**answer, "ansible_facts": told})), encoding="utf-8")
        program.chmod(0o755)
        hosts[host] = {"ansible_python_interpreter": str(program), **variables}
    return inventory(ansible, **hosts)


def operators(ansible: Ansible) -> dict[str, t.Any]:
    """What the operator's inventory says, which facts go before."""
    return {
        "dataarts_fabric_routes": ["ray-1"],
        "session_record_path": "{{ home }}/sessions.json",
        "session_drift_report": str(ansible.home / "drift.json"),
        "dashboard_links_path": "{{ home }}/links.html",
        "dashboard_links_url": "https://ray.example.com/{session_id}",
        "session_drift_record": "{{ home }}/sessions.json",
    }


def calls() -> list[dict[str, t.Any]]:
    """Everything that sends the controller's credential or touches its files, each as a task of its own name."""
    task = {"name": "module", MODULE: {"route_id": "ray-1", "retries": 0}, "delegate_to": "localhost"}
    looked_up = {"name": "lookup", DEBUG: {"msg": braced(lookup("'ray-1', retries=0"))}}
    roles = [attempt(role, role) for role in ("session_record", "session_drift", "dashboard_links")]
    return [{**task, "ignore_errors": True}, {**looked_up, "ignore_errors": True}, *roles]


def name_of(task: dict[str, t.Any]) -> str:
    """The name of one of these tasks."""
    return str(task["name"] if "name" in task else task["rescue"][0]["name"])


@pytest.mark.nightly
def test_gathered_facts(ansible: Ansible, attacker: Attacker) -> None:
    """Each variable, returned by a host whose facts are gathered: refused by its name, by whoever would use it."""
    facts = attacker.facts()
    names = {f"h{number:02}": name for number, name in enumerate(facts)}
    arguments = hostile(ansible, {host: {name: facts[name][0]} for host, name in names.items()}, **operators(ansible))
    gather = {"name": "gather", "ansible.builtin.setup": {}}
    concerned = {host: sorted(facts[name][1]) for host, name in names.items()}
    tasks = [{**task, "when": f"'{name_of(task)}' in concerned[inventory_hostname]"} for task in calls()]
    play = {"hosts": "managed", "gather_facts": False, "tasks": [gather, *tasks], "vars": {"concerned": concerned}}
    run = ansible.play(play, arguments=[*arguments, "--forks", "4"])
    said = {(row.host, row.task): str(row.result.get("msg")) for row in run.rows}
    silent = {
        (name, task): said.get((host, task))
        for host, name in names.items()
        for task in facts[name][1]
        if name not in said.get((host, task), "")
    }
    assert silent == {}
    assert TOKEN not in run.output


def test_facts_in_the_middle(ansible: Ansible, attacker: Attacker, simulator: Simulator) -> None:
    """Facts that come with the answer to what a role itself reads or writes change nothing in it, nor after it."""
    told = {name: value for name, (value, _tasks) in attacker.facts().items()}
    names = ("session_drift", "session_record", "dashboard_links")
    arguments = hostile(ansible, {f"h-{name}": told for name in names}, **operators(ansible))
    tasks = [{**attempt(name, name), "when": f"inventory_hostname == 'h-{name}'"} for name in names]
    ansible.play({"hosts": "managed", "gather_facts": False, "tasks": [*tasks, *calls()]}, arguments=arguments)
    assert simulator.counters().by_route.keys() <= {"ray-1"}
