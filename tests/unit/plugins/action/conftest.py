# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one task as Ansible does, with its own objects but in this process, against the simulator."""

from __future__ import annotations

import sys
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play import Play
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader as plugins
from ansible.template import Templar
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager

from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils import _clients
from tests.simulator.handle import Simulator

COLLECTION = "huaweicloud.dataarts_fabric"
HOST = "host-1"
PASSWORD = "password-for-tests-only"
TOKEN = "token-for-tests-only"
TABLE: dict[str, t.Any] = {
    "tokens": [TOKEN],
    "users": [
        {"domain": "account", "name": "user", "password": PASSWORD, "projects": [{"id": "p-1", "name": "cn-north-4"}]}
    ],
    "routes": {
        "ray-1": {"session_id": "session-1", "status": "RUNNING"},
        "ray-2": {"session_id": "session-2", "status": "CREATING"},
    },
}


class Running:
    """One task of a host on this machine, which can be run more than once, as ``until`` does."""

    def __init__(self, definition: dict[str, t.Any], variables: dict[str, t.Any], connection: str) -> None:
        self.variables = variables
        loader = DataLoader()
        manager = VariableManager(loader, InventoryManager(loader, ["localhost,"]))
        play = Play.load({"hosts": "all", "gather_facts": False, "tasks": [definition]}, manager, loader)
        self.task: t.Any = next(task for task in play.compile()[1].block if isinstance(task, Task))
        templar = Templar(loader, variables)
        self.task.post_validate(templar=templar._engine)
        context = PlayContext(play)
        context.remote_addr = HOST
        self.connection = plugins.connection_loader.get(connection, context)
        self.connection.set_options(var_options=variables)
        self.connection._shell.set_options(var_options=variables)
        self.action = plugins.action_loader.get(
            self.task.action,
            task=self.task,
            connection=self.connection,
            play_context=context,
            loader=loader,
            templar=templar,
            shared_loader_obj=plugins,
        )

    def run(self) -> dict[str, t.Any]:
        """Run the task, and return its result."""
        return t.cast("dict[str, t.Any]", self.action.run(task_vars=self.variables))


class Ansible:
    """Makes tasks and runs them."""

    def __init__(self, simulator: Simulator) -> None:
        self.variables: dict[str, t.Any] = {
            "inventory_hostname": HOST,
            "groups": {"all": [HOST]},
            "ansible_facts": {},
            "ansible_play_batch": [HOST],
            "ansible_play_hosts_all": [HOST],
            "ansible_python_interpreter": sys.executable,
            "ansible_dataarts_fabric_endpoint": simulator.url,
            "ansible_dataarts_fabric_token": TOKEN,
        }

    def task(
        self,
        module: str,
        arguments: dict[str, t.Any],
        variables: dict[str, t.Any] | None = None,
        connection: str = "ansible.builtin.local",
        **keywords: t.Any,
    ) -> Running:
        """Make a task.

        :param variables: those of the host beside the address of the simulator and its token
        :param keywords: those of the task, such as ``no_log``
        """
        definition = {"name": "task", f"{COLLECTION}.{module}": arguments, **keywords}
        return Running(definition, {**self.variables, **(variables or {})}, connection)

    def run(self, module: str, arguments: dict[str, t.Any], *given: t.Any, **keywords: t.Any) -> dict[str, t.Any]:
        """Make a task and run it once."""
        return self.task(module, arguments, *given, **keywords).run()


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start(TABLE) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """The simulator as it was at its start, and a process that keeps no connection."""
    _simulator.reset()
    monkeypatch.setattr(_clients, "_kept", _clients._Kept())
    return _simulator


@pytest.fixture
def ansible(simulator: Simulator) -> Ansible:
    """Ansible, pointed at the simulator by variables."""
    return Ansible(simulator)


@pytest.fixture
def verbose(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with ``-v``."""
    monkeypatch.setattr(Display(), "verbosity", 1)


@pytest.fixture
def liar(tmp_path: Path) -> t.Callable[[str], dict[str, t.Any]]:
    """Makes the variables of a host that answers with these words, whatever it is asked to run."""

    def make(words: str) -> dict[str, t.Any]:
        (tmp_path / "words").write_text(words, encoding="utf-8")
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\ncat {tmp_path / 'words'}\n", encoding="utf-8")
        program.chmod(0o755)
        return {"ansible_python_interpreter": str(program)}

    return make
