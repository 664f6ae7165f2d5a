# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules that only read: in Ansible's process or in one of their own, with an answer that may be a lie."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import typing as t

import pytest

from tests.simulator.handle import Simulator
from tests.unit.plugins.action.conftest import PASSWORD, Ansible

Liar = t.Callable[[str], dict[str, t.Any]]
LIE = {"changed": False, "status": "A LIE"}


def login(simulator: Simulator, **options: t.Any) -> dict[str, t.Any]:
    """The options of a login."""
    given = {"username": "user", "password": PASSWORD, "domain_name": "account", "region": "cn-north-4"}
    return {**given, "iam_endpoint": simulator.url, **options}


def test_both_processes_return_the_same(ansible: Ansible) -> None:
    """The module on this machine returns what the action returns without it."""
    given = {"route_ids": ["ray-1", "gone"], "on_missing": "warn"}
    results = [
        ansible.run("fabric_session_info", given, {"ansible_dataarts_fabric_in_process": wanted})
        for wanted in (True, False)
    ]
    for result in results:
        for row in result["sessions"]:
            del row["request_id"]
        for added in ("failed", "warnings", "invocation", "_ansible_parsed"):
            result.pop(added, None)
    assert results[0] == results[1]
    session = {"route_id": "ray-1", "session_id": "session-1", "status": "RUNNING", "tries": 1}
    assert results[0] == {"changed": False, "auth_method": "token", "sessions": [session], "missing": ["gone"]}


@pytest.mark.parametrize(
    ("variables", "keywords", "in_process"),
    [
        ({}, {}, False),  # an interpreter of its own, for a host that the inventory names
        ({"ansible_dataarts_fabric_in_process": None, "ansible_python_interpreter": "auto_silent"}, {}, True),
        ({"ansible_python_interpreter": None}, {}, True),
        ({"ansible_python_interpreter": sys.executable}, {}, True),
        ({"groups": {"all": []}}, {}, True),  # the implicit localhost
        ({"groups": {"all": ["other"]}}, {"delegate_to": "other"}, True),
        ({"groups": {"all": ["other"]}, "ansible_delegated_vars": None}, {"delegate_to": "other"}, False),
    ],
)
def test_which_process(
    ansible: Ansible,
    liar: Liar,
    variables: dict[str, t.Any],
    keywords: dict[str, t.Any],
    in_process: bool,
) -> None:
    """An interpreter of its own of the host that runs the module asks for another process."""
    interpreter = liar(json.dumps(LIE))
    given = {**interpreter, **variables}
    if "ansible_delegated_vars" in given:
        given["ansible_delegated_vars"] = {"other": interpreter}
    result = ansible.run("fabric_session_info", {"route_id": "ray-1"}, given, **keywords)
    assert result["status"] == ("RUNNING" if in_process else "A LIE")


def test_facts_in_an_answer(ansible: Ansible, liar: Liar) -> None:
    """What Ansible found out itself is kept; what the host says of any variable is not."""
    facts = {"discovered_interpreter_python": "/x", "dataarts_fabric_endpoint": "x", "ansible_any": "y"}
    result = ansible.run(
        "fabric_session_info", {"route_id": "ray-1"}, liar(json.dumps({**LIE, "ansible_facts": facts}))
    )
    assert result["status"] == "A LIE"
    assert "ansible_facts" not in result
    odd = {"diff": [{"before": 5}], "warnings": "abc", "deprecations": 5}
    assert (
        not odd.keys()
        & ansible.run("fabric_session_info", {"route_id": "ray-1"}, liar(json.dumps({**LIE, **odd}))).keys()
    )
    found_out = {"ansible_python_interpreter": "auto_silent", "ansible_dataarts_fabric_in_process": "no"}
    result = ansible.run("fabric_session_info", {"route_id": "ray-1"}, found_out)
    assert result["ansible_facts"].keys() == {"discovered_interpreter_python"}


@pytest.mark.parametrize("words", ["", "no JSON", "[1, 2]", '{"sessions": "'])
def test_nonsense_in_an_answer(ansible: Ansible, liar: Liar, words: str) -> None:
    """It is a failure as any module's, and no exception."""
    result = ansible.run("fabric_session_info", {"route_id": "ray-1"}, liar(words))
    assert result["failed"] is True
    assert result["msg"]
    hidden = ansible.run("fabric_session_info", {"route_id": "ray-1"}, liar(words), no_log=True)
    assert hidden["msg"] == "The task failed. It does not say why, as it has no_log"
    assert "exception" not in hidden


