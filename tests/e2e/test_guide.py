# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide "Session IDs in templates": its examples run as they stand, and what it says about requests is counted."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
import yaml

from tests.e2e.documentation import PAGES, SERVE, TOKEN, TRAIN_1, TRAIN_2, examples
from tests.e2e.lookups import braced, lookup, query
from tests.e2e.runner import Ansible, Run
from tests.simulator.handle import Simulator

GUIDE = PAGES / "session_ids_in_templates.rst"
DEBUG = "ansible.builtin.debug"
EXAMPLES = {yaml.safe_load(text)[0]["name"]: text for text in examples(GUIDE.read_text(encoding="utf-8"), "yaml+jinja")}


@pytest.fixture
def simulator(documented_service: Simulator) -> Simulator:
    """The simulator with the routes that the guide is about."""
    documented_service.reset()
    return documented_service


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path, simulator: Simulator) -> Ansible:
    """Ansible with two hosts, whose environment says what the guide tells its readers to set."""
    inventory = tmp_path / "hosts"
    inventory.write_text("one ansible_connection=local\ntwo ansible_connection=local\n", encoding="utf-8")
    settings = {
        "ANSIBLE_INVENTORY": str(inventory),
        "HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url,
        "HUAWEICLOUD_FABRIC_TOKEN": TOKEN,
    }
    return Ansible(tmp_path, installed_collections, settings)


def messages(run: Run) -> list[t.Any]:
    """What the run's debug tasks say, host by host."""
    return [row.result["msg"] for row in run.rows if "msg" in row.result]


def files(ansible: Ansible, *names: str) -> list[str]:
    """What was written."""
    return [(ansible.home / name).read_text(encoding="utf-8") for name in names]


def example(ansible: Ansible, *names: str) -> Run:
    """Run examples as they stand, one after the other in one process."""
    playbooks = []
    for number, name in enumerate(names):
        playbooks.append(ansible.home / f"playbook-{number}.yml")
        playbooks[-1].write_text(EXAMPLES[name], encoding="utf-8")
    return ansible.run("ansible-playbook", *map(str, playbooks)).succeeded()


ENVIRONMENT = f"RAY_ROUTE=ray-train-01\nRAY_SESSION_RAY_TRAIN_01={TRAIN_1}\n"
MAP = f"""\
map $arg_route_id $ray_session {{
  default "";
  ray-train-01 {TRAIN_1};
  ray-train-02 {TRAIN_2};
  ray-serve-eu {SERVE};
}}
"""
LINKS = f"""\
<ul>
  <li><a href="https://ray.example.com/{TRAIN_1}">ray-train-01</a>
    RUNNING</li>
  <li>ray-retired does not exist</li>
  <li><a href="https://ray.example.com/{SERVE}">ray-serve-eu</a>
    RUNNING</li>
</ul>
"""
WORKERS = "".join(f"[worker-{number}]\nsession={TRAIN_1}\n" for number in range(10))
BY_ROUTE = {"ray-train-01": TRAIN_1, "ray-serve-eu": SERVE}
ADVICE = "HTTP 404, common.01000001: Check the route ID, and that its cluster still exists in this region and project."

SHOWN: dict[str, list[t.Any]] = {
    "Show a session ID": [TRAIN_1],
    "Compare a variable with a fact": [f"{TRAIN_1} {SERVE}"] * 2,
    "Send one request for all hosts and tasks": [*[TRAIN_1] * 3, *[BY_ROUTE] * 3],
    "Ignore failures": [["none yet", "unknown"]],
    "Check route IDs": [["ray_train_02"]],
}
WRITTEN = {
    "Write an environment file": {"ray.env": ENVIRONMENT},
    "Write a map for nginx": {"ray-sessions.conf": MAP},
    "Write a page of links": {"ray.html": LINKS},
    "Request a session once for a template that uses it many times": {"workers.ini": WORKERS},
}
COUNTED = {
    "Compare a variable with a fact": {"ray-train-01": 2, "ray-serve-eu": 1},
    "Send one request for all hosts and tasks": {"ray-train-01": 1, "ray-serve-eu": 1},
}
OTHERS = {"Write a job for each cluster that runs", "Continue if a cluster does not exist"}


def test_every_example_is_tested() -> None:
    """None is left out, and all of the page's YAML is among them."""
    page = GUIDE.read_text(encoding="utf-8")
    assert set(EXAMPLES) == {*SHOWN, *WRITTEN, *OTHERS}
    assert page.count(".. code-block:: ") == len(EXAMPLES) + len(examples(page, "console"))


def test_shown(ansible: Ansible) -> None:
    """What an example shows."""
    names = [name for name in SHOWN if name not in COUNTED]
    assert messages(example(ansible, *names)) == [message for name in names for message in SHOWN[name]]


