# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the base of every action sees to: variables, group defaults, and silence under ``no_log``."""

from __future__ import annotations

import re
import typing as t

import pytest

from tests.e2e.roles import COLLECTION
from tests.e2e.runner import MODULE, Ansible
from tests.simulator.handle import Simulator

TOKEN_INFO = f"{COLLECTION}.iam_token_info"
GROUP = f"group/{COLLECTION}.fabric"


@pytest.fixture
def mode() -> str:
    """The way that is the default; a test that wants both says so."""
    return "in-process"


@pytest.mark.parametrize("in_process", [True, False])
def test_variables_log_in(bare_ansible: Ansible, simulator: Simulator, in_process: bool) -> None:
    """A password in group variables logs in, with options of the group that are not for this module; null is absent."""
    variables = {
        "ansible_dataarts_fabric_in_process": in_process,
        "ansible_dataarts_fabric_region": "cn-north-4",
        "ansible_dataarts_fabric_iam_endpoint": simulator.url,
        "ansible_dataarts_fabric_username": "user",
        "ansible_dataarts_fabric_password": "password-for-tests-only",
        "ansible_dataarts_fabric_domain_name": "account",
        "ansible_dataarts_fabric_validate_certs": None,
    }
    login = {"name": "login", TOKEN_INFO: {"project_name": None}, "register": "iam", "no_log": True}
    get = {"name": "get", MODULE: {"route_id": "ray-1", "token": "{{ iam.token }}", "auth_method": "token"}}
    defaults = {GROUP: {"endpoint": simulator.url, "retries": 1, "auth_method": "password"}}
    wrong = {"name": "wrong", TOKEN_INFO: {"tokn": "x"}}
    run = bare_ansible.tasks(login, get, wrong, vars=variables, module_defaults=defaults).failed()
    assert run.of("get").result["status"] == "RUNNING"
    assert simulator.counters().tokens == 1
    assert f"Unsupported parameters for ({TOKEN_INFO}) module: tokn" in run.failure("wrong")["msg"]


def test_silence(ansible: Ansible, simulator: Simulator) -> None:
    """Under no_log a failure says that there was one, and nothing else, with -vvv too. Nothing warns."""
    simulator.set_route("secret-route", session_id="secret-session", status="SECRET")
    url = "https://secret.example.com/{secret}"
    tasks: list[dict[str, t.Any]] = [
        {MODULE: {"route_id": "secret-gone"}},
        {MODULE: {"route_id": "secret-gone"}, "vars": {"ansible_dataarts_fabric_in_process": False}},
        {MODULE: {"route_id": "secret_bad"}},
        {f"{COLLECTION}.session_record": {"path": "/secret/x", "routes": ["secret-route", "secret-gone"]}},
        {
            f"{COLLECTION}.session_drift": {
                "expected": [{"route_id": "secret-route", "session_id": "secret-old"}],
                "fail_on_drift": True,
            },
            "diff": True,
        },
        {f"{COLLECTION}.session_drift": {"record": "/secret.json"}},
        {f"{COLLECTION}.dashboard_links": {"path": "/x", "routes": ["secret-route"], "url": url}},
    ]
    hidden = [
        {"name": f"task {number}", **task, "no_log": True, "ignore_errors": True} for number, task in enumerate(tasks)
    ]
    role = {
        "ansible.builtin.import_role": {"name": f"{COLLECTION}.session_drift"},
        "vars": {"session_drift_expected": [{"route_id": "secret-gone"}], "session_drift_fail": True},
        "no_log": True,
        "ignore_errors": True,
    }
    run = ansible.tasks(*hidden, role, arguments=["-vvv"]).succeeded()
    # Ansible quotes the playbook too, where it is about an error: these lines begin with a number.
    said = [line for line in run.output.splitlines() if re.match(r"\[ERROR\]|\[WARNING\]|[a-z]+: \[|[-+]", line)]
    assert len(said) > len(tasks)
    assert [line for line in said if "secret" in line.lower()] == []
    assert [row.outcome for row in run.rows if row.task.startswith("task ")] == ["failed"] * len(tasks)
    assert run.output.count("The task failed. It does not say why, as it has no_log") >= len(tasks)


def test_ids_are_shown_to_who_asks(ansible: Ansible, simulator: Simulator) -> None:
    """What a failure returns and says names routes and states; session IDs are in the diff, with --diff."""
    simulator.set_route("new", session_id="the-new-id", status="RUNNING")
    old = {"route_id": "new", "session_id": "the-old-id"}
    fails = {"name": "fails", f"{COLLECTION}.session_drift": {"expected": [old], "fail_on_drift": True}}
    shows = {"name": "shows", f"{COLLECTION}.session_drift": {"expected": [old]}}
    record = {f"{COLLECTION}.session_record": {"path": "/no/such/folder/x", "routes": ["new"]}, "name": "record"}
    run = ansible.tasks({**fails, "ignore_errors": True}, shows).succeeded()
    assert run.failure("fails")["routes"] == [{"name": "new", "route_id": "new", "state": "session_changed"}]
    assert "the-" not in run.output
    run = ansible.tasks(shows, record, arguments=["--diff"]).failed()
    shown, failed = run.output.split("TASK [record]")
    assert "the-new-id" in shown
    assert "the-old-id" in shown
    assert run.failure("record")
    assert "the-new-id" not in failed