@pytest.mark.parametrize("route", [{}, {"route_id": "ray-1", "tries": "many"}, {"tries": None}, "lies"])
@pytest.mark.parametrize("key", ["sessions", "failures"])
def test_odd_rows_in_an_answer(ansible: Ansible, liar: Liar, key: str, route: t.Any) -> None:
    """They are shown as they are, and not taken for something that was tried again."""
    for value in ([route], route):
        result = ansible.run("fabric_session_info", {"route_id": "ray-1"}, liar(json.dumps({**LIE, key: value})))
        assert result[key] == value


@pytest.mark.parametrize(
    "odd", [{"reason": []}, {"reason": "any"}, {"stdout": 5}, {"ansible_facts": ["discovered_interpreter_x"]}]
)
def test_odd_parts_of_a_failure(ansible: Ansible, liar: Liar, odd: dict[str, t.Any]) -> None:
    """The failure is one of the host, and no fault of this collection."""
    result = ansible.run("fabric_session_info", {"route_id": "ray-1"}, liar(json.dumps({"failed": True, **odd})))
    assert (result["failed"], result["reason"], result["tries"]) == (True, "host", 0)


@pytest.mark.parametrize("arguments", [{"route_id": dt.date(2026, 11, 25)}, {"route_ids": ["ray-1", True]}, {}])
def test_what_another_process_would_misread(ansible: Ansible, liar: Liar, arguments: dict[str, t.Any]) -> None:
    """A date would become text on the way, and be sent; so it is refused before, as is what cannot be at all."""
    result = ansible.run("fabric_session_info", arguments, liar(json.dumps(LIE)))
    assert (result["failed"], result["reason"]) == (True, "input")
    assert (result["sessions"], result["missing"], result["not_attempted"]) == ([], [], [])


def test_until(ansible: Ansible, simulator: Simulator) -> None:
    """The second run of a task knows nothing of the first, and the third nothing of the second."""
    simulator.delete_route("ray-1")
    task = ansible.task("fabric_session_info", {"route_id": "ray-1"})
    first = task.run()
    assert (first["failed"], first["http_status"], first["route_id"]) == (True, 404, "ray-1")
    simulator.set_route("ray-1", session_id="new", status="RUNNING")
    second = task.run()
    assert (second["session_id"], second["tries"]) == ("new", 1)
    assert not {"failed", "msg", "http_status", "reason"} & second.keys()
    simulator.delete_route("ray-1")
    third = task.run()
    assert (third["failed"], third["sessions"]) == (True, [])
    assert "session_id" not in third
    assert simulator.counters().requests == 3


@pytest.mark.usefixtures("verbose")
def test_retries_are_shown(ansible: Ansible, simulator: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    """With -v, which route took more than one try."""
    simulator.set_route("ray-2", session_id="s", status="RUNNING", answers=["error_500"])
    result = ansible.run("fabric_session_info", {"route_ids": ["ray-1", "ray-2"]})
    assert [row["tries"] for row in result["sessions"]] == [1, 2]
    # Of a run of more than a second it is also shown how far it is.
    progress = re.compile(r"fabric_session_info: [12] of 2 routes")
    lines = [line for line in capsys.readouterr().out.splitlines() if not progress.fullmatch(line)]
    assert lines == ["fabric_session_info: route ray-2 took 2 tries"]


def test_missing_routes_warn(ansible: Ansible, capsys: pytest.CaptureFixture[str]) -> None:
    """Ansible shows a warning for what is missing, where the task asks for one."""
    for on_missing in ("skip", "warn"):
        result = ansible.run("fabric_session_info", {"route_id": "gone", "on_missing": on_missing})
        assert (result["session_id"], result["missing"], result["changed"]) == (None, ["gone"], False)
        said = " ".join(capsys.readouterr().err.split())
        assert said.count("[WARNING]: Route gone does not exist") == (on_missing == "warn")


@pytest.mark.parametrize("check_mode", [True, False])
def test_logging_in(ansible: Ansible, simulator: Simulator, check_mode: bool) -> None:
    """A token, in check mode too; a wrong password is a failure that does not show it."""
    result = ansible.run("iam_token_info", login(simulator), check_mode=check_mode)
    assert result["token"].startswith("issued-")
    assert result["changed"] is False
    wrong = ansible.run("iam_token_info", login(simulator, password="wrong-for-tests-only"), check_mode=check_mode)
    assert (wrong["failed"], wrong["reason"], wrong["http_status"]) == (True, "credential_refused", 401)
    assert "wrong-for-tests-only" not in repr(wrong)
    assert "token" not in wrong


def test_async(ansible: Ansible) -> None:
    """It needs a process that outlives the task."""
    cases: list[tuple[dict[str, t.Any], bool]] = [({}, True), ({"async": 1, "poll": 0}, False)]
    for keywords, in_process in cases:
        task = ansible.task("fabric_session_info", {"route_id": "ray-1"}, **keywords)
        task.action.begin(task.variables)
        assert task.action._in_process() == in_process