@pytest.mark.parametrize("name", COUNTED)
def test_requests_of_examples(ansible: Ansible, simulator: Simulator, name: str) -> None:
    """What two examples show, and what the guide says about their requests."""
    assert messages(example(ansible, name)) == SHOWN[name]
    assert simulator.counters().by_route == COUNTED[name]


@pytest.mark.parametrize("name", ["Write an environment file", "Write a map for nginx"])
def test_hostile_session_ids(ansible: Ansible, simulator: Simulator, name: str) -> None:
    """A session ID that would be run by a shell, or end the map, is not written."""
    simulator.set_route("ray-train-01", session_id="x; } server { listen 8080; } #$(id)")
    playbook = ansible.home / "playbook.yml"
    playbook.write_text(EXAMPLES[name], encoding="utf-8")
    run = ansible.run("ansible-playbook", str(playbook)).failed()
    assert "the session ID of route ray-train-01 cannot be written to this file" in run.output
    assert not {*ansible.home.glob("*.env"), *ansible.home.glob("*.conf")}


def test_written(ansible: Ansible, simulator: Simulator) -> None:
    """What an example writes. Each asks once for each of its routes."""
    run = example(ansible, *WRITTEN)
    for name, written in WRITTEN.items():
        assert files(ansible, *written) == list(written.values()), name
    # Those that name a route must have asked for it: it is once for each of them.
    asked = {"ray-train-01": 4, "ray-train-02": 1, "ray-serve-eu": 2, "ray-retired": 1}
    assert simulator.counters().by_route == asked
    warned = [part.split("]")[0] for part in run.output.split("PLAY [") if "Route ray-retired does not exist" in part]
    assert warned == ["Write a page of links"]


def test_jobs(ansible: Ansible) -> None:
    """A file for each cluster that runs, and for no other."""
    example(ansible, "Write a job for each cluster that runs")
    written = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in ansible.home.glob("ray-*.json")}
    assert written == {route_id: {"job": "nightly", "session": session} for route_id, session in BY_ROUTE.items()}


def test_rescue(ansible: Ansible) -> None:
    """The play goes on, with something to do."""
    run = example(ansible, "Continue if a cluster does not exist")
    assert run.of("Show what to do").result["msg"] == ADVICE


def test_when_it_is_asked(ansible: Ansible, simulator: Simulator) -> None:
    """The guide's table, with two hosts: each row has a route of its own."""
    tasks: dict[str, dict[str, t.Any]] = {
        "argument": {DEBUG: {"msg": braced(lookup("'argument'"))}},
        "item": {DEBUG: {"msg": braced(lookup("'item'"))}, "loop": [1, 2, 3]},
        "loop": {DEBUG: {"msg": "{{ item }}"}, "loop": braced(query("'loop'") + " * 3")},
        "when": {DEBUG: {}, "when": lookup("'when'") + " == 'session'"},
        "when-item": {DEBUG: {}, "when": lookup("'when-item'") + " == 'session'", "loop": [1, 2, 3]},
        "used-often": {DEBUG: {"msg": "{{ often }} {% for i in range(3) %}{{ often }}{% endfor %}"}},
        "used-apart": {
            "ansible.builtin.copy": {"content": "{{ apart }}", "dest": "{{ apart }}.txt"},
            "when": "apart == 'session'",
        },
        "used-by-two": {DEBUG: {"msg": "{{ first }} {{ second }}"}},
        "fact": {"ansible.builtin.set_fact": {"kept": braced(lookup("'fact'"))}},
        "fact-used": {DEBUG: {"msg": "{{ kept }}"}, "loop": [1, 2, 3]},
    }
    variables = {
        "unused": braced(lookup("'unused'")),
        "often": braced(lookup("'used-often'")),
        "apart": braced(lookup("'used-apart'")),
        "both": braced(lookup("'used-by-two'")),
        "first": "{{ both }}",
        "second": "{{ both }}",
    }
    counted = ("argument", "item", "loop", "when", "when-item", "used-often", "used-apart", "used-by-two", "fact")
    for route_id in (*counted, "unused", "hosts"):
        simulator.set_route(route_id, session_id="session")
    play = {
        "hosts": braced("'all' if " + lookup("'hosts'") + " == 'session' else 'nobody'"),
        "gather_facts": False,
        "vars": variables,
        "tasks": [{"name": name, **task} for name, task in tasks.items()],
    }
    ansible.play(play, arguments=["--check"]).succeeded()
    by_route = simulator.counters().by_route
    assert by_route.pop("hosts") > 1
    for_one_host = [1, 3, 1, 1, 3, 1, 3, 2, 1]
    assert by_route == {name: 2 * requests for name, requests in zip(counted, for_one_host, strict=True)}
