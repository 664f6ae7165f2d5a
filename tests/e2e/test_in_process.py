# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the call is made: inside Ansible's process, unless something asks for another one. Counted, never timed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import typing as t
from pathlib import Path

import pytest

from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.lookups import lookup, show
from tests.e2e.runner import MODULE, Ansible
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import OK, in_turn, once, reply, reset, serve

ITEMS = ["ray-1", "ray-2", "4711"]
LOOP: dict[str, t.Any] = {"name": "get", MODULE: {"route_id": "{{ item }}"}, "loop": ITEMS}
SESSION_ID = ROUTES["routes"]["ray-1"]["session_id"]


@pytest.fixture
def mode() -> str:
    """Ansible as it is: these tests choose for themselves where the call is made."""
    return "in-process"


def statuses(result: dict[str, t.Any]) -> list[str]:
    """The statuses that a loop brought."""
    return [item["status"] for item in result["results"]]


def test_a_loop_shares_one_connection_and_one_login(ansible: Ansible, simulator: Simulator) -> None:
    """What the items of one task can share, they share."""
    many = [f"many-{number}" for number in range(100)]
    for route_id in many[:2]:
        simulator.set_route(route_id, session_id=route_id, status="RUNNING")
    login = {
        "auth_method": "password",
        "username": "user",
        "password": "password-for-tests-only",
        "domain_name": "account",
        "region": "cn-north-4",
        "iam_endpoint": simulator.url,
        "route_id": "{{ item }}",
        "on_missing": "skip",
    }
    ansible.tasks({"name": "get", MODULE: login, "loop": many, "no_log": True}).succeeded()
    counters = simulator.counters()
    assert (counters.requests, counters.connections, counters.tokens) == (100, 1, 1)


def test_a_list_uses_as_many_connections_as_workers(ansible: Ansible, simulator: Simulator) -> None:
    """Each worker has one connection and keeps it; nobody else has one."""
    simulator.set(latency=0.01)
    asked = ["ray-1", *(f"many-{number}" for number in range(99))]  # more than four only after a session
    get = {"name": "get", MODULE: {"route_ids": asked, "concurrency": 8, "on_missing": "skip"}}
    assert ansible.tasks(get).succeeded().of("get").result["missing"] == asked[1:]
    counters = simulator.counters()
    assert (counters.requests, counters.max_concurrent) == (100, 8)
    assert 8 <= counters.connections <= 9  # the first request's may be one of theirs or not


@pytest.mark.nightly
def test_what_asks_for_another_process_gets_it(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """The variable, async, and an interpreter of its own for an explicit host lead to the module: a process an item."""
    wrapper = tmp_path / "python"
    wrapper.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    hosts = f"explicit ansible_connection=local ansible_python_interpreter={wrapper}\nplain ansible_connection=local\n"
    inventory = tmp_path / "hosts"
    inventory.write_text(hosts, encoding="utf-8")
    off = {"ansible_dataarts_fabric_in_process": "{{ false }}"}

    def connections(host: str, **keywords: t.Any) -> int:
        simulator.reset()
        play = {"hosts": host, "gather_facts": False, "tasks": [{**LOOP, **keywords}]}
        run = ansible.play(play, arguments=["-i", str(inventory)]).succeeded()
        assert statuses(run.of("get").result) == ["RUNNING", "CREATING", ""]
        return simulator.counters().connections

    assert connections("plain") == 1
    assert connections("plain", vars=off) == 3
    assert connections("explicit") == 3
    # The implicit localhost runs on Ansible's own Python, whatever is set for everybody.
    assert connections("localhost", vars={"ansible_python_interpreter": str(wrapper)}) == 1
    assert connections("explicit", delegate_to="localhost") == 1


def test_async(ansible: Ansible) -> None:
    """A task with async goes to the module, and ends as any other does."""
    get = {
        "name": "get",
        MODULE: {"route_id": "ray-1"},
        "async": 60,
        "poll": 1,
        "vars": {"ansible_async_dir": str(ansible.home)},
    }
    result = ansible.tasks(get).succeeded().of("get").result
    assert (result["session_id"], result["finished"]) == (SESSION_ID, True)
    assert "ansible_job_id" in result


@pytest.mark.nightly
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("su"), reason="needs root and su")
def test_become(ansible: Ansible, simulator: Simulator) -> None:
    """A task with become goes to the module."""
    become = {"become": True, "become_method": "ansible.builtin.su"}
    assert statuses(ansible.tasks({**LOOP, **become}).succeeded().of("get").result) == ["RUNNING", "CREATING", ""]
    assert simulator.counters().connections == 3


