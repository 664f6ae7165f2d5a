# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The use of a credential for many routes: if it is refused, if it expires, and if it must first be obtained."""

from __future__ import annotations

import re
import threading
import time
import typing as t
from pathlib import Path

import pytest

from tests.e2e.conftest import TOKEN
from tests.e2e.runner import MODULE, Ansible, Run
from tests.simulator.handle import Simulator

GROUP = "group/huaweicloud.dataarts_fabric.fabric"
LOGIN = "huaweicloud.dataarts_fabric.iam_token_info"
ROUTES = [f"route-{number}" for number in range(40)]
KEY = {"access_key": "AKFORTESTSONLY", "secret_key": "sk-for-tests-only"}
USER = {
    "username": "user",
    "password": "password-for-tests-only",
    "domain_name": "account",
    "region": "cn-north-4",
    "iam_endpoint": "{{ url }}",
}
AGENCY = {"auth_method": "ecs_metadata", "metadata_endpoint": "{{ url }}"}


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path, simulator: Simulator) -> Ansible:
    """Ansible without an endpoint or a credential, once: these tests are about when things happen."""
    for route in ROUTES:
        simulator.set_route(route, session_id=f"session-of-{route}")
    return Ansible(tmp_path, installed_collections)


def task(name: str = "get", **options: t.Any) -> dict[str, t.Any]:
    """A task that calls the module, and whose failure does not end the play."""
    return {"name": name, MODULE: options, "ignore_errors": True, "register": "ray"}


def play(ansible: Ansible, simulator: Simulator, *tasks: dict[str, t.Any]) -> Run:
    """Run tasks that are told where the simulator is."""
    defaults = {GROUP: {"endpoint": simulator.url}}
    return ansible.tasks(*tasks, vars={"url": simulator.url}, module_defaults=defaults).succeeded()


def test_a_wrong_secret_key_does_not_lock(ansible: Ansible, simulator: Simulator) -> None:
    """Twenty routes with a wrong secret key are one request: five in a row would lock the key."""
    wrong = {**KEY, "secret_key": "wrong-for-tests-only"}
    result = play(ansible, simulator, task(route_ids=ROUTES[:20], **wrong)).failure("get")
    assert (result["http_status"], result["error_code"]) == (401, "APIGW.0301")
    assert (result["auth_method"], result["tries"]) == ("access_key", 1)
    assert result["not_attempted"] == ROUTES[1:20]
    assert simulator.counters().by_route == {ROUTES[0]: 1}


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_later_refusal_ends_the_list(ansible: Ansible, simulator: Simulator, concurrency: int) -> None:
    """Once a request is refused, none is started any more; what was under way then is finished and kept."""
    for route in ROUTES:
        simulator.set_route(route, session_id=route, latency=0.3)
    simulator.set_route(ROUTES[2], latency=0, answer="bad-signature")
    result = play(ansible, simulator, task(route_ids=ROUTES, concurrency=concurrency, **KEY)).failure("get")
    sent = [*simulator.counters().by_route]
    assert {*sent} <= {*ROUTES[: 2 + concurrency]}
    assert simulator.counters().requests == len(sent)
    assert result["route_id"] == ROUTES[2]
    found = [session["route_id"] for session in result["sessions"]]
    assert found == [route for route in ROUTES if route in sent and route != ROUTES[2]]
    assert result["not_attempted"] == [route for route in ROUTES if route not in sent]


def test_one_login_for_a_list(ansible: Ansible, simulator: Simulator) -> None:
    """A list of routes is one login; one more when the token ends in the middle of it, and nothing is lost."""
    for route in ROUTES:
        simulator.set_route(route, session_id=f"session-of-{route}", latency=0.1)

    def expire() -> None:
        while simulator.counters().requests < 10:
            time.sleep(0.02)
        simulator.set(expire_tokens=True)

    thread = threading.Thread(target=expire, daemon=True)
    thread.start()
    asked = task(route_ids=ROUTES, concurrency=4, **USER)
    result = play(ansible, simulator, asked).of("get").result
    thread.join(10)
    assert [session["session_id"] for session in result["sessions"]] == [f"session-of-{route}" for route in ROUTES]
    repeated = sum(session["tries"] - 1 for session in result["sessions"])
    assert 1 <= repeated <= 4
    assert (simulator.counters().tokens, simulator.counters().requests) == (2, len(ROUTES) + repeated)


