# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check for drift: what it returns, where it reads what is expected, and the report that it leaves."""

from __future__ import annotations

import base64
import json
import typing as t
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from ansible.errors import AnsibleConnectionFailure
from ansible.template import Templar, trust_as_template

from tests.simulator.handle import Simulator
from tests.unit.plugins.action.conftest import COLLECTION, TOKEN, Ansible

ROLE = Path(__file__).parents[4] / "roles" / "session_drift" / "tasks" / "main.yml"
Liar = t.Callable[[str], dict[str, t.Any]]
EXPECTED = [
    {"route_id": "ray-1", "name": "Training", "session_id": "session-1", "status": "RUNNING"},
    {"route_id": "ray-2", "session_id": "the-old-one", "status": "RUNNING"},
    {"route_id": "gone"},
]
COUNTS = {"unchanged": 1, "session_changed": 1, "status_changed": 0, "missing": 1, "unexpected": 0}
UNKNOWN = "Whether there is drift is unknown: "


def test_drift(ansible: Ansible) -> None:
    """The task is changed, and with --diff it shows what; the summary has no session IDs."""
    result = ansible.run("session_drift", {"expected": EXPECTED}, diff=True, check_mode=True)
    assert (result["changed"], result["drifted"], result["counts"]) == (True, True, COUNTS)
    assert [row["state"] for row in result["routes"]] == ["unchanged", "session_changed", "missing"]
    assert result["routes"][1]["live"] == {"session_id": "session-2", "status": "CREATING"}
    assert result["summary"][0] == "2 of 3 routes drifted on host-1: 1 session_changed, 1 missing"
    assert "the-old-one" in result["diff"]["before"]
    assert "session-2" in result["diff"]["after"]
    assert not {"failed", "msg", "sessions"} & result.keys()
    same = ansible.run("session_drift", {"expected": EXPECTED[:1]})
    assert (same["changed"], same["drifted"], "diff" in same) == (False, False, False)


def test_fail_on_drift(ansible: Ansible) -> None:
    """Ansible shows the whole result of a failure, so no session ID is in it."""
    result = ansible.run("session_drift", {"expected": EXPECTED, "fail_on_drift": True})
    assert (result["failed"], result["drifted"], result["counts"]) == (True, True, COUNTS)
    assert result["msg"] == "\n".join(result["summary"])
    assert result["routes"][1] == {"name": "ray-2", "route_id": "ray-2", "state": "session_changed"}
    result.pop("invocation", None)
    assert "session-" not in repr(result)
    assert "the-old-one" not in repr(result)


def test_unexpected_routes(ansible: Ansible) -> None:
    """Routes of which nothing is expected lend their names, and are drift if they exist."""
    routes = [{"route_id": "ray-1", "name": "lent"}, "ray-2", "gone"]
    result = ansible.run("session_drift", {"expected": [{"route_id": "ray-1"}], "routes": routes})
    assert [(row["name"], row["state"]) for row in result["routes"]] == [("lent", "unchanged"), ("ray-2", "unexpected")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "Give either expected, a list of mappings with"),
        ({"expected": EXPECTED, "record": "/x"}, "Give either expected, a list of mappings with"),
        ({"expected": []}, f"{UNKNOWN}there is no route to check: expected and routes are empty"),
        ({"expected": [{"route_id": "ray-1", "sesion_id": "x"}]}, "sesion_id"),
        ({"expected": EXPECTED, "routes": False}, f"{UNKNOWN}routes must be a list of route IDs"),
        ({"expected": EXPECTED, "routes": {}}, f"{UNKNOWN}routes must be a list of route IDs"),
        ({"record": "record.json"}, f"{UNKNOWN}record must be the absolute path of a file, not record.json"),
    ],
)
def test_mistakes(ansible: Ansible, simulator: Simulator, arguments: dict[str, t.Any], words: str) -> None:
    """Nothing is sent, and what is unknown is null or empty."""
    result = ansible.run("session_drift", arguments)
    assert words in result["msg"]
    assert (result["failed"], result["changed"], result["drifted"]) == (True, False, None)
    assert (result["counts"], result["routes"], result["summary"]) == ({}, [], [result["msg"]])
    assert simulator.requests() == []


def test_a_failure_of_the_service(ansible: Ansible, simulator: Simulator) -> None:
    """It is not drift, and says which route."""
    simulator.set_route("ray-2", answers=["error_500"])
    result = ansible.run("session_drift", {"expected": EXPECTED, "retries": 0})
    assert result["msg"].startswith(
        f"{UNKNOWN}1 of 3 routes failed; the first: Could not get the session of route ray-2"
    )
    assert (result["failed"], result["drifted"], result["http_status"]) == (True, None, 500)
    result.pop("invocation", None)
    assert "session-1" not in repr(result)


