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


def hostile(ansible: Ansible, answer: dict[str, t.Any], **variables: t.Any) -> list[str]:
    """Arguments that give a host ``web`` whose every module answers this."""
    program, told = ansible.home / "hostile", ansible.home / "answer.json"
    told.write_text(json.dumps({"changed": False, **answer}), encoding="utf-8")
    program.write_text(f"#!/bin/sh\ncat >/dev/null 2>&1 </dev/null\ncat {told}\n", encoding="utf-8")
    program.chmod(0o755)
    host = {"ansible_connection": "local", "ansible_python_interpreter": str(program), **variables}
    path = ansible.home / "inventory.json"
    path.write_text(json.dumps({"all": {"hosts": {"web": host}}}), encoding="utf-8")
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


@pytest.mark.parametrize(
    "fact",
    [pytest.param(fact, marks=() if fact in {"endpoint", "proxy"} else pytest.mark.nightly) for fact in FACTS],
)
def test_a_fact_is_no_option(ansible: Ansible, simulator: Simulator, fact: str) -> None:
    """Each way is refused with the variable's name, and nothing is sent anywhere."""
    name = f"ansible_dataarts_fabric_{fact}"
    with serve(once(OK)) as attacker:
        arguments = hostile(ansible, {"ansible_facts": {name: attacker.url}})
        tasks = ways(str(ansible.home))
        run = ansible.play({"hosts": "web", "gather_facts": True, "tasks": tasks}, arguments=arguments).succeeded()
    for task in tasks:
        said = json.dumps(run.failure(task["name"]))
        assert f"The variable '{name}' is also a fact of the host" in said, task["name"]
    assert simulator.counters().requests == 0
    assert attacker.received == []


@pytest.mark.parametrize(
    "name",
    [
        *("session_drift_report", "dashboard_links_template", "omit"),
        *(
            pytest.param(name, marks=pytest.mark.nightly)
            for name in (
                *("session_drift_expected", "session_record_path", "dataarts_fabric_routes", "session_drift_result"),
                *("inventory_hostname", "ansible_delegated_vars"),
            )
        ),
    ],
)
def test_a_fact_is_no_variable_of_a_role(ansible: Ansible, simulator: Simulator, name: str) -> None:
    """Whichever role it is of, each of them refuses it, so that no file of the controller is written or read."""
    target = ansible.home / "written"
    arguments = hostile(ansible, {"ansible_facts": {name: str(target)}})
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
    run = ansible.play({"hosts": "web", "gather_facts": False, "tasks": tasks}, arguments=arguments).succeeded()
    for role in given:
        assert f"The variable '{name}' is also a fact of the host" in str(run.of(role).result["msg"])
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
    run = ansible.play(play, arguments=hostile(ansible, answer)).succeeded()
    assert "the record /srv/record.json has no format" in run.failure("check")["msg"]
    assert not {"ansible_facts", "x", "content"} & run.failure("check").keys()
    assert run.of("after").result["drifted"] is False
    assert simulator.counters().by_route == {"ray-1": 1}


def test_what_the_author_says_counts(bare_ansible: Ansible, simulator: Simulator) -> None:
    """set_fact, extra variables, vars, include_vars and module_defaults; but not set_fact with cacheable."""
    name = "ansible_dataarts_fabric_endpoint"
    (bare_ansible.home / "vars.json").write_text(json.dumps({name: simulator.url}), encoding="utf-8")
    get = {"name": "get", MODULE: {"route_id": "ray-1"}, "ignore_errors": True}
    defaults = {"group/huaweicloud.dataarts_fabric.fabric": {"endpoint": simulator.url}}
    before: dict[str, list[dict[str, t.Any]]] = {
        "nothing": [],
        "set_fact": [{"ansible.builtin.set_fact": {name: simulator.url}}],
        "include_vars": [{"ansible.builtin.include_vars": "vars.json"}],
        "cacheable": [{"ansible.builtin.set_fact": {name: simulator.url, "cacheable": True}}],
    }
    bare_ansible.environment["HUAWEICLOUD_FABRIC_TOKEN"] = TOKEN
    outcomes = {}
    for how, tasks in before.items():
        run = bare_ansible.tasks(*tasks, get)
        outcomes[how] = run.of("get").result["msg"] if run.of("get").outcome == "failed" else "ok"
    outcomes["vars"] = bare_ansible.tasks(get, vars={name: simulator.url}).of("get").outcome
    outcomes["defaults"] = bare_ansible.tasks(get, module_defaults=defaults).of("get").outcome
    outcomes["extra"] = bare_ansible.tasks(get, arguments=["-e", f"{name}={simulator.url}"]).of("get").outcome
    assert "leave cacheable out" in outcomes.pop("cacheable")
    assert "no endpoint" in outcomes.pop("nothing").lower()
    assert set(outcomes.values()) == {"ok"}


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
    plays = [{"hosts": host, "gather_facts": False, "tasks": tasks} for host in ("localhost", "web")]
    told = {"format": 1, "routes": [{"route_id": "ray-1", "session_id": "a", "status": f"x{written}\n"}]}
    answers: dict[str, dict[str, t.Any]] = {"failing": failing}
    answers["no module's"] = {"content": base64.b64encode(json.dumps(told).encode()).decode()}
    said = {}
    for name, answer in answers.items():
        run = ansible.play(*plays, arguments=[*hostile(ansible, answer), "--diff", "-v"]).succeeded()
        assert not set(run.output) & set(written) - set("]0;forged31m")
        said[name] = {row.task: row.result["msg"] for row in run.rows if row.host == "web"}
        if name == "failing":
            assert "-old \\u001b]0;forged\\u0007\\u009b31m\\u202e\n-\tindented" in run.output
    assert "cannot be read: no ]0;forged 31m [WARNING]: forged" in said["failing"]["read"].replace("  ", " ")
    assert "a status of more than 256 characters, or with characters that nobody can see" in said["no module's"]["read"]
    assert "the host's answer is not that of a module (KeyError)" in said["no module's"]["write"]
