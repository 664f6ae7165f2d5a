# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``fabric_session_info`` as its user runs it: in a real play, against the simulator."""

from __future__ import annotations

import re
import typing as t

from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.runner import MODULE, Ansible
from tests.failure_keys import FAILURE_KEYS
from tests.simulator.handle import Simulator

GROUP = "group/huaweicloud.dataarts_fabric.fabric"
FAILURE = FAILURE_KEYS | {"route_id"}
DOCUMENTED = {
    "400": (400, "common.01000001", "failed to read http request"),
    "401": (401, "APIG.1002", "Incorrect token"),
    "403": (403, "403", "X-Auth-Token is invalid in the request"),
    "404": (404, "common.01000001", "response status exception, code: 404"),
    "408": (408, "common.00000408", "timeout exception occurred"),
    "500": (500, "common.00000500", "internal error"),
}


OWNED = {"attempts", "retries", "results", "item", "ansible_loop_var", "skipped", "failed_when_result", "unreachable"}
"""Keys of a result that Ansible, its loops or its conditions set themselves."""


def task(**options: t.Any) -> dict[str, t.Any]:
    """A task that calls the module, and whose failure does not end the play."""
    return {"name": "get", MODULE: options, "register": "ray", "ignore_errors": True}


def keys_of_ansibles_own(result: dict[str, t.Any]) -> list[str]:
    """Those that a result has at the top or in a row; neither a success nor a failure may have one."""
    rows = [*result["sessions"], *result.get("failures", [])]
    return [key for one in (result, *rows) for key in one if key in OWNED]


def test_one_route(ansible: Ansible, simulator: Simulator) -> None:
    """One route: everything at the top and in the list, and the request is what the page says."""
    result = ansible.tasks(task(route_id="ray-1"), arguments=["--check"]).succeeded().of("get").result
    session = ROUTES["routes"]["ray-1"]
    assert {key: result[key] for key in ("route_id", "session_id", "status", "tries", "changed")} == {
        "route_id": "ray-1",
        **session,
        "tries": 1,
        "changed": False,
    }
    assert result["request_id"]
    assert result["sessions"] == [
        {key: result[key] for key in ("route_id", "session_id", "status", "request_id", "tries")}
    ]
    assert result["missing"] == []
    assert result["auth_method"] == "token"
    assert "ansible_facts" not in result

    (request,) = simulator.requests()
    headers = {name.lower(): value for name, value in request["headers"]}
    assert (request["method"], request["path"]) == ("POST", "/v1/sessions?route_id=ray-1")
    assert headers["accept"] == "application/json"
    assert headers["user-agent"].startswith("huaweicloud.dataarts_fabric/1.")
    assert headers["x-auth-token"] == TOKEN
    assert headers["content-length"] == "0"
    assert "x-project-id" not in headers
    assert "authorization" not in headers


def test_many_routes(ansible: Ansible, simulator: Simulator) -> None:
    """A list: order, duplicates, a number, what the service leaves out, and what is gone."""
    asked = ["ray-2", "gone", "ray-1", 4711, "ray-2", "no-status", "gone"]
    run = ansible.tasks(task(route_ids=asked, on_missing="warn")).succeeded()
    result = run.of("get").result
    assert [session["route_id"] for session in result["sessions"]] == ["ray-2", "ray-1", "4711", "ray-2", "no-status"]
    assert [session["status"] for session in result["sessions"]] == ["CREATING", "RUNNING", "", "CREATING", None]
    assert result["sessions"][-1]["request_id"] is None
    assert result["missing"] == ["gone"]
    assert "session_id" not in result
    assert run.output.count("Route gone does not exist") == 1
    assert simulator.counters().by_route == {"ray-2": 1, "gone": 1, "ray-1": 1, "4711": 1, "no-status": 1}
    assert keys_of_ansibles_own(result) == []


