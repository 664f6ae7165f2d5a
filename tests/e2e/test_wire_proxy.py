# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proxy variables that cannot be used: modules and the lookup refuse them by their names, before anything is sent."""

from __future__ import annotations

import typing as t

import pytest

from tests.e2e.lookups import lookup, show
from tests.e2e.runner import MODULE, Ansible
from tests.simulator.handle import Simulator

TASKS: tuple[dict[str, t.Any], ...] = (
    {"name": "module", MODULE: {"route_id": "ray-1", "retries": 0}, "ignore_errors": True},
    show("lookup", lookup("'ray-1', retries=0")),
)


@pytest.mark.parametrize(
    "password",
    ["Summer-2031-Rain#", "Summer\\1", *(pytest.param(f"Summer{one}2031", marks=pytest.mark.nightly) for one in "/[")],
)
def test_a_url_that_is_none(ansible: Ansible, simulator: Simulator, password: str) -> None:
    """The variable is named, and nothing of it is shown, however much is to be told."""
    check_refused(ansible, simulator, password, "it must be scheme://user:password@host:port")


@pytest.mark.nightly
def test_a_password_that_no_header_holds(ansible: Ansible, simulator: Simulator) -> None:
    """As little of it is shown, percent-encoded as it is."""
    check_refused(ansible, simulator, "Summer%E5%AF%86", "or one outside Latin-1, which cannot be sent to a proxy")


def check_refused(ansible: Ansible, simulator: Simulator, password: str, reason: str) -> None:
    """Run the tasks with a proxy that has this password."""
    ansible.environment["HTTP_PROXY"] = f"http://corp-user:{password}@127.0.0.1:1"
    run = ansible.tasks(*TASKS, arguments=["-vvv"])
    for task in ("module", "lookup"):
        assert "HTTP_PROXY cannot be used as the URL of a proxy: " in run.failure(task)["msg"]
        assert reason in run.failure(task)["msg"]
    assert "Traceback" not in run.output
    assert "Summer" not in run.output
    assert "corp-user" not in run.output
    assert simulator.requests() == []


@pytest.mark.nightly
def test_a_variable_that_is_not_used(ansible: Ansible) -> None:
    """It fails nothing, and its characters are cut out of nothing."""
    ansible.environment.update(
        HTTPS_PROXY="http://user:a#@127.0.0.1:1", HTTP_PROXY="http://user:8@127.0.0.1:1", NO_PROXY="127.0.0.0/8"
    )
    run = ansible.tasks(*TASKS)
    assert run.of("module").result["session_id"] == "ac8111bf-3601-4905-8ddd-b41d3e636a4e"
    assert run.of("lookup").result["msg"] == "ac8111bf-3601-4905-8ddd-b41d3e636a4e"


@pytest.mark.nightly
def test_switched_off_in_lower_case(ansible: Ansible) -> None:
    """An empty variable takes the place of the system's own."""
    ansible.environment.update(HTTP_PROXY="http://127.0.0.1:1", http_proxy="")
    run = ansible.tasks(*TASKS)
    assert [row.outcome for row in run.rows] == ["ok", "ok"]
