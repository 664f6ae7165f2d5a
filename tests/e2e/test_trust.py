# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A managed host is not trusted: what it returns as a fact chooses nothing. A program answers every module."""

from __future__ import annotations

import base64
import json
import typing as t

import pytest

from tests.e2e.conftest import TOKEN
from tests.e2e.lookups import lookup, show
from tests.e2e.roles import COLLECTION, attempt
from tests.e2e.runner import MODULE, Ansible
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import OK, once, serve

FACTS = ("endpoint", "proxy", "credentials_file", "iam_endpoint", "in_process")


@pytest.fixture
def mode() -> str:
    """The way that is the default."""
    return "in-process"


def hostile(ansible: Ansible, **answers: dict[str, t.Any]) -> list[str]:
    """Arguments that give hosts in the group ``managed``, by name what each of the host's modules answers."""
    hosts = {}
    for host, answer in answers.items():
        program, told = ansible.home / f"hostile-{host}", ansible.home / f"answer-{host}.json"
        told.write_text(json.dumps({"changed": False, **answer}), encoding="utf-8")
        program.write_text(f"#!/bin/sh\ncat >/dev/null 2>&1 </dev/null\ncat {told}\n", encoding="utf-8")
        program.chmod(0o755)
        hosts[host] = {"ansible_connection": "local", "ansible_python_interpreter": str(program)}
    path = ansible.home / "inventory.json"
    path.write_text(json.dumps({"all": {"children": {"managed": {"hosts": hosts}}}}), encoding="utf-8")
    return ["-i", str(path)]


def ways(home: str) -> list[dict[str, t.Any]]:
    """Everything that asks for a session, each a task whose failure is that of a task of the same name."""
    routes = [{"route_id": "ray-1"}]
    options: dict[str, dict[str, t.Any]] = {
        "record": {f"{COLLECTION}.session_record": {"path": f"{home}/record.json", "routes": ["ray-1"]}},
        "drift": {f"{COLLECTION}.session_drift": {"expected": routes, "report": f"{home}/report.json"}},
        "links": {
            f"{COLLECTION}.dashboard_links": {"path": f"{home}/x", "routes": ["ray-1"], "url": "https://x/{route_id}"}
        },
        "token": {f"{COLLECTION}.iam_token_info": {"username": "u", "password": "p", "domain_name": "d"}},
        "module": {MODULE: {"route_id": "ray-1"}},
        "delegated": {MODULE: {"route_id": "ray-1"}, "delegate_to": "localhost"},
        "own process": {MODULE: {"route_id": "ray-1"}, "delegate_to": "localhost", "vars": {"x": 1}},
    }
    tasks = [{"name": name, "ignore_errors": True, **task} for name, task in options.items()]
    return [*tasks, show("lookup", lookup("'ray-1', retries=0"))]


def test_a_fact_is_no_option(ansible: Ansible, simulator: Simulator) -> None:
    """Each way is refused with the variable's name, and nothing is sent anywhere. A host for each fact."""
    names = {fact: f"ansible_dataarts_fabric_{fact}" for fact in FACTS}
    with serve(once(OK)) as attacker:
        answers = {fact: {"ansible_facts": {name: attacker.url}} for fact, name in names.items()}
        tasks = ways(str(ansible.home))
        play = {"hosts": "managed", "gather_facts": True, "tasks": tasks}
        run = ansible.play(play, arguments=hostile(ansible, **answers)).succeeded()
    said = {(row.host, row.task): json.dumps(row.result) for row in run.rows if row.outcome == "failed"}
    for fact, name in names.items():
        for task in tasks:
            assert f"The variable '{name}' is also a fact of the host" in said[fact, task["name"]], (fact, task["name"])
    assert simulator.counters().requests == 0
    assert attacker.received == []


def test_a_fact_is_no_variable_of_a_role(ansible: Ansible, simulator: Simulator) -> None:
    """Whichever role it is of, each of them refuses it, so that no file of the controller is written or read."""
    target = ansible.home / "written"
    names = (
        *("session_drift_report", "dashboard_links_template", "omit", "session_drift_expected", "session_record_path"),
        *("dataarts_fabric_routes", "session_drift_result", "inventory_hostname", "ansible_delegated_vars"),
    )
    arguments = hostile(ansible, **{f"of-{name}": {"ansible_facts": {name: str(target)}} for name in names})
    given: dict[str, dict[str, t.Any]] = {
        "session_record": {"session_record_routes": ["ray-1"], "session_record_path": "/x"},
        "dashboard_links": {"dashboard_links_routes": ["ray-1"], "dashboard_links_path": "/x"},
        "session_drift": {"session_drift_expected": [{"route_id": "ray-1"}]},
    }
    # Not in vars, which are stronger than facts.
    tasks = [
        {"name": "facts", "ansible.builtin.setup": {}},
        *({**attempt(role, role), "vars": {"x": 1}} for role in given),
    ]
    (ansible.home / "group_vars").mkdir()
    defaults = {key: value for variables in given.values() for key, value in variables.items()}
    (ansible.home / "group_vars" / "all.json").write_text(json.dumps(defaults), encoding="utf-8")
    run = ansible.play({"hosts": "managed", "gather_facts": False, "tasks": tasks}, arguments=arguments).succeeded()
    said = {(row.host, row.task): str(row.result.get("msg")) for row in run.rows}
    for name in names:
        for role in given:
            assert f"The variable '{name}' is also a fact of the host" in said[f"of-{name}", role], (name, role)
    assert not target.exists()
    assert simulator.counters().requests == 0