def test_a_record(ansible: Ansible, tmp_path: Path) -> None:
    """A record is read from the host; one that is not there is told so."""
    path = tmp_path / "record"
    routes = [{"name": "Serving", "route_id": "ray-2", "session_id": "session-2", "status": "CREATING"}]
    path.write_text(json.dumps({"format": 1, "routes": routes}), encoding="utf-8")
    result = ansible.run("session_drift", {"record": str(path)})
    assert [(row["name"], row["state"]) for row in result["routes"]] == [("Serving", "unchanged")]
    failed = ansible.run("session_drift", {"record": f"{path}.old"})
    assert failed["msg"] == (
        f"{UNKNOWN}the record {path}.old does not exist: write it with session_record or the playbook record_sessions"
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"content": "bm8gcmVjb3Jk"}, "the record /x is not JSON: line 1, column 1"),
        ({"content": base64.b64encode(b"\xff").decode()}, "the record /x is not text in UTF-8"),
        ({"content": "bm8g!cmVjb3Jk"}, "the record /x is not text in UTF-8"),
        ({}, "the record /x is not text in UTF-8"),
        ({"failed": True, "msg": "no " * 1000}, "the record /x cannot be read: no no no"),
    ],
)
def test_lies_about_a_record(ansible: Ansible, liar: Liar, answer: dict[str, t.Any], words: str) -> None:
    """Whatever the host says is in the file, it is a failure in a sentence."""
    result = ansible.run("session_drift", {"record": "/x"}, liar(json.dumps({"changed": False, **answer})))
    assert result["msg"].startswith(UNKNOWN)
    assert (result["failed"], result["drifted"]) == (True, None)
    assert words in result["msg"]
    assert len(result["msg"]) < 1200


def test_a_host_without_python(ansible: Ansible, tmp_path: Path) -> None:
    """The record is named, with the reason why nothing ran there, and what to check."""
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho 'first line' >&2; echo 'libpython: not allowed' >&2; exit 126\n", "utf-8")
    program.chmod(0o755)
    result = ansible.run("session_drift", {"record": "/x"}, {"ansible_python_interpreter": str(program)})
    assert result["msg"].startswith(f"{UNKNOWN}the record /x cannot be read: ")
    assert result["msg"].endswith(": libpython: not allowed")
    assert "ansible_python_interpreter" in result["solution_msg"]
    assert (result["reason"], result["drifted"]) == ("file", None)


def reported(ansible: Ansible, report: Path, host: str, **include: t.Any) -> list[str]:
    """Run a task that an ``include_role`` made for one of two hosts, and return the hosts in the report."""
    given = {"expected": [{"route_id": "ray-1"}], "report": str(report)}
    hosts = {"inventory_hostname": host, "ansible_play_hosts_all": ["one", "two"]}
    running = ansible.task("session_drift", given, hosts)
    running.action._task.play._uuid = "play"
    first = {"_uuid": "include", "get_path": lambda: "play.yml:5", "get_first_parent_include": lambda: None}
    loop = {"statically_loaded": False, "vars": {"item": 1}, "run_once": None}
    parent = SimpleNamespace(**{**first, **loop, **include})
    running.action._task.get_first_parent_include = lambda: parent
    assert running.run()["drifted"] is False
    return [check["host"] for check in json.loads(report.read_text(encoding="utf-8"))["checks"]]


def test_a_report_for_each_host_of_an_include(ansible: Ansible, tmp_path: Path) -> None:
    """No other host is expected in it, though each batch of hosts includes the role anew."""
    assert reported(ansible, tmp_path / "one", "one") == ["one", "two"]
    assert reported(ansible, tmp_path / "two", "two") == ["two"]
    assert reported(ansible, tmp_path / "item", "one", vars={"item": 2}) == ["one", "two"]
    assert reported(ansible, tmp_path / "other", "one", get_path=lambda: "play.yml:6") == ["one", "two"]
    once = trust_as_template("{{ true }}")
    assert reported(ansible, tmp_path / "once", "one", run_once=once, vars={"item": 3}) == ["one"]


