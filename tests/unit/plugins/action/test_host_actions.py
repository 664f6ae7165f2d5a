# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules that write a file on the managed host: the file, and a host that does not do as it is told."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.loader import lookup_loader

from tests.simulator.handle import Simulator
from tests.unit.plugins.action.conftest import TOKEN, Ansible

Liar = t.Callable[[str], dict[str, t.Any]]
URL = "https://ray.example.com/{route_id}/?session={session_id}"
UNREACHABLE = {"ansible_host": "127.0.0.1", "ansible_port": 1, "ansible_ssh_executable": "/bin/false"}
OF_THE_FILE = {"dest", "checksum", "md5sum", "size", "mode", "owner", "group", "uid", "gid", "state", "src", "diff"}


def test_a_record(ansible: Ansible, tmp_path: Path) -> None:
    """Check mode shows the record and writes nothing; then it is written. Empty text is the same as no option."""
    path = tmp_path / "record"
    routes = [{"route_id": "ray-1", "name": "Training"}, "gone"]
    given = {"path": str(path), "routes": routes, "on_missing": "skip", "mode": "0600", "owner": "", "group": None}
    shown = ansible.run("session_record", given, check_mode=True, diff=True)
    assert (shown["changed"], path.exists()) == (True, False)
    written = ansible.run("session_record", given)
    assert written["changed"] is True
    assert path.read_text(encoding="utf-8") == shown["diff"][0]["after"]
    assert json.loads(shown["diff"][0]["after"])["routes"] == [
        {"name": "Training", "route_id": "ray-1", "session_id": "session-1", "status": "RUNNING"}
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    assert written.keys() - OF_THE_FILE - {"invocation"} == {"changed", "sessions", "missing"}
    assert (written["dest"], written["missing"]) == (str(path), ["gone"])


def test_links(ansible: Ansible, tmp_path: Path) -> None:
    """One of the collection's templates, and one of the user's with a variable and another template beside it."""
    shows: dict[str, t.Any] = {"check_mode": True, "diff": True}
    given = {"path": str(tmp_path / "links"), "routes": ["ray-1", {"route_id": "gone", "url": "http://b.example.com/"}]}
    result = ansible.run("dashboard_links", {**given, "url": URL, "template": "env"}, **shows)
    assert "session-1" in result["diff"][0]["after"]
    assert [(one["route_id"], one["url"]) for one in result["entries"]] == [
        ("ray-1", "https://ray.example.com/ray-1/?session=session-1"),
        ("gone", None),
    ]
    assert result["missing"] == ["gone"]
    template = tmp_path / "own.j2"
    template.write_text("{{ title }}: {% include 'other.j2' %}", encoding="utf-8")
    (tmp_path / "other.j2").write_text("{{ dashboard_links_entries | length }}", encoding="utf-8")
    result = ansible.run("dashboard_links", {**given, "template": str(template)}, {"title": "Ours"}, **shows)
    assert result["diff"][0]["after"] == "Ours: 2"
    template.write_text("{{ nothing_of_that_name }}", encoding="utf-8")
    failed = ansible.run("dashboard_links", {**given, "template": str(template)})
    assert failed["failed"] is True
    assert "'nothing_of_that_name' is undefined" in failed["msg"]


def test_an_exception_of_a_template(ansible: Ansible, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the template's fault and not this collection's, also where Ansible lets it through, as 2.16 does."""
    template = tmp_path / "own.j2"
    template.touch()
    given = {"path": str(tmp_path / "links"), "routes": ["ray-1"], "template": str(template)}
    lookup = SimpleNamespace(run=lambda *_given: 1 // 0)
    monkeypatch.setattr(lookup_loader, "get", lambda *_given, **_keywords: lookup)
    failed = ansible.run("dashboard_links", given)
    assert failed["msg"].startswith(f"the template {template}: ZeroDivisionError: ")
    assert failed["reason"] == "input"


@pytest.mark.parametrize(
    ("module", "arguments", "words"),
    [
        ("session_record", {"path": "record"}, "path must be the absolute path of a file, not record"),
        ("session_record", {"path": "/srv/"}, "path must be the absolute path of a file, not /srv/"),
        ("session_record", {"path": ""}, "path is missing. Give it as the absolute path of a file"),
        ("session_record", {"path": None}, "path is missing. Give it as the absolute path of a file"),
        ("session_record", {"routes": []}, "routes is missing. Give it as a list of route IDs"),
        ("session_record", {"routes": None}, "routes is missing. Give it as a list of route IDs"),
        ("session_record", {"routes": ["no_such_id"]}, "no_such_id"),
        ("dashboard_links", {"path": "page"}, "path must be the absolute path of a file, not page"),
        ("dashboard_links", {"routes": ""}, "routes is missing. Give it as a list of route IDs"),
        ("dashboard_links", {}, "url is missing. Give the pattern of a link, such as https://ray.example.com/"),
        ("dashboard_links", {"url": "ftp://ray.example.com/"}, "the URL must begin with http:// or https://"),
        ("dashboard_links", {"template": "/no/such.j2"}, "or one of dashboard, nginx_map, env, and /no/such.j2 does"),
        ("dashboard_links", {"template": "/usr"}, "or one of dashboard, nginx_map, env, and /usr is a directory"),
        ("dashboard_links", {"template": f"/{'x' * 300}"}, f"nginx_map, env, and /{'x' * 300} cannot be read: File na"),
        ("dashboard_links", {"template": "own.j2\n"}, "template has a character that nobody can see: 'own.j2\\n'"),
        ("session_record", {"path": "/a\0b"}, "path has a character that nobody can see: '/a\\x00b'"),
        ("session_record", {"path": "/srv/a\n"}, "path has a character that nobody can see: '/srv/a\\n'"),
        ("session_record", {"path": True}, "path must be text, not True - Quote it: YAML reads yes, no, on and off as"),
    ],
)
def test_mistakes(ansible: Ansible, simulator: Simulator, module: str, arguments: dict[str, t.Any], words: str) -> None:
    """They are told before anything is sent."""
    result = ansible.run(module, {"path": "/no/such/folder/file", "routes": ["ray-1"], **arguments})
    assert words in result["msg"]
    assert (result["failed"], result["changed"], result["reason"]) == (True, False, "input")
    assert simulator.requests() == []


@pytest.mark.parametrize("module", ["session_record", "session_drift", "dashboard_links"])
def test_a_secret_in_the_wrong_place(ansible: Ansible, tmp_path: Path, module: str) -> None:
    """It is hidden in the sentence about it, where it is cut, and so it is in the report of a check for drift."""
    token, report = "0123456789abcdef" * 12, tmp_path / "drift.json"
    places = {"session_drift": {"expected": [{"route_id": token}], "report": str(report)}}
    given = places.get(module, {"path": str(tmp_path / "file"), "routes": [token]})
    failed = ansible.run(module, {**given, "token": token})
    assert "********" in failed["msg"]
    assert "0123" not in json.dumps(failed) + (report.read_text(encoding="utf-8") if report.exists() else "")


@pytest.mark.parametrize("module", ["session_record", "dashboard_links"])
def test_no_session(ansible: Ansible, simulator: Simulator, tmp_path: Path, module: str) -> None:
    """Where one of the sessions cannot be had, nothing is written, and the others' IDs are not shown."""
    simulator.set_route("ray-2", answers=["error_500"])
    given = {"path": str(tmp_path / "file"), "routes": ["ray-1", "ray-2"], "retries": 0}
    result = ansible.run(module, {**given, **({"url": URL} if module == "dashboard_links" else {})})
    assert (result["failed"], result["http_status"]) == (True, 500)
    assert [row["route_id"] for row in result["failures"]] == ["ray-2"]
    assert "session-1" not in repr(result)
    assert list(tmp_path.iterdir()) == []


def test_a_directory(ansible: Ansible, tmp_path: Path) -> None:
    """It is one sentence, without a session ID, as Ansible shows the whole result of a failure."""
    result = ansible.run("session_record", {"path": str(tmp_path), "routes": ["ray-1"]}, diff=True)
    assert result["msg"] == f"path must be the path of a file, and {tmp_path} is a directory"
    assert (result["failed"], result["reason"], result["changed"]) == (True, "file", False)
    assert "session-1" not in repr(result)
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_nothing_can_be_written(ansible: Ansible) -> None:
    """The reason is told, though Ansible's module raises it and says nothing."""
    result = ansible.run("session_record", {"path": "/proc/record", "routes": ["ray-1"]})
    assert (result["failed"], result["reason"]) == (True, "file")
    assert "/proc" in result["msg"]


def test_a_link(ansible: Ansible, tmp_path: Path) -> None:
    """One to a directory gets no file in there; one that leads nowhere is replaced, as copy does."""
    target = tmp_path / "target"
    target.mkdir()
    for name, place in {"folder": target, "file": tmp_path / "gone"}.items():
        (tmp_path / name).symlink_to(place)
    result = ansible.run("session_record", {"path": str(tmp_path / "folder"), "routes": ["ray-1"]})
    assert result["msg"] == f"path must be the path of a file, and {tmp_path / 'folder'} is a directory"
    assert (result["reason"], list(target.iterdir())) == ("file", [])
    assert ansible.run("session_record", {"path": str(tmp_path / "file"), "routes": ["ray-1"]})["changed"] is True
    assert (tmp_path / "file").is_file()


@pytest.mark.parametrize("words", ["", "no JSON", '{"failed": true}', '{"failed": true, "msg": ["a", 1]}'])
def test_nonsense(ansible: Ansible, liar: Liar, words: str) -> None:
    """A host that does not answer as modules do makes a failure, and no exception."""
    result = ansible.run("session_record", {"path": "/no/such/folder/x", "routes": ["ray-1"]}, liar(words))
    assert (result["failed"], result["reason"], result["changed"]) == (True, "file", False)
    assert result["msg"]
    assert "session-1" not in repr(result)


def test_more_than_was_asked_for(ansible: Ansible, liar: Liar) -> None:
    """Of what a host says only what is about the file is returned: no fact, and nothing of ours."""
    told = {"ansible_facts": {"dataarts_fabric_endpoint": "x"}, "sessions": "lies", "missing": "lies", "any": "thing"}
    answer = {"stat": {"exists": False}, "changed": True, "dest": "/lies", "mode": "0777", **told}
    result = ansible.run("session_record", {"path": "/no/such/x", "routes": ["ray-1"]}, liar(json.dumps(answer)))
    assert (result["changed"], result["mode"], result["missing"]) == (True, "0777", [])
    assert [row["session_id"] for row in result["sessions"]] == ["session-1"]
    assert result.keys() - OF_THE_FILE - {"invocation"} == {"changed", "sessions", "missing"}


def test_environment_of_the_host(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """The keyword's credentials and proxies are the controller's; anything else goes to the host."""
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\nenv >> {tmp_path / 'seen'}\n", encoding="utf-8")
    program.chmod(0o755)
    ours = {"HUAWEICLOUD_FABRIC_TOKEN": TOKEN, "HW_PROJECT_ID": "p-2", "https_proxy": "x"}
    variables = {"ansible_python_interpreter": str(program), "ansible_dataarts_fabric_token": None}
    given = {"path": "/no/such/x", "routes": ["ray-1"]}
    assert ansible.run("session_record", given, variables, environment=[ours, {"OTHER": "seen"}])["failed"] is True
    assert simulator.counters().by_route == {"ray-1": 1}
    lines = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()
    assert "OTHER=seen" in lines
    assert not {f"{name}={value}" for name, value in ours.items()} & set(lines)
    assert not any(TOKEN in line for line in lines)


@pytest.mark.parametrize("module", ["session_record", "dashboard_links"])
def test_unreachable(ansible: Ansible, simulator: Simulator, module: str) -> None:
    """Ansible is told as it wants to be, so that the host counts as unreachable, under no_log too."""
    given = {"path": "/no/such/x", "routes": ["ray-1"], **({"url": URL} if module == "dashboard_links" else {})}
    task = ansible.task(module, given, UNREACHABLE, "ansible.builtin.ssh", no_log=True)
    with pytest.raises(AnsibleConnectionFailure):
        task.run()
    assert simulator.counters().by_route == {"ray-1": 1}


def test_hosts_of_one_task_share(ansible: Ansible, simulator: Simulator, liar: Liar) -> None:
    """What one host was told is not asked for again by another of the same task; a host that asks again is."""
    variables = {**liar("{}"), "ansible_play_batch": ["host-1", "host-2"]}
    task = ansible.task("session_record", {"path": "/no/such/x", "routes": ["ray-1"]}, variables)
    for host in ("host-1", "host-2", "host-2"):
        task.variables["inventory_hostname"] = host
        task.run()
    assert simulator.counters().by_route == {"ray-1": 2}


def test_hosts_of_one_include_share(ansible: Ansible, simulator: Simulator, liar: Liar) -> None:
    """The strategy free includes a role for each host anew; it is the same task for all that."""
    variables = {**liar("{}"), "ansible_play_batch": ["host-1", "host-2"]}
    first = {"_uuid": "include", "get_path": lambda: "play.yml:5", "get_first_parent_include": lambda: None}
    include = SimpleNamespace(**first, statically_loaded=False, vars={})
    for host in ("host-1", "host-2"):
        given = {**variables, "inventory_hostname": host}
        task = ansible.task("session_record", {"path": "/no/such/x", "routes": ["ray-1"]}, given)
        task.action._task.get_first_parent_include = lambda: include
        task.run()
    assert simulator.counters().by_route == {"ray-1": 1}


def test_a_handler_that_runs_again(ansible: Ansible, simulator: Simulator) -> None:
    """Hosts that are notified later get no answer of before, though it is the same task and their first time."""
    tasks = {}
    for host, notified in {"one": ["one"], "two": ["two", "three"], "three": ["two", "three"]}.items():
        given = {"inventory_hostname": host, "ansible_play_batch": ["one", "two", "three"]}
        tasks[host] = ansible.task("session_drift", {"expected": [{"route_id": "ray-1"}]}, given)
        tasks[host].action._task._uuid = "handler"
        tasks[host].action._task.notified_hosts = notified
    ids = []
    for host, task in tasks.items():
        simulator.set_route("ray-1", session_id=f"for-{host}", status="RUNNING")
        ids.append(task.run()["routes"][0]["live"]["session_id"])
    assert ids == ["for-one", "for-two", "for-two"]