def test_the_answer_of_slurp_is_no_fact(ansible: Ansible, simulator: Simulator) -> None:
    """Whatever else the host answers when a record is read, it is not kept, and is no variable afterwards."""
    answer = {"ansible_facts": {"ansible_dataarts_fabric_endpoint": "http://127.0.0.1:1"}, "content": "e30=", "x": "y"}
    check = {
        "name": "check",
        f"{COLLECTION}.session_drift": {"record": "/srv/record.json"},
        "register": "found",
        "ignore_errors": True,
    }
    after = {"name": "after", f"{COLLECTION}.session_drift": {"expected": [{"route_id": "ray-1"}]}}
    play = {"hosts": "web", "gather_facts": False, "tasks": [check, after]}
    run = ansible.play(play, arguments=hostile(ansible, web=answer)).succeeded()
    assert "the record /srv/record.json has no format" in run.failure("check")["msg"]
    assert not {"ansible_facts", "x", "content"} & run.failure("check").keys()
    assert run.of("after").result["drifted"] is False
    assert simulator.counters().by_route == {"ray-1": 1}


def test_what_the_author_says_counts(bare_ansible: Ansible, simulator: Simulator) -> None:
    """set_fact, extra variables, vars, include_vars and module_defaults; but not set_fact with cacheable."""
    name = "ansible_dataarts_fabric_endpoint"
    (bare_ansible.home / "vars.json").write_text(json.dumps({name: simulator.url}), encoding="utf-8")
    get = {"name": "get", MODULE: {"route_id": "ray-1"}, "ignore_errors": True}
    # A host for each, as facts are a host's.
    plays: dict[str, dict[str, t.Any]] = {
        "nothing": {},
        "set_fact": {"pre_tasks": [{"ansible.builtin.set_fact": {name: simulator.url}}]},
        "include_vars": {"pre_tasks": [{"ansible.builtin.include_vars": "vars.json"}]},
        "cacheable": {"pre_tasks": [{"ansible.builtin.set_fact": {name: simulator.url, "cacheable": True}}]},
        "vars": {"vars": {name: simulator.url}},
        "defaults": {"module_defaults": {"group/huaweicloud.dataarts_fabric.fabric": {"endpoint": simulator.url}}},
    }
    bare_ansible.environment["HUAWEICLOUD_FABRIC_TOKEN"] = TOKEN
    hosts = "".join(f"{how} ansible_connection=local\n" for how in plays)
    (bare_ansible.home / "hosts").write_text(hosts, encoding="utf-8")
    run = bare_ansible.play(
        *({"hosts": how, "gather_facts": False, "tasks": [get], **given} for how, given in plays.items()),
        arguments=["-i", str(bare_ansible.home / "hosts")],
    )
    got = {row.host: row for row in run.succeeded().rows if row.task == "get"}
    assert "leave cacheable out" in got.pop("cacheable").result["msg"]
    assert "no endpoint" in got.pop("nothing").result["msg"].lower()
    assert {how: row.outcome for how, row in got.items()} == dict.fromkeys(
        ["set_fact", "include_vars", "vars", "defaults"], "ok"
    )
    assert bare_ansible.tasks(get, arguments=["-e", f"{name}={simulator.url}"]).of("get").outcome == "ok"


def test_what_a_host_says_writes_to_no_terminal(ansible: Ansible) -> None:
    """Neither its message, nor its record, nor the file that is replaced; and an answer of no module has a sentence."""
    written = "\x1b]0;forged\x07\x9b31m\u202e"
    (ansible.home / "record.json").write_text(f"old {written}\n\tindented\n", encoding="utf-8")
    record: dict[str, t.Any] = {"path": f"{ansible.home}/record.json", "routes": ["ray-1"]}
    failing = {"failed": True, "msg": f"no {written}\n[WARNING]: forged", "stat": {"exists": 1}, "path": written}
    tasks = [
        {"name": "read", f"{COLLECTION}.session_drift": {"record": "/srv/record.json"}, "ignore_errors": True},
        {"name": "write", f"{COLLECTION}.session_record": record, "ignore_errors": True},
    ]
    plays = [{"hosts": host, "gather_facts": False, "tasks": tasks} for host in ("localhost", "managed")]
    told = {"format": 1, "routes": [{"route_id": "ray-1", "session_id": "a", "status": f"x{written}\n"}]}
    no_module = {"content": base64.b64encode(json.dumps(told).encode()).decode()}
    arguments = hostile(ansible, failing=failing, no_module=no_module)
    run = ansible.play(*plays, arguments=[*arguments, "--diff", "-v"]).succeeded()
    assert not set(run.output) & set(written) - set("]0;forged31m")
    assert "-old \\u001b]0;forged\\u0007\\u009b31m\\u202e\n-\tindented" in run.output
    said = {(row.host, row.task): row.result["msg"] for row in run.rows if row.outcome == "failed"}
    assert "cannot be read: no ]0;forged 31m [WARNING]: forged" in said["failing", "read"].replace("  ", " ")
    hidden = "a status of more than 256 characters, or with characters that nobody can see"
    assert hidden in said["no_module", "read"]
    assert "the host's answer is not that of a module (KeyError)" in said["no_module", "write"]