def test_a_host_that_cannot_be_reached(ansible: Ansible, tmp_path: Path) -> None:
    """It counts as unreachable, and its check is an error in the report."""
    report = tmp_path / "drift.json"
    variables = {"ansible_host": "127.0.0.1", "ansible_port": 1, "ansible_ssh_executable": "/bin/false"}
    given = {"record": "/x", "report": str(report)}
    task = ansible.task("session_drift", given, variables, "ansible.builtin.ssh")
    with pytest.raises(AnsibleConnectionFailure):
        task.run()
    (check,) = json.loads(report.read_text(encoding="utf-8"))["checks"]
    assert "the host is unreachable" in check["error"]


def test_reports(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """Every check of a play is in it, and the hosts that were not checked; a task with run_once has one host."""
    report, xml = tmp_path / "drift.json", tmp_path / "drift.xml"
    hosts = {"ansible_play_hosts_all": ["host-1", "host-2"]}
    given = {"expected": EXPECTED, "report": str(report)}
    assert ansible.run("session_drift", given, hosts)["drifted"] is True
    written = json.loads(report.read_text(encoding="utf-8"))
    assert [(row["route_id"], row["state"]) for row in written["routes"]] == [
        ("ray-1", "unchanged"),
        ("ray-2", "session_changed"),
        ("gone", "missing"),
    ]
    assert [check.get("error", "")[:11] for check in written["checks"]] == ["", "not checked"]
    simulator.set_route("ray-2", answers=["error_500"])
    failing = {"expected": EXPECTED, "retries": 0, "report": str(xml)}
    assert ansible.run("session_drift", failing, hosts, run_once=True)["drifted"] is None
    text = xml.read_text(encoding="utf-8")
    assert "Could not get the session of route ray-2" in text
    assert "not checked" not in text


def test_a_report_that_cannot_be_written(ansible: Ansible, tmp_path: Path) -> None:
    """The check fails, as nobody would learn of it; both failures are told where there are two."""
    report = {"report": str(tmp_path / "no" / "drift.json")}
    result = ansible.run("session_drift", {"expected": EXPECTED, **report})
    assert (result["failed"], result["changed"], result["drifted"], result["routes"]) == (True, False, None, [])
    assert result["msg"] == f"The report {report['report']} cannot be written: No such file or directory"
    result = ansible.run("session_drift", {"expected": [], **report})
    assert result["msg"] == (
        f"{UNKNOWN}there is no route to check: expected and routes are empty;"
        f" The report {report['report']} cannot be written: No such file or directory"
    )


@pytest.mark.parametrize(
    ("variables", "arguments", "keywords", "words"),
    [
        ({"ansible_dataarts_fabric_endpiont": "x"}, {}, {}, "'ansible_dataarts_fabric_endpiont' stands for no option"),
        ({"ansible_dataarts_fabric_region": "{{ nothing }}"}, {}, {}, "a template cannot be rendered: 'nothing' is un"),
        ({}, {"tokn": "x"}, {}, "Unsupported parameters"),
        ({}, {"retries": "many"}, {}, "retries must be a whole number"),
        ({}, {}, {"async": 10}, "does not support async"),
        ({}, {"region": f"a/{TOKEN}"}, {}, "cannot be a region"),
    ],
)
def test_what_is_wrong_is_reported(
    ansible: Ansible, tmp_path: Path, variables: dict[str, t.Any], arguments: t.Any, keywords: t.Any, words: str
) -> None:
    """The report of an earlier run does not stay, whatever option or variable is wrong, and has no secret."""
    report = tmp_path / "drift.json"
    report.write_text("old", encoding="utf-8")
    told = {name: trust_as_template(value) for name, value in variables.items()}
    result = ansible.run("session_drift", {"expected": EXPECTED, "report": str(report), **arguments}, told, **keywords)
    assert words in result["msg"]
    (check,) = json.loads(report.read_text(encoding="utf-8"))["checks"]
    assert (check["drifted"], words in check["error"]) == (None, True)
    assert TOKEN not in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (True, "report must be text, not True - Quote it"),
        (["drift.json"], "report must be text"),
        ("/a\0b", "report has a character that nobody can see: '/a\\x00b'"),
    ],
)
def test_no_path_of_a_report(
    ansible: Ansible, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: t.Any, words: str
) -> None:
    """Without a report nobody would learn of the check, so that it fails. A number is a name."""
    monkeypatch.chdir(tmp_path)
    result = ansible.run("session_drift", {"expected": EXPECTED, "report": report})
    assert words in result["msg"]
    assert (result["failed"], result["drifted"], list(tmp_path.iterdir())) == (True, None, [])
    assert ansible.run("session_drift", {"expected": EXPECTED, "report": 2026})["drifted"] is True
    assert [path.name for path in tmp_path.iterdir()] == ["2026"]


