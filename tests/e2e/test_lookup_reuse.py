# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the lookups of one task share, and what they never do: by the simulator's counters."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.lookups import lookup, show, times
from tests.e2e.runner import Ansible
from tests.simulator.handle import Simulator

RAY_1 = ROUTES["routes"]["ray-1"]["session_id"]
PASSWORD = "password-for-tests-only"


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path, simulator: Simulator) -> Ansible:
    """Ansible whose environment names the simulator, but no credential."""
    return Ansible(tmp_path, installed_collections, {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url})


def login(simulator: Simulator) -> dict[str, t.Any]:
    """The variables of a user who logs in with a password."""
    options = {
        "username": "user",
        "password": PASSWORD,
        "domain_name": "account",
        "project_name": "cn-north-4",
        "iam_endpoint": simulator.url,
    }
    return {f"ansible_dataarts_fabric_{name}": value for name, value in options.items()}


def test_a_thousand_lookups(ansible: Ansible, simulator: Simulator) -> None:
    """A thousand single lookups in one template take one connection and one token, but no answer from a cache."""
    run = ansible.tasks(show("all", times(1000, "'ray-1'")), vars=login(simulator)).succeeded()
    assert run.result["msg"].split() == [RAY_1] * 1000
    counters = simulator.counters()
    assert (counters.connections, counters.tokens, counters.by_route) == (1, 1, {"ray-1": 1000})


def test_the_items_of_a_loop(ansible: Ansible, simulator: Simulator) -> None:
    """The items of a loop are one task; the next task is another one."""
    each = show("each", lookup("item"), loop=["ray-1", "ray-2", "ray-1"])
    run = ansible.tasks(each, each, vars=login(simulator)).succeeded()
    assert [one["msg"] for one in run.result["results"]][::2] == [RAY_1, RAY_1]
    assert (simulator.counters().connections, simulator.counters().tokens) == (2, 2)


def test_an_expired_token_is_renewed(ansible: Ansible, simulator: Simulator) -> None:
    """A token that ends between two lookups of a template is replaced, once."""
    expired = {"status": 401, "json": {"error_code": "APIGW.0307", "error_msg": "The token must be updated"}}
    simulator.set_route("ray-3", session_id="three", answers=[expired])
    template = times(3, "'ray-1'") + times(3, "'ray-3'")
    run = ansible.tasks(show("all", template), vars=login(simulator)).succeeded()
    assert run.result["msg"].split() == [RAY_1] * 3 + ["three"] * 3
    assert (simulator.counters().connections, simulator.counters().tokens) == (1, 2)


def test_a_wrong_secret_is_always_told(ansible: Ansible, simulator: Simulator) -> None:
    """A wrong secret never rides on what a right one was given before, be it a token, a connection or a session."""
    right, wrong = lookup("'ray-1', cache=true"), "errors='ignore') | default('refused', true) }} "
    start = lookup("'ray-1', cache=true, ")[:-1]
    credentials: dict[str, dict[str, t.Any]] = {
        "password": login(simulator),
        "secret_key": {
            "ansible_dataarts_fabric_access_key": "AKFORTESTSONLY",
            "ansible_dataarts_fabric_secret_key": "sk-for-tests-only",
        },
        "token": {"ansible_dataarts_fabric_token": TOKEN},
    }
    tasks = []
    for secret, variables in credentials.items():
        refused = "{{ " + start + f"{secret}='wrong-for-tests-only', " + wrong
        template = "{{ " + right + " }} " + refused + "{{ " + right + " }} " + refused + "{% set _ = 0 %}"
        tasks.append(show(secret, template, vars=variables))
    run = ansible.tasks(*tasks).succeeded()
    for secret in credentials:
        assert run.of(secret).result["msg"].split() == [RAY_1, "refused", RAY_1, "refused"], secret


def test_a_refused_credential_is_sent_once(ansible: Ansible, simulator: Simulator) -> None:
    """Five refusals lock an access key, so a template sends it once; each lookup says the same."""
    refused = times(30, "'ray-1', access_key='AKFORTESTSONLY', secret_key='wrong', errors='ignore'")
    other = times(30, "'ray-2', access_key='AKFORTESTSONLY', secret_key='wrong', errors='warn'")
    password = times(30, "'ray-1', password='wrong', errors='ignore'")
    run = ansible.tasks(show("key", refused + other), show("password", password, vars=login(simulator))).succeeded()
    # The request is that of the key, as nothing is sent without a token.
    assert (simulator.counters().requests, simulator.counters().tokens) == (1, 1)
    assert "refused the credential" in run.output


def test_cache(ansible: Ansible, simulator: Simulator) -> None:
    """With the cache a route is asked for once in a task, gone or not; what is taken of it may differ."""
    ansible.environment["HUAWEICLOUD_FABRIC_TOKEN"] = TOKEN
    template = "".join(
        (
            times(5, "'ray-1', cache=true"),
            times(5, "'ray-1', 'ray-2', cache=true, query='status'"),
            times(5, "'gone', cache=true, on_missing='skip', default='none'"),
        )
    )
    missing = "{{ " + lookup("'lost', cache=true, on_missing='skip', default='-'") + " }}"
    run = ansible.tasks(
        show("all", template),
        show("one", lookup("'ray-1', cache=true")),
        show("lost", missing + times(1, "'lost', cache=true")),
    ).succeeded()
    assert run.of("all").result["msg"].split() == [RAY_1] * 5 + ["RUNNING,CREATING"] * 5 + ["none"] * 5
    by_route = simulator.counters().by_route
    assert [by_route[route_id] for route_id in ("ray-1", "ray-2", "gone")] == [2, 1, 1]  # ray-1 by two tasks
    assert "Route lost does not exist" in run.failure("lost")["msg"]


def test_the_cache_ends_with_its_task(ansible: Ansible, simulator: Simulator) -> None:
    """What Ansible renders outside of tasks' own processes is not kept: there it would last for the whole run."""
    ansible.environment["HUAWEICLOUD_FABRIC_TOKEN"] = TOKEN
    stopped = lookup("'ray-1', query='status', cache=true") + " == 'STOPPED'"
    end = {"name": "end", "ansible.builtin.meta": "end_host", "when": stopped}
    ansible.tasks(end, end, end, show("last", "1")).succeeded()
    assert simulator.counters().by_route == {"ray-1": 3}