def test_the_task_keyword_environment(bare_ansible: Ansible, simulator: Simulator) -> None:
    """The task's environment counts, though there is no process to give it to, and the block's under it."""
    block = {
        "environment": {"HUAWEICLOUD_FABRIC_ENDPOINT": "http://127.0.0.1:1", "HUAWEICLOUD_FABRIC_TOKEN": TOKEN},
        "block": [
            {**LOOP, "environment": {"HUAWEICLOUD_FABRIC_ENDPOINT": "{{ url }}"}, "vars": {"url": simulator.url}}
        ],
    }
    run = bare_ansible.tasks(block).succeeded()
    assert statuses(run.of("get").result) == ["RUNNING", "CREATING", ""]
    assert simulator.counters().connections == 1


@pytest.mark.parametrize("in_process", [True, pytest.param(False, marks=pytest.mark.nightly)])
def test_ansible_variables(bare_ansible: Ansible, simulator: Simulator, in_process: bool) -> None:
    """One set of variables serves; templates in them are rendered, an option of the task goes before them."""
    variables = {
        "ansible_dataarts_fabric_in_process": in_process,
        "ansible_dataarts_fabric_endpoint": "{{ base }}/",
        "ansible_dataarts_fabric_token": "{{ vault_token }}",
        "ansible_dataarts_fabric_project_id": "from-a-variable",
        "base": simulator.url,
        "vault_token": TOKEN,
    }
    own = {"name": "own", MODULE: {"route_id": "ray-1", "project_id": "from-the-task"}}
    run = bare_ansible.tasks({"name": "get", MODULE: {"route_id": "ray-1"}}, own, vars=variables).succeeded()
    assert [run.of(name).result["session_id"] for name in ("get", "own")] == [SESSION_ID, SESSION_ID]
    sent = [dict(request["headers"])["X-Project-Id"] for request in simulator.requests()]
    assert sent == ["from-a-variable", "from-the-task"]