def test_documented_errors(ansible: Ansible, simulator: Simulator) -> None:
    """Every error of the page comes back with its code as a string, its message, and something to do."""
    for name in DOCUMENTED:
        simulator.set_route(f"failing-{name}", answer=name)
    run = ansible.tasks(*({**task(route_id=f"failing-{name}", retries=0), "name": name} for name in DOCUMENTED))
    for name, (status, code, message) in DOCUMENTED.items():
        result = run.failure(name)
        assert set(result) >= FAILURE
        assert (result["http_status"], result["error_code"]) == (status, code)
        assert message in result["error_msg"]
        assert result["solution_source"] == "collection"
        assert result["solution_msg"] in result["msg"]
        assert simulator.url in result["msg"]
        assert (result["route_id"], result["tries"]) == (f"failing-{name}", 1)
        assert result["missing"] == (["failing-404"] if name == "404" else [])


def test_solution_of_the_service(ansible: Ansible, simulator: Simulator) -> None:
    """A solution_msg that the service sends goes before the collection's own."""
    body = {"error_code": "common.01000001", "error_msg": "no", "solution_msg": "Do as the service says."}
    simulator.set_route("failing", answer={"status": 400, "json": body})
    result = ansible.tasks(task(route_id="failing")).succeeded().of("get").result
    assert (result["solution_msg"], result["solution_source"]) == ("Do as the service says.", "api")


def test_failures_in_a_list_lose_nothing(ansible: Ansible, simulator: Simulator) -> None:
    """What succeeded is there beside what failed, and the first failure is at the top."""
    simulator.set_route("failing", answer="500")
    asked = ["ray-1", "failing", "gone", "ray-2"]
    result = ansible.tasks(task(route_ids=asked, retries=0)).failure("get")
    assert [session["route_id"] for session in result["sessions"]] == ["ray-1", "ray-2"]
    assert [(one["route_id"], one["http_status"]) for one in result["failures"]] == [("failing", 500), ("gone", 404)]
    assert all(set(one) == FAILURE - {"msg", "solution_source"} for one in result["failures"])
    assert [one["solution_msg"] for one in result["failures"]][:1] == [None]  # as at the top
    assert "Check the route ID" in result["failures"][1]["solution_msg"]
    assert (result["route_id"], result["error_code"]) == ("failing", "common.00000500")
    assert result["missing"] == ["gone"]
    assert result["not_attempted"] == []
    assert result["msg"].startswith("2 of 4 routes failed")
    assert keys_of_ansibles_own(result) == []


def test_a_refused_credential_ends_the_list(ansible: Ansible, simulator: Simulator) -> None:
    """The first request goes alone; once it is refused, nothing else is sent."""
    routes = [f"route-{number}" for number in range(20)]
    result = ansible.tasks(task(route_ids=routes, token="wrong")).succeeded().of("get").result
    assert (result["http_status"], result["error_code"]) == (401, "APIG.1002")
    assert result["not_attempted"] == routes[1:]
    assert simulator.counters().requests == 1


def test_missing_route_allowed(ansible: Ansible) -> None:
    """With on_missing, a route that does not exist is no failure: its keys are null."""
    names = ("warn", "skip")
    run = ansible.tasks(*({**task(route_id=f"gone-{name}", on_missing=name), "name": name} for name in names))
    for name in names:
        row = run.of(name)
        assert row.outcome == "ok"
        assert {key: row.result[key] for key in ("route_id", "session_id", "status", "request_id", "tries")} == {
            "route_id": f"gone-{name}",
            "session_id": None,
            "status": None,
            "request_id": None,
            "tries": None,
        }
        assert (row.result["missing"], row.result["sessions"]) == ([f"gone-{name}"], [])
    assert run.output.count("Route gone-warn does not exist") == 1
    assert "Route gone-skip does not exist" not in run.output


