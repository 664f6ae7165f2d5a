# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every action: where options come from, what is refused, and what is not shown."""

from __future__ import annotations

import typing as t

import pytest
from ansible.template import trust_as_template

from tests.simulator.handle import Simulator
from tests.unit.plugins.action.conftest import COLLECTION, PASSWORD, TOKEN, Ansible

# What each module needs, beside a connection and a credential.
NEEDED: dict[str, dict[str, t.Any]] = {
    "fabric_session_info": {"route_id": "ray-1"},
    "iam_token_info": {"region": "cn-north-4"},
    "session_record": {"path": "/no/such/folder/record", "routes": ["ray-1"]},
    "session_drift": {"expected": [{"route_id": "ray-1"}]},
    "dashboard_links": {"path": "/no/such/folder/page", "routes": ["ray-1"], "url": "https://ray.example.com/"},
}
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
FAILURE = {"changed", "failed", "msg", "reason", "http_status", "error_code", "error_msg"}
FAILURE |= {"solution_msg", "solution_source", "request_id", "tries"}


@pytest.fixture(autouse=True)
def without_invocation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results have no arguments, where Ansible lets a user decide."""
    monkeypatch.setenv("ANSIBLE_INJECT_INVOCATION", "0")


def sent(simulator: Simulator, header: str) -> list[str | None]:
    """What was sent in a header, request by request."""
    return [dict(request["headers"]).get(header) for request in simulator.requests()]


def test_options_from_variables(ansible: Ansible, simulator: Simulator) -> None:
    """A variable stands for an option, as text or as a template. The task's own option takes precedence."""
    template = trust_as_template("{{ inventory_hostname }}-project")
    variables = {"ansible_dataarts_fabric_project_id": template, "ansible_dataarts_fabric_timeout": None}
    for arguments in ({}, {"project_id": None}, {"project_id": "of-the-task"}):
        assert ansible.run("fabric_session_info", {"route_id": "ray-1", **arguments}, variables)["status"] == "RUNNING"
    untrusted = {"ansible_dataarts_fabric_project_id": "{{ inventory_hostname }}"}
    assert "project_id" in ansible.run("fabric_session_info", {"route_id": "ray-1"}, untrusted)["msg"]
    assert sent(simulator, "X-Project-Id") == ["host-1-project", "host-1-project", "of-the-task"]


def test_a_login_from_variables(ansible: Ansible, simulator: Simulator) -> None:
    """The credential's variables work for a login as for every other module."""
    names = {"iam_endpoint": simulator.url, "username": "user", "password": PASSWORD, "domain_name": "account"}
    variables = {f"ansible_dataarts_fabric_{name}": value for name, value in names.items()}
    result = ansible.run("iam_token_info", {"region": "cn-north-4"}, variables)
    assert result["token"].startswith("issued-")
    assert (result["changed"], result["project_id"], simulator.counters().tokens) == (False, "p-1", 1)


def test_a_template_that_cannot_be_rendered(ansible: Ansible) -> None:
    """It is a failure with all its keys, and no exception."""
    variables = {"ansible_dataarts_fabric_region": trust_as_template("{{ nothing_of_that_name }}")}
    result = ansible.run("fabric_session_info", {"route_id": "ray-1"}, variables)
    assert "'nothing_of_that_name' is undefined" in result["msg"]
    assert result.keys() >= FAILURE
    assert (result["failed"], result["reason"]) == (True, "input")


@pytest.mark.parametrize("module", NEEDED)
def test_defaults_of_the_action_group(ansible: Ansible, module: str) -> None:
    """What the group gives to all modules is no mistake in one that does not have it; a misspelled option is."""
    group = {f"group/{COLLECTION}.fabric": {"endpoint": "x", "concurrency": 1, "route_id": "x", "on_missing": "warn"}}
    given = {**NEEDED[module], **dict.fromkeys(group[f"group/{COLLECTION}.fabric"], "x"), "tokn": "x"}
    told = ansible.run(module, given, module_defaults=group)["msg"]
    assert told.startswith(f"Unsupported parameters for ({COLLECTION}.{module}) module: tokn. Supported")


