# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts behind a real ssh, with become, without Python packages and out of reach: only files go to them."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import sshd
from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.reports import json_rows
from tests.e2e.roles import COLLECTION, check_role, home_of, inventory, record_role
from tests.e2e.runner import Ansible
from tests.simulator.handle import Simulator

# Stands for sudo: it notes that it was asked, and does as its caller could.
SUDO = '#!/bin/sh\necho "$@" >>"{log}"\nwhile [ "$1" != /bin/sh ]; do shift; done\nexec "$@"\n'
# A password is asked for, and nobody is there.
REFUSES = "/bin/false"


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


@pytest.fixture
def reached(tmp_path: Path) -> Iterator[dict[str, t.Any]]:
    """The variables of a host behind a real sshd."""
    with sshd.start(tmp_path / "sshd") as variables:
        yield variables


def links_role() -> dict[str, t.Any]:
    """A task that runs the role ``dashboard_links``."""
    return {
        "ansible.builtin.import_role": {"name": f"{COLLECTION}.dashboard_links"},
        "vars": {
            "dashboard_links_routes": ["ray-1"],
            "dashboard_links_path": "{{ home }}/links.html",
            "dashboard_links_url": "https://ray.example.com/{session_id}",
        },
    }


def test_ssh_and_become(ansible: Ansible, simulator: Simulator, reached: dict[str, t.Any]) -> None:
    """The call is made by who started Ansible; the files are written through ssh, as another user where asked for."""
    log = ansible.home / "sudo.log"
    sudo = ansible.home / "sudo"
    sudo.write_text(SUDO.format(log=log), encoding="utf-8")
    sudo.chmod(0o755)
    ansible.environment["ANSIBLE_PIPELINING"] = "true"  # fewer connections
    ansible.environment["ANSIBLE_BECOME_ALLOW_SAME_USER"] = "true"  # whoever runs the tests is the only user there is
    hosts: dict[str, dict[str, t.Any]] = {
        "a": reached,
        "b": {**reached, "ansible_become": True, "ansible_become_exe": str(sudo)},
        # Whoever becomes somebody else here gets no further, nor would a Python that is none: nobody needs either.
        "c": {"ansible_become": True, "ansible_become_exe": REFUSES, "ansible_python_interpreter": "/none"},
        "d": {**reached, "ansible_port": 1},
    }
    given = {"session_record_routes": ["ray-1"], "session_drift_report": str(ansible.home / "drift.json")}
    expected = [{"route_id": "ray-1", "session_id": ROUTES["routes"]["ray-1"]["session_id"]}]
    files = [
        record_role(),
        links_role(),
        check_role(session_drift_record="{{ home }}/sessions.json"),
    ]
    only = [{**task, "when": "inventory_hostname in 'abd'"} for task in files]
    tasks = [*only, check_role(when="inventory_hostname == 'c'", session_drift_expected=expected)]
    play = {"hosts": "managed", "gather_facts": False, "vars": given, "tasks": tasks}
    run = ansible.play(play, arguments=inventory(ansible, **hosts)).failed()
    assert {row.host for row in run.rows if row.outcome == "unreachable"} == {"d"}
    assert not [row for row in run.rows if row.outcome == "failed"], run.output
    assert json_rows(ansible.home / "drift.json") == [
        ("a", "unchanged"),
        ("b", "unchanged"),
        ("c", "unchanged"),
        ("d", "not checked"),
    ]
    for host in "ab":
        record = json.loads((home_of(ansible, host) / "sessions.json").read_text(encoding="utf-8"))
        assert [entry["session_id"] for entry in record["routes"]] == [ROUTES["routes"]["ray-1"]["session_id"]]
        assert ROUTES["routes"]["ray-1"]["session_id"] in (home_of(ansible, host) / "links.html").read_text("utf-8")
        started = home_of(ansible, host) / "started"
        assert "HUAWEICLOUD" not in started.read_text(encoding="utf-8")
        assert TOKEN not in started.read_text(encoding="utf-8")
    assert log.exists()
    # Three tasks of three and of one host: each task asks once.
    assert simulator.counters().by_route == {"ray-1": 4}


def test_variables_of_a_group(ansible: Ansible, simulator: Simulator) -> None:
    """What group variables say of become, connection and interpreter is about the managed hosts alone."""
    hosts: dict[str, dict[str, t.Any]] = {
        "a": {"ansible_become": True, "ansible_become_user": "daemon", "ansible_become_exe": REFUSES},
        "b": {"ansible_connection": "ssh", "ansible_port": 1, "ansible_host": "127.0.0.1"},
        "c": {"ansible_python_interpreter": "/none"},
    }
    role = check_role(
        session_drift_expected=[{"route_id": "ray-1", "status": "STOPPED"}], session_drift_report="drift.json"
    )
    play = {"hosts": "managed", "gather_facts": False, "tasks": [role]}
    run = ansible.play(play, arguments=inventory(ansible, **hosts)).succeeded()
    assert json_rows(ansible.home / "drift.json") == [(host, "status_changed") for host in "abc"]
    assert {row.outcome for row in run.rows} <= {"ok", "skipped"}
    assert simulator.counters().by_route == {"ray-1": 1}