def test_bad_input_is_not_sent(ansible: Ansible, simulator: Simulator) -> None:
    """Bad values fail before anything is sent; each is named with its rule."""
    bad: dict[str, tuple[dict[str, t.Any], str]] = {
        "underscore": ({"route_id": "a_b"}, "route_id: 'a_b' cannot be a route ID"),
        "newline": ({"route_id": "ray-1\n"}, "1 to 36 ASCII letters, digits and hyphens"),
        "arabic digits": ({"route_id": "\u0661\u0662"}, "'\\u0661\\u0662'"),
        "too long": ({"route_id": "a" * 37}, "cannot be a route ID"),
        "empty": ({"route_id": ""}, "cannot be a route ID"),
        "all of them": ({"route_ids": ["ok", "a b", "c/d"]}, "'a b', 'c/d' cannot be route IDs"),
        "no route": ({"route_ids": []}, "route_ids is empty"),
        "neither": ({}, "one of the following is required: route_id, route_ids"),
        "both": ({"route_id": "a", "route_ids": ["b"]}, "mutually exclusive"),
        "region": ({"route_id": "a", "region": "evil.example/"}, "one DNS label"),
        "user info": ({"route_id": "a", "endpoint": "https://u:hidden@example.com"}, "user info"),
        "query": ({"route_id": "a", "endpoint": "https://example.com/?x=1"}, "query or a fragment"),
        "scheme": ({"route_id": "a", "endpoint": "ftp://example.com"}, "https:// or http://"),
        "proxy": ({"route_id": "a", "proxy": "http://u:hidden@example.com"}, "user info"),
        "timeout": ({"route_id": "a", "timeout": 0}, "greater than 0 and at most 3600"),
        "retries": ({"route_id": "a", "retries": 21}, "from 0 to 20"),
        "ca": ({"route_id": "a", "ca_path": "/no/such/ca.pem"}, "there is no CA file or directory"),
        "token": ({"route_id": "a", "token": "hidden\u00e9"}, "token cannot be sent in a header"),
        "misspelled alone": ({"routeid": "a"}, "Unsupported parameters for (huaweicloud.dataarts_fabric.fabric"),
        "misspelled": ({"route_id": "a", "tokn": "b"}, "Unsupported parameters"),
    }
    tasks = [{"name": name, MODULE: options, "ignore_errors": True} for name, (options, _rule) in bad.items()]
    run = ansible.tasks(*tasks).succeeded()
    for name, (_options, rule) in bad.items():
        result = run.failure(name)
        assert rule in result["msg"], name
        assert "hidden" not in result["msg"], name
    assert simulator.counters().requests == 0


def test_no_endpoint_and_no_credential(bare_ansible: Ansible, simulator: Simulator) -> None:
    """Without an endpoint or a credential nothing is sent, and the message lists what may be set."""
    run = bare_ansible.tasks(task(route_id="a"), {**task(route_id="a", endpoint=simulator.url), "name": "credential"})
    assert "HUAWEICLOUD_REGION" in run.succeeded().of("get").result["msg"]
    message = run.of("credential").result["msg"]
    for place in ("HUAWEICLOUD_FABRIC_TOKEN", "HUAWEICLOUD_SDK_AK", "HW_USER_NAME", ".huaweicloud/credentials"):
        assert place in message
    assert simulator.counters().requests == 0


def test_unreachable_endpoints(ansible: Ansible) -> None:
    """Each way of not getting there has its own sentence, with the endpoint."""
    ways = {
        "refused": ("http://127.0.0.1:1", "refused the connection"),
        "name": ("http://no-such-host.invalid", "could not be resolved"),
    }
    tasks = [
        {"name": name, MODULE: {"route_id": "a", "endpoint": url, "retries": 0}, "ignore_errors": True}
        for name, (url, _sentence) in ways.items()
    ]
    run = ansible.tasks(*tasks).succeeded()
    for name, (url, sentence) in ways.items():
        result = run.of(name).result
        assert sentence in result["msg"]
        assert url in result["msg"]
        assert result["http_status"] is None
        assert set(result) >= FAILURE
    assert "Traceback" not in run.output


def test_rescue_reads_the_code(ansible: Ansible) -> None:
    """What a rescue acts on."""
    block = {
        "block": [{"name": "get", MODULE: {"route_id": "gone"}, "register": "ray"}],
        "rescue": [
            {
                "name": "act",
                "ansible.builtin.debug": {"msg": "{{ ray.http_status }} {{ ray.error_code }}: {{ ray.solution_msg }}"},
            }
        ],
    }
    message = ansible.tasks(block).succeeded().of("act").result["msg"]
    assert message.startswith("404 common.01000001: Check the route ID")


