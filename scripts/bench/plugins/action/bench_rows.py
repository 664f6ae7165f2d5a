# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An action that returns rows without asking anybody: what Ansible itself takes for them."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """The action, for Ansible."""

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return as many rows as asked for."""
        row = {"session_id": "ac8111bf-3601-4905-8ddd-b41d3e636a4e", "status": "RUNNING", "request_id": "0" * 32}
        count = int(self._task.args["count"])
        rows = [{"route_id": f"route-{number:05}", **row, "tries": 1} for number in range(count)]
        return {"changed": False, "sessions": rows}
