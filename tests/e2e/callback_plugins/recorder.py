# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A callback that writes each result to the file in RECORDER_FILE, as one line of JSON."""

from __future__ import annotations

DOCUMENTATION = r"""
name: recorder
type: notification
short_description: Writes each result to a file
description: Writes each result to the file in E(RECORDER_FILE), as one line of JSON.
"""

import json
import os
import typing as t
from pathlib import Path

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """Write down what came of each task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "recorder"

    def _write(self, outcome: str, result: t.Any) -> None:
        names = ("task", "host", "result")  # their first character is an underscore before ansible-core 2.19
        task, host, values = (getattr(result, name, None) or getattr(result, f"_{name}") for name in names)
        row = {"task": task.name, "host": host.name, "outcome": outcome, "result": values}
        with Path(os.environ["RECORDER_FILE"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, default=str) + "\n")

    def v2_runner_on_ok(self, result: t.Any) -> None:
        """Write down a success."""
        self._write("ok", result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:  # noqa: ARG002 - Ansible gives it
        """Write down a failure."""
        self._write("failed", result)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        """Write down an unreachable host."""
        self._write("unreachable", result)

    def v2_runner_on_skipped(self, result: t.Any) -> None:
        """Write down a task that was skipped."""
        self._write("skipped", result)
