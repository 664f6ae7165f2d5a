# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook ``show_sessions``: a table of what was got, and a short word on what was not."""

from __future__ import annotations

import typing as t

import pytest

from tests.e2e.conftest import ROUTES
from tests.e2e.roles import playbook
from tests.e2e.runner import Ansible, Run
from tests.simulator.handle import Simulator

SHOW, FAIL = "Show the sessions", "Fail if a request failed"
RAY_1 = ROUTES["routes"]["ray-1"]["session_id"]


@pytest.fixture
def mode() -> str:
    """The way that the playbooks have by default."""
    return "in-process"


def show(ansible: Ansible, routes: t.Any) -> Run:
    """Run the playbook."""
    return playbook(ansible, "show_sessions", dataarts_fabric_routes=routes)


def table(run: Run) -> list[str]:
    """The lines that are shown."""
    return t.cast("list[str]", run.of(SHOW).result["msg"])


def test_columns_fit(ansible: Ansible, simulator: Simulator) -> None:
    """However long, wide or hostile the cells are: each route has one line, on which the columns begin alike."""
    simulator.set_route("ray-2", session_id="s" * 80, status="RUNNING AND RUNNING")
    simulator.set_route("4711", session_id="short", status=None)
    simulator.set_route("forged", session_id="s\r\nforged  ray-9", status="\x1b[2J\u202eGNINNUR")
    routes = [
        {"route_id": "ray-1", "name": "训练集群"},
        {"route_id": "ray-2", "name": "x" * 60},
        {"route_id": "4711", "name": "two\nlines\x1b[2J\u202e"},
        "gone",
        "forged",
    ]
    assert table(show(ansible, routes).failed()) == [
        f"{'NAME':60}  {'ROUTE ID':8}  {'SESSION ID':80}  STATUS",
        f"{'训练集群':56}  {'ray-1':8}  {RAY_1:80}  RUNNING",
        f"{'x' * 60}  {'ray-2':8}  {'s' * 80}  RUNNING AND RUNNING",
        f"{'two?lines?[2J?':60}  {'4711':8}  {'short':80}  ",
        f"{'gone':60}  {'gone':8}  {'-':80}  no such route",
        f"{'forged':60}  {'forged':8}  {'-':80}  failed",
    ]


def test_one_bad_answer(ansible: Ansible, simulator: Simulator) -> None:
    """The table comes first, with what is known of each route; then the run fails with one sentence."""
    simulator.set_route("ray-2", answer="no-session-id")
    run = show(ansible, ["ray-1", "ray-2", "gone"]).failed()
    lines = table(run)
    assert lines[1].split() == ["ray-1", "ray-1", RAY_1, "RUNNING"]
    assert lines[2].split() == ["ray-2", "ray-2", "-", "failed"]
    assert lines[3].endswith("no such route")
    assert "route ray-2" in run.failure(FAIL)["msg"]


def test_many_failures(ansible: Ansible, simulator: Simulator) -> None:
    """The first ten, how many more, and what to do once."""
    routes = [f"ray-{number:03}" for number in range(100, 140)]
    for route_id in routes[:30]:
        simulator.set_route(route_id, answer="no-session-id")
    for route_id in routes[30:]:
        simulator.set_route(route_id, session_id="session", status="RUNNING")
    run = show(ansible, routes).failed()
    assert len([line for line in table(run) if line.endswith("failed")]) == 30
    message = run.failure(FAIL)["msg"]
    assert "30 of 40 routes failed" in message
    assert [number for number in range(100, 140) if f"ray-{number}" in message] == list(range(100, 110))
    assert message.splitlines()[-1] == "and 20 more"
    assert max(map(len, run.output.splitlines())) < 1500


def test_many_that_do_not_exist(ansible: Ansible) -> None:
    """The first ten, how many more, and what to do once; the others have their lines."""
    lines = table(show(ansible, [*(f"gone-{number:02}" for number in range(60)), "ray-1"]).succeeded())
    assert [line.split()[0] for line in lines] == [
        "NAME",
        *(f"gone-{number:02}" for number in range(10)),
        "ray-1",
        "and",
    ]
    assert lines[-1] == "and 50 more that do not exist: check the route IDs, the region and the project"


@pytest.mark.nightly
def test_nothing_was_sent(ansible: Ansible, simulator: Simulator) -> None:
    """Routes as any list option takes them; what cannot be used is said, with no table."""
    simulator.delete_route("ray-2")
    for given in ("ray-1,ray-2", ["ray-1", {"route_id": "ray-2"}]):
        assert len(table(show(ansible, given).succeeded())) == 3
    bad: list[tuple[t.Any, str]] = [(None, "dataarts_fabric_routes is missing"), ([], "is missing"), (["a_b"], "a_b")]
    for routes, why in (*bad, ("{{ no_such }}", "'no_such' is undefined")):
        run = show(ansible, routes).failed()
        assert why in run.output
        assert not [row for row in run.rows if row.task == SHOW and row.outcome == "ok"]
    del ansible.environment["HUAWEICLOUD_FABRIC_TOKEN"]
    run = show(ansible, ["ray-1"]).failed()
    assert run.failure(FAIL)["msg"].lower().startswith("no credential found")
    assert not [row for row in run.rows if row.task == SHOW and row.outcome == "ok"]