def test_an_untrusted_template_stays_text(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """A template in data that came from elsewhere is not rendered on its way into an option."""
    (tmp_path / "data").write_text("{{ 6*7 }}", encoding="utf-8")
    slurp = {"name": "slurp", "ansible.builtin.slurp": {"src": str(tmp_path / "data")}, "register": "data"}
    get = {
        "name": "get",
        MODULE: {"route_id": "ray-1"},
        "vars": {"ansible_dataarts_fabric_region": "{{ data.content | b64decode }}"},
        "ignore_errors": True,
    }
    assert "'{{ 6*7 }}' cannot be a region" in ansible.tasks(slurp, get).failure("get")["msg"]
    assert simulator.counters().requests == 0


@pytest.mark.nightly
def test_no_log_and_progress(ansible: Ansible, simulator: Simulator) -> None:
    """With -v a long list says how far it is, once a second at most; under no_log it says nothing."""
    simulator.set(latency=0.5)
    asked = [f"many-{number}" for number in range(24)]
    get: dict[str, t.Any] = {"name": "get", MODULE: {"route_ids": asked, "concurrency": 4, "on_missing": "skip"}}
    shown = ansible.tasks(get, arguments=["-v"]).succeeded().output
    assert 1 <= shown.count("of 24 routes") <= 4
    hidden = ansible.tasks({**get, "no_log": True}, arguments=["-vvv"]).succeeded()
    assert "of 24 routes" not in hidden.output
    assert "many-" not in hidden.output.split("TASK [get]")[1].split("PLAY RECAP")[0]


@pytest.mark.parametrize("in_process", [True, pytest.param(False, marks=pytest.mark.nightly)])
def test_the_task_keyword_timeout(ansible: Ansible, simulator: Simulator, in_process: bool) -> None:
    """A task that takes too long is ended, its threads with it, and the play goes on."""
    simulator.set_route("slow", session_id="slow", latency=60)
    get = {
        "name": "get",
        MODULE: {"route_ids": ["ray-1", *(["slow"] if not in_process else [f"slow{n}" for n in range(4)])]},
        "timeout": 3,
        "ignore_errors": True,
        "vars": {"ansible_dataarts_fabric_in_process": in_process},
    }
    for number in range(4):
        simulator.set_route(f"slow{number}", session_id="slow", latency=60)
    threads = {"name": "after", "ansible.builtin.debug": {"msg": "went on"}}
    run = ansible.tasks(get, threads).succeeded()
    assert "Timed out after 3 second(s)" in run.failure("get")["msg"]
    assert run.of("after").outcome == "ok"


def test_sigint_leaves_nothing_behind(ansible: Ansible, simulator: Simulator) -> None:
    """Ctrl-C ends the play and every process of it, with requests under way."""
    simulator.set(latency=60)
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [{MODULE: {"route_ids": ["a", "b"]}}]}
    (ansible.home / "playbook.yml").write_text(json.dumps([play]), encoding="utf-8")
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("ansible-playbook")), "playbook.yml"],
        cwd=ansible.home,
        env={**ansible.environment, "RECORDER_FILE": str(ansible.home / "results.jsonl")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    ends = time.monotonic() + 60
    while simulator.counters().in_flight == 0 and time.monotonic() < ends:
        time.sleep(0.1)
    assert simulator.counters().in_flight == 1, "the first request goes alone"
    os.killpg(process.pid, signal.SIGINT)
    output = process.communicate(timeout=50)[0].decode()
    assert process.returncode != 0, output
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.parametrize(
    ("number", "forks"),
    [(100, 50), *(pytest.param(*one, marks=pytest.mark.nightly) for one in ((40, 1), (40, 5), (200, 50)))],
)
def test_many_hosts(ansible: Ansible, simulator: Simulator, tmp_path: Path, number: int, forks: int) -> None:
    """Each host gets the answer of its own route, whatever the number of forks."""
    hosts = [f"host-{place:03}" for place in range(number)]
    for host in hosts:
        simulator.set_route(host, session_id=f"session-of-{host}", status="RUNNING")
    (tmp_path / "hosts").write_text("\n".join(f"{host} ansible_connection=local" for host in hosts), encoding="utf-8")
    get = {"name": "get", MODULE: {"route_id": "{{ inventory_hostname }}"}}
    play = {"hosts": "all", "gather_facts": False, "tasks": [get]}
    run = ansible.play(play, arguments=["-i", str(tmp_path / "hosts"), "--forks", str(forks)]).succeeded()
    assert {row.host: row.result["session_id"] for row in run.rows} == {host: f"session-of-{host}" for host in hosts}
    assert simulator.counters().by_route == dict.fromkeys(hosts, 1)


def test_retries_are_shown(ansible: Ansible) -> None:
    """With -v, wherever the call is made, for what went well in the end and for what did not; never under no_log."""
    fails = reply(b"{}", "503 Busy")
    with contextlib.ExitStack() as stack:
        urls = [stack.enter_context(serve(talk)).url for talk in (*[in_turn(reset, once(OK))] * 4, fails)]
        off = {"ansible_dataarts_fabric_in_process": False}
        ways: list[dict[str, t.Any]] = [
            {"name": "fast"},
            {"name": "module", "vars": off},
            {"name": "hidden", "no_log": True},
        ]
        tasks: list[dict[str, t.Any]] = [
            {**way, MODULE: {"route_id": f"ray-{way['name']}", "endpoint": url}}
            for way, url in zip(ways, urls, strict=False)
        ]
        tasks.append(show("lookup", lookup(f"'ray-lookup', endpoint='{urls[3]}'")))
        tasks.append({"name": "fails", MODULE: {"route_id": "ray-fails", "endpoint": urls[4], "retries": 1}})
        run = ansible.tasks(*tasks, arguments=["-v"]).failed()
    shown = re.findall(r"fabric_session_info: route ray-(\w+) took 2 tries", run.output)
    assert shown == ["fast", "module", "lookup", "fails"]
