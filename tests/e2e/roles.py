# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the collection's roles and playbooks, on the controller and on managed hosts beside it."""

from __future__ import annotations

import json
import sys
import typing as t
from pathlib import Path

from tests.e2e.runner import Ansible, Run

COLLECTION = "huaweicloud.dataarts_fabric"


def playbook(ansible: Ansible, name: str, *arguments: str, **variables: t.Any) -> Run:
    """Run a playbook of the collection by its full name, or several, whose names have a blank between them."""
    playbooks = [f"{COLLECTION}.{one}" for one in name.split()]
    return ansible.run("ansible-playbook", *playbooks, "-e", json.dumps(variables), *arguments)


def attempt(name: str, role: str, **variables: t.Any) -> dict[str, t.Any]:
    """A task that runs a role, and whose failure is the result of the task of that name."""
    run_role = {"ansible.builtin.import_role": {"name": f"{COLLECTION}.{role}"}, "vars": variables}
    return {
        "block": [run_role],
        "rescue": [{"name": name, "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}],
    }


def record_role(path: str = "{{ home }}/sessions.json", **variables: t.Any) -> dict[str, t.Any]:
    """A task that runs the role ``session_record``."""
    return {
        "ansible.builtin.import_role": {"name": f"{COLLECTION}.session_record"},
        "vars": {"session_record_path": path, **variables},
    }


def check_role(*, expected: bool = True, **settings: t.Any) -> dict[str, t.Any]:
    """A task that runs the role ``session_drift``: its variables, and keywords of tasks.

    :param expected: whether what is expected comes from the host's own variable
    """
    variables = {name: value for name, value in settings.items() if name.startswith("session_drift_")}
    keywords = {name: value for name, value in settings.items() if name not in variables}
    if not expected:
        variables["session_drift_expected"] = None
    return {"ansible.builtin.import_role": {"name": f"{COLLECTION}.session_drift"}, "vars": variables, **keywords}


def inventory(ansible: Ansible, **hosts: dict[str, t.Any]) -> list[str]:
    """Arguments that give hosts beside the controller, each with a directory of its own and ``home`` as its variable.

    A host's interpreter writes down what it is started with, in that directory.
    """
    told = {}
    for name, variables in hosts.items():
        home = home_of(ansible, name)
        home.mkdir(exist_ok=True)
        python = home / "python"
        python.write_text(
            f'#!/bin/sh\n{{ env; echo "$@"; }} >> {home}/started\nexec {sys.executable} "$@"\n', encoding="utf-8"
        )
        python.chmod(0o755)
        told[name] = {
            "ansible_connection": "local",
            "ansible_python_interpreter": str(python),
            "ansible_remote_tmp": str(home / "tmp"),
            "home": str(home),
            **variables,
        }
    path = ansible.home / "inventory.json"
    path.write_text(json.dumps({"all": {"children": {"managed": {"hosts": told}}}}), encoding="utf-8")
    return ["-i", str(path)]


def home_of(ansible: Ansible, host: str) -> Path:
    """The directory of a managed host."""
    return ansible.home / host
