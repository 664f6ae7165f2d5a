# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the playbooks run: on the hosts that were meant, and never on none with exit code 0."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.e2e.roles import COLLECTION, home_of, inventory, playbook
from tests.e2e.runner import Ansible, Run
from tests.simulator.handle import Simulator

PLAYBOOKS = ("check_drift", "publish_links", "record_sessions")
PATH = {"session_record_path": "{{ home }}/sessions.json"}
EXTRA = "dataarts_fabric_hosts must be an extra variable"


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


def groups(ansible: Ansible, **variables: t.Any) -> list[str]:
    """Arguments that give the groups ``web``, with hosts a and b, and ``db``, with c; and variables of ``web``."""
    hosts = inventory(ansible, a={}, b={}, c={})
    path = ansible.home / "inventory.json"
    managed = json.loads(path.read_text(encoding="utf-8"))
    managed["all"]["children"] |= {
        "web": {"hosts": {"a": {}, "b": {}}, "vars": variables},
        "db": {"hosts": {"c": {}}},
    }
    path.write_text(json.dumps(managed), encoding="utf-8")
    return hosts


def chosen(run: Run) -> list[list[str]]:
    """The hosts of each play that ``--list-hosts`` shows, sorted."""
    lists = [part.split("\n\n")[0].splitlines()[1:] for part in run.output.split("hosts (")[1:]]
    return [sorted(line.strip() for line in lines) for lines in lists]


def test_hosts_that_are_chosen(ansible: Ansible) -> None:
    """The extra variable, else the limit, else this machine; the same for each playbook."""
    hosts = groups(ansible)
    limit = ansible.home / "limit"
    limit.write_text("b\nc\n", encoding="utf-8")
    asked: list[tuple[t.Any, list[str], list[str]]] = [
        (None, [], ["localhost"]),
        (["db", "a"], [], ["a", "c"]),
        (None, ["--limit", "!web"], ["c"]),
        (None, ["--limit", f"@{limit}"], ["b", "c"]),
        ("web", ["--limit", f"@{limit}"], ["b"]),
        ("managed", ["--limit", "a,db"], ["a", "c"]),
    ]
    for pattern, arguments, expected in asked:
        variables = ["-e", json.dumps({"dataarts_fabric_hosts": pattern}), "--list-hosts"]
        run = ansible.run(
            "ansible-playbook", *(f"{COLLECTION}.{name}" for name in PLAYBOOKS), *variables, *hosts, *arguments
        )
        assert chosen(run.succeeded()) == [expected] * 3, (pattern, arguments)
    run = ansible.run(
        "ansible-playbook", f"{COLLECTION}.record_sessions", "--list-hosts", "--limit", "localhost"
    ).succeeded()
    assert chosen(run) == [["localhost"]]


def test_no_host_is_left(ansible: Ansible, simulator: Simulator) -> None:
    """A pattern that matches nothing, a limit that leaves nothing, and both together, end with an error."""
    hosts = groups(ansible)
    nothing = "dataarts_fabric_hosts matches no host of the inventory: typo"
    limit = ansible.home / "limit"
    limit.write_text("b\n", encoding="utf-8")
    asked: list[tuple[str, dict[str, t.Any], list[str], str]] = [
        *((name, {"dataarts_fabric_hosts": "typo"}, [], nothing) for name in PLAYBOOKS),
        ("record_sessions", {"dataarts_fabric_hosts": "typo"}, ["--limit", "web"], nothing),
        ("publish_links", {"dataarts_fabric_hosts": "db"}, ["--limit", "web"], "--limit web leaves out db"),
        ("check_drift", {"dataarts_fabric_hosts": "db"}, ["--limit", f"@{limit}"], "leaves out db"),
        ("check_drift", {"dataarts_fabric_hosts": ""}, [], "cannot have empty values"),
        ("record_sessions", {"dataarts_fabric_hosts": "{{ no_such }}"}, [], "'no_such' is undefined"),
        ("show_sessions", {}, ["--limit", "web"], "--limit web leaves out localhost"),
    ]
    for name, variables, arguments, why in asked:
        run = playbook(ansible, name, *hosts, *arguments, dataarts_fabric_routes=["ray-1"], **variables).failed()
        assert why in run.output, (name, variables, arguments)
        assert run.rows == []
    assert simulator.counters().requests == 0


def test_hosts_of_the_inventory(ansible: Ansible, simulator: Simulator) -> None:
    """A variable that Ansible does not know in time is refused, unless the hosts are the same without it."""
    hosts = groups(ansible, dataarts_fabric_hosts="web")
    given = {"dataarts_fabric_routes": ["ray-1"], **PATH}
    for arguments in ([], ["--limit", "all"]):
        run = playbook(ansible, "record_sessions", *hosts, *arguments, **given).failed()
        assert EXTRA in run.output
        assert {row.host for row in run.rows if row.outcome == "ok"} <= {"c"}
    run = playbook(ansible, "check_drift", *hosts, "--tags", "none").failed()
    assert EXTRA in run.output
    for number in "ab":
        assert not (home_of(ansible, number) / "sessions.json").exists()
    simulator.reset()
    run = playbook(ansible, "record_sessions", *hosts, "--limit", "a", **given).succeeded()
    assert {row.host for row in run.rows} == {"a"}
    run = playbook(ansible, "record_sessions", *hosts, dataarts_fabric_hosts="db", **given).succeeded()
    assert {row.host for row in run.rows} == {"c"}


def test_localhost_is_this_machine(ansible: Ansible) -> None:
    """Whatever gives its name: nothing asks for ssh, which would not be answered."""
    ansible.environment |= {"ANSIBLE_SSH_EXECUTABLE": "/bin/false", "ANSIBLE_INTERPRETER_PYTHON": "auto_silent"}
    given = {
        "dataarts_fabric_routes": ["ray-1"],
        "session_record_path": str(ansible.home / "sessions.json"),
        "dashboard_links_path": str(ansible.home / "links.html"),
        "dashboard_links_url": "https://ray.example.com/{session_id}",
    }
    names = ("record_sessions", "check_drift", "publish_links", "show_sessions")
    playbooks = [f"{COLLECTION}.{name}" for name in names]
    ansible.run("ansible-playbook", *playbooks, "-i", "localhost,", "-e", json.dumps(given)).succeeded()
    # What an inventory says of all of its hosts is not about the one that shows them.
    path = ansible.home / "all.json"
    settings = {"ansible_connection": "ssh", "ansible_become": True, "ansible_become_exe": "/bin/false"}
    path.write_text(
        json.dumps({"all": {"hosts": {"localhost": {}}, "vars": {**settings, "ansible_python_interpreter": "/none"}}}),
        encoding="utf-8",
    )
    playbook(ansible, "show_sessions", "-i", str(path), **given).succeeded()