def test_tokens_that_end(ansible: Ansible, simulator: Simulator) -> None:
    """Without an end of the token a list is one login; a second end, or that of a given token, is a failure."""
    simulator.set_route("ended", session_id="s", answer="token-must-be-updated")
    tasks = [
        task("list", route_ids=ROUTES, **USER),
        task("twice", route_id="ended", **USER),
        task("given", route_ids=["ended", "a"], token=TOKEN),
    ]
    run = play(ansible, simulator, *tasks)
    assert len(run.of("list").result["sessions"]) == len(ROUTES)
    assert simulator.counters().by_route["ended"] == 2 + 1
    assert simulator.counters().tokens == 1 + 2
    for name in ("twice", "given"):
        result = run.failure(name)
        assert (result["http_status"], result["error_code"]) == (401, "APIGW.0307")
        assert "Use a new token" in result["solution_msg"]
    assert run.failure("given")["not_attempted"] == ["a"]


@pytest.mark.parametrize(("offset", "direction"), [(3600, "behind"), (-3600, "ahead of")])
def test_clock(ansible: Ansible, simulator: Simulator, offset: int, direction: str) -> None:
    """A clock that is off by an hour is told by how much, and refused once."""
    simulator.set(clock_offset=offset)
    result = play(ansible, simulator, task(route_ids=ROUTES, **KEY)).failure("get")
    assert result["error_code"] == "APIGW.0303"
    told = re.search(rf"this machine's clock is (\d+) s {direction} the service's", result["msg"])
    assert told, result["msg"]
    assert round(int(told[1]), -3) == 4000  # to the thousand, as the machine may be slow
    assert simulator.counters().requests == 1


def test_no_agency(ansible: Ansible, simulator: Simulator) -> None:
    """Without an agency or a metadata service the failure says so, and nothing is sent to the service."""
    simulator.set(metadata_mode="no-agency")
    nowhere = {**AGENCY, "metadata_endpoint": "http://127.0.0.1:1"}
    tasks = [task("agency", route_ids=ROUTES, **AGENCY), task("nowhere", route_ids=ROUTES, **nowhere)]
    run = play(ansible, simulator, *tasks)
    for name, words in {
        "agency": "refused the request (HTTP 401",
        "nowhere": "refused the connection",
    }.items():
        result = run.failure(name)
        assert words in result["msg"]
        assert "Run this on an ECS instance that has an agency" in result["solution_msg"]
        assert result["auth_method"] == "ecs_metadata"
        assert result["not_attempted"] == ROUTES[1:]
    assert (simulator.counters().metadata, simulator.counters().requests) == (2, 0)


def test_a_token_for_many_tasks(ansible: Ansible, simulator: Simulator) -> None:
    """The documented pattern: log in once, register, and hand the token to a block of tasks."""
    block = {
        "module_defaults": {GROUP: {"endpoint": simulator.url, "token": "{{ iam.token }}"}},
        "when": "iam.expires_at | ansible.builtin.to_datetime('%Y-%m-%dT%H:%M:%S.%fZ') > '2026-01-01' "
        "| ansible.builtin.to_datetime('%Y-%m-%d')",
        "block": [task(route, route_id=route) for route in ROUTES[:2]],
    }
    run = play(ansible, simulator, {"name": "login", LOGIN: USER, "register": "iam", "no_log": True}, block)
    for route in ROUTES[:2]:
        result = run.of(route).result
        assert (result["session_id"], result["auth_method"]) == (f"session-of-{route}", "token")
    tokens = [dict(request["headers"])["X-Auth-Token"] for request in simulator.requests()]
    assert len(tokens) == 2
    assert len({*tokens}) == 1
    assert tokens[0] not in run.output
    assert simulator.counters().tokens == 1