def test_until_it_runs(ansible: Ansible, simulator: Simulator) -> None:
    """Polling with until: the status flips on the third call."""
    creating = {"status": 200, "json": {"session_id": "new", "status": "CREATING"}}
    simulator.set_route("starting", session_id="new", status="RUNNING", answers=[creating, creating])
    until = {**task(route_id="starting"), "until": "ray.status == 'RUNNING'", "retries": 5, "delay": 0}
    run = ansible.tasks(until).succeeded()
    result = run.of("get").result
    assert result["status"] == "RUNNING"
    assert simulator.counters().by_route == {"starting": 3}
    # Ansible counts in a key of its own, and says how often it is going to try again.
    assert (result["attempts"], result["tries"], result["sessions"][0]["tries"]) == (3, 1, 1)
    assert counted_down(run.output) == 2


def counted_down(output: str) -> int:
    """How often Ansible says that it is going to try again, each time with one retry less that is left."""
    left = [int(number) for number in re.findall(r"\((\d) retries left\)", output)]
    assert left == list(range(left[0], left[0] - len(left), -1)), output
    return len(left)


def test_until_it_exists(ansible: Ansible, simulator: Simulator) -> None:
    """A route that is missing has null keys, which Ansible's own counting does not meet."""
    until = {**task(route_id="gone", on_missing="skip"), "until": "ray.session_id is truthy", "retries": 2, "delay": 0}
    run = ansible.tasks(until).succeeded()
    assert simulator.counters().by_route == {"gone": 3}
    assert counted_down(run.output) == 2
    assert (run.of("get").outcome, run.of("get").result["tries"]) == ("failed", None)


def test_ad_hoc(ansible: Ansible) -> None:
    """The command line that people try first."""
    run = ansible.run("ansible", "localhost", "-m", MODULE, "-a", "route_id=ray-1").succeeded()
    assert ROUTES["routes"]["ray-1"]["session_id"] in run.output


def test_module_defaults(bare_ansible: Ansible, simulator: Simulator) -> None:
    """The action group takes defaults, a token with a newline and a project among them."""
    defaults = {GROUP: {"endpoint": f"{simulator.url}/", "token": f"{TOKEN}\n", "project_id": "0123456789abcdef"}}
    run = bare_ansible.tasks(task(route_id="ray-1"), module_defaults=defaults).succeeded()
    assert run.of("get").result["status"] == "RUNNING"
    headers = {name.lower(): value for name, value in simulator.requests()[0]["headers"]}
    assert (headers["x-auth-token"], headers["x-project-id"]) == (TOKEN, "0123456789abcdef")


def test_a_gateway_that_does_not_know_the_path(ansible: Ansible, simulator: Simulator) -> None:
    """A wrong path is a matter of configuration, even where missing routes are allowed."""
    wrong = task(route_id="ray-1", endpoint=f"{simulator.url}/wrong", on_missing="skip")
    result = ansible.tasks(wrong).failure("get")
    assert result["missing"] == []
    assert "does not serve the session API" in result["msg"]


def test_show_sessions(ansible: Ansible) -> None:
    """The playbook, by its full name, from any directory."""
    routes = '{"dataarts_fabric_routes": ["ray-1", {"route_id": "gone", "name": "Old"}]}'
    run = ansible.run("ansible-playbook", "huaweicloud.dataarts_fabric.show_sessions", "-e", routes).succeeded()
    table = run.of("Show the sessions").result["msg"]
    assert [line.split() for line in table] == [
        ["NAME", "ROUTE", "ID", "SESSION", "ID", "STATUS"],
        ["ray-1", "ray-1", ROUTES["routes"]["ray-1"]["session_id"], "RUNNING"],
        ["Old", "gone", "-", "no", "such", "route"],
    ]
    assert (
        "dataarts_fabric_routes is missing"
        in ansible.run("ansible-playbook", "huaweicloud.dataarts_fabric.show_sessions").failed().output
    )