def test_a_task_that_is_ended(ansible: Ansible, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by the keyword timeout, with an exception that nobody may keep: the old report does not stay."""

    class TaskTimeoutError(BaseException):
        pass

    def sessions(*_given: t.Any) -> t.NoReturn:
        raise TaskTimeoutError

    report = tmp_path / "drift.json"
    report.write_text("old", encoding="utf-8")
    task = ansible.task("session_drift", {"expected": EXPECTED, "report": str(report)})
    monkeypatch.setattr(task.action, "sessions", sessions)
    with pytest.raises(TaskTimeoutError):
        task.run()
    (check,) = json.loads(report.read_text(encoding="utf-8"))["checks"]
    assert (check["drifted"], "timeout" in check["error"]) == (None, True)


@pytest.mark.parametrize("strategy", ["free", "ansible.builtin.host_pinned", "linear", "ansible.builtin.debug"])
def test_run_once(ansible: Ansible, tmp_path: Path, strategy: str) -> None:
    """Where the strategy knows it, one host speaks for all; else each has to be checked."""
    report = tmp_path / "drift.json"
    hosts = {"ansible_play_hosts_all": ["host-1", "host-2"]}
    task = ansible.task("session_drift", {"expected": EXPECTED, "report": str(report)}, hosts, run_once=True)
    task.action._task.play.strategy = strategy
    task.run()
    checked = [check["host"] for check in json.loads(report.read_text(encoding="utf-8"))["checks"]]
    assert checked == (["host-1"] if strategy.endswith(("linear", "debug")) else ["host-1", "host-2"])


def test_until(ansible: Ansible, simulator: Simulator) -> None:
    """A second run of the same task asks again, and knows nothing of the first."""
    task = ansible.task("session_drift", {"expected": EXPECTED[:2]})
    assert task.run()["drifted"] is True
    simulator.set_route("ray-2", answers=["error_500"] * 9)
    task.action._task.args["retries"] = 0
    failed = task.run()
    assert (failed["failed"], failed["drifted"], failed["counts"]) == (True, None, {})
    simulator.set_route("ray-2", session_id="the-old-one", status="RUNNING")
    assert task.run()["drifted"] is False


@pytest.mark.parametrize(
    ("fails", "value"),
    [
        *((True, value) for value in (True, "true", "True", "yes", "on", "y", "t", "1", 1, " true\n", "anything else")),
        *((False, value) for value in (False, "false", "no", "off", "n", "f", "0", 0, "", None)),
    ],
)
def test_when_drift_fails_the_role(fails: bool, value: t.Any) -> None:
    """For all that is true to a module. PyYAML reads y as text, which the filter bool takes for false."""
    outcome = trust_as_template(yaml.safe_load(ROLE.read_text(encoding="utf-8"))[1]["ansible.builtin.assert"]["that"])
    for drifted, passes in {False: True, True: not fails, None: False}.items():
        variables = {"session_drift_result": {"drifted": drifted}, "session_drift_fail": value}
        assert Templar(variables=variables).evaluate_conditional(outcome) is passes


def test_a_variable_of_the_role_that_is_not_defined(ansible: Ansible, tmp_path: Path) -> None:
    """The role's defaults would take it for none, and nobody would look at what it names. The report has it."""
    report = tmp_path / "drift.json"
    given = {"expected": [{"route_id": "ray-1"}], "routes": None, "report": str(report)}
    task = ansible.task("session_drift", given, {"dataarts_fabric_routes": trust_as_template("{{ no_such }}")})
    task.action._task._role = SimpleNamespace(get_name=lambda: f"{COLLECTION}.session_drift")
    result = task.run()
    assert (result["failed"], result["drifted"], result["reason"]) == (True, None, "input")
    assert "'no_such' is undefined" in result["msg"]
    assert "'no_such' is undefined" in json.loads(report.read_text(encoding="utf-8"))["errors"]["host-1"]


@pytest.mark.parametrize(("role", "warns"), [("session_drift", True), ("session_record", False), (None, False)])
def test_a_misspelled_variable_of_the_role(
    ansible: Ansible, capsys: pytest.CaptureFixture[str], role: str | None, warns: bool
) -> None:
    """The role warns about it; a task of somebody else's does not."""
    task = ansible.task("session_drift", {"expected": EXPECTED}, {"session_drift_fial": True})
    if role:
        task.action._task._role = SimpleNamespace(get_name=lambda: f"{COLLECTION}.{role}")
    task.run()
    said = " ".join(capsys.readouterr().err.split())
    assert ("session_drift_fial', and ignores it. Did you mean session_drift_fail?" in said) is warns