@pytest.mark.parametrize("module", NEEDED)
@pytest.mark.parametrize("in_process", [True, False])
def test_facts_are_refused(ansible: Ansible, simulator: Simulator, module: str, in_process: bool) -> None:
    """A host that says what one of our variables is gets nothing sent, wherever the call would be made."""
    facts = {"ansible_facts": {"dataarts_fabric_endpoint": "http://attacker.example.com"}}
    result = ansible.run(module, NEEDED[module], {**facts, "ansible_dataarts_fabric_in_process": in_process})
    assert "The variable 'ansible_dataarts_fabric_endpoint' is also a fact of the host" in result["msg"]
    assert (result["failed"], result["reason"], result["changed"]) == (True, "input", False)
    assert simulator.requests() == []


@pytest.mark.parametrize(
    ("module", "arguments", "words"),
    [
        ("fabric_session_info", {}, "one of the following is required: route_id, route_ids"),
        ("fabric_session_info", {"route_id": "a", "route_ids": ["b"]}, "mutually exclusive: route_id|route_ids"),
        ("fabric_session_info", {"route_id": "no_such_id"}, "no_such_id"),
        ("fabric_session_info", {"route_id": None}, "route_id: None "),
        ("iam_token_info", {"retries": "many"}, "retries"),
        ("session_record", {"routes": ["ray-1"]}, "missing required arguments: path"),
        ("session_record", {"path": "/x", "routes": [], "on_missing": "never"}, "must be one of: error, warn, skip"),
        ("session_record", {"path": "/x", "routs": []}, "module: routs. Supported parameters include: "),
    ],
)
def test_mistakes(ansible: Ansible, module: str, arguments: dict[str, t.Any], words: str) -> None:
    """They are told as Ansible tells them, with all keys of a failure."""
    result = ansible.run(module, arguments)
    assert words in result["msg"]
    assert result.keys() >= FAILURE
    assert (result["failed"], result["reason"], result["tries"]) == (True, "input", 0)


@pytest.mark.usefixtures("verbose")
@pytest.mark.parametrize("module", NEEDED)
def test_no_log(ansible: Ansible, simulator: Simulator, module: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A failure does not say why, and nothing is printed, not even with -v."""
    simulator.set_route("ray-1", answers=["error_500"] * 9)
    arguments = {**NEEDED[module], **({} if module == "iam_token_info" else {"retries": 1})}
    result = ansible.run(module, arguments, no_log=True)
    assert result["failed"] is True
    assert result["msg"] == "The task failed. It does not say why, as it has no_log"
    if module == "session_drift":
        assert result["summary"] == ["The outcome is hidden, as the task has no_log"]
    assert capsys.readouterr() == ("", "")


def test_secrets_are_cut_out(ansible: Ansible, simulator: Simulator) -> None:
    """An answer that quotes the credential, and an option that holds it, are shown without it."""
    simulator.set_route("echo", session_id="s", status=f"RUNNING with {TOKEN}")
    assert TOKEN not in repr(ansible.run("fabric_session_info", {"route_id": "echo"}))
    result = ansible.run("fabric_session_info", {"route_id": "ray-1", "region": f"a/{TOKEN}"})
    assert "cannot be a region" in result["msg"]
    assert TOKEN not in repr(result)


def test_environment(ansible: Ansible, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyword goes before Ansible's own environment, and of its mappings the last one."""
    ansible.variables["ansible_dataarts_fabric_token"] = None
    monkeypatch.setenv("HUAWEICLOUD_FABRIC_TOKEN", "of-the-process")
    assert ansible.run("fabric_session_info", {"route_id": "ray-1"})["http_status"] == 401
    layers = [{"HUAWEICLOUD_FABRIC_TOKEN": "of-the-play"}, {"HUAWEICLOUD_FABRIC_TOKEN": TOKEN}]
    assert ansible.run("fabric_session_info", {"route_id": "ray-1"}, environment=layers)["status"] == "RUNNING"
    assert sent(simulator, "X-Auth-Token") == ["of-the-process", TOKEN]


@pytest.mark.parametrize("module", NEEDED)
def test_invocation(ansible: Ansible, simulator: Simulator, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Ansible shows the arguments of modules, those of actions are shown as well, without secrets."""
    monkeypatch.setenv("ANSIBLE_INJECT_INVOCATION", "1")
    simulator.set_route("ray-1", answers=["error_500"])
    given = {**NEEDED[module], "timeout": 7, "retries": 0, "password": "short"}
    arguments = ansible.run(module, given)["invocation"]["module_args"]
    assert (arguments["timeout"], arguments["password"]) == (7, HIDDEN)
    assert arguments.get("token", HIDDEN) == HIDDEN
    assert TOKEN not in repr(arguments)
