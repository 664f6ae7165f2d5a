# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run real Ansible processes with the installed collection, and read what they did."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
import typing as t
from pathlib import Path

import yaml

CALLBACKS = Path(__file__).with_name("callback_plugins")
MODULE = "huaweicloud.dataarts_fabric.fabric_session_info"


@dataclasses.dataclass(frozen=True)
class Row:
    """What came of one task on one host."""

    task: str
    host: str
    outcome: str
    result: dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Run:
    """How a process ended."""

    code: int
    output: str
    rows: list[Row]

    @property
    def result(self) -> dict[str, t.Any]:
        """The result of the last task."""
        assert self.rows, self.output
        return self.rows[-1].result

    def failure(self, task: str) -> dict[str, t.Any]:
        """The result of the task of that name, which must have failed."""
        row = self.of(task)
        assert row.outcome == "failed", self.output
        return row.result

    def of(self, task: str) -> Row:
        """What came of the task of that name."""
        rows = [row for row in self.rows if row.task == task]
        assert rows, self.output
        return rows[-1]

    def succeeded(self) -> Run:
        """The run itself, which must have succeeded."""
        assert self.code == 0, self.output
        return self

    def failed(self) -> Run:
        """The run itself, which must have failed without a traceback."""
        assert self.code != 0, self.output
        assert "Traceback" not in self.output
        return self


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        children = []
    return [pid, *(one for child in children for one in _family(int(child)))]


class Ansible:
    """Starts Ansible's programs in a directory of their own, with nothing of the user's environment."""

    def __init__(
        self,
        home: Path,
        collections: Path,
        environment: dict[str, str] | None = None,
        arguments: tuple[str, ...] = (),
    ) -> None:
        self.home = home
        self.runs: list[Run] = []
        self._arguments = arguments
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_HOME": str(home / ".ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_RETRY_FILES_ENABLED": "false",
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_INJECT_INVOCATION": "true",
            **(environment or {}),
        }

    def tasks(self, *tasks: dict[str, t.Any], arguments: t.Sequence[str] = (), **play: t.Any) -> Run:
        """Run a play of these tasks; keywords are the play's, such as ``vars``."""
        return self.play(
            {"hosts": "localhost", "gather_facts": False, "tasks": list(tasks), **play}, arguments=arguments
        )

    def play(self, *plays: dict[str, t.Any], arguments: t.Sequence[str] = ()) -> Run:
        """Run a playbook of these plays."""
        return self.run("ansible-playbook", str(self._playbook(*plays)), *arguments)

    def kill(
        self, play: dict[str, t.Any], *, arguments: t.Sequence[str], how: signal.Signals, rows: int, after: float
    ) -> None:
        """Run a playbook of this play, and send a signal to each of its processes.

        :param rows: the number of results to wait for
        :param after: the seconds to wait then
        """
        recorded = self.home / "results.jsonl"
        recorded.write_text("", encoding="utf-8")
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("ansible-playbook")), str(self._playbook(play)), *arguments],
            cwd=self.home,
            env={**self.environment, "RECORDER_FILE": str(recorded)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while process.poll() is None and recorded.read_bytes().count(b"\n") < rows:
            time.sleep(0.005)
        time.sleep(after)
        # Ansible's workers are in process groups of their own.
        processes = _family(process.pid)
        for sent in (how, signal.SIGKILL):
            for pid in processes:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sent)
            # A worker that ends while it holds the lock of Ansible's queue leaves Ansible waiting without an end.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        process.wait(60)

    def _playbook(self, *plays: dict[str, t.Any]) -> Path:
        playbook = self.home / "playbook.yml"
        playbook.write_text(yaml.safe_dump(list(plays), sort_keys=False), encoding="utf-8")
        return playbook

    def run(self, program: str, *arguments: str, environment: dict[str, str] | None = None, stdin: str = "") -> Run:
        """Run one of Ansible's programs."""
        command = [str(Path(sys.executable).with_name(program)), *arguments, *self._arguments]
        return self._run(command, environment or {}, stdin)

    def shell(self, line: str, **environment: str) -> Run:
        """Run a line of shell, with these variables in addition."""
        return self._run(["/bin/sh", "-ec", line], environment)

    def _run(self, command: list[str], environment: dict[str, str], stdin: str = "") -> Run:
        recorded = self.home / "results.jsonl"
        recorded.unlink(missing_ok=True)
        done = subprocess.run(
            command,
            cwd=self.home,
            env={**self.environment, **environment, "RECORDER_FILE": str(recorded)},
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        lines = recorded.read_text(encoding="utf-8").splitlines() if recorded.exists() else []
        run = Run(done.returncode, done.stdout, [Row(**json.loads(line)) for line in lines])
        self.runs.append(run)
        return run
