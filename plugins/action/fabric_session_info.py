# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make the call inside the controller's process where nothing asks for another one; else run the module."""

from __future__ import annotations

import typing as t

# At the top, as Ansible loads this file in the parent process: it is paid for once and not in each fork.
from ..module_utils._options import session_info_spec
from ..module_utils._result import Result
from ..module_utils._session._info import NOTHING, session_info
from ..module_utils._session._route_id import check_route_ids
from ..modules.fabric_session_info import main
from ..plugin_utils._clients import run_client
from ..plugin_utils._info_action import InfoAction

__all__ = ["ActionModule", "main"]  # ansible-lint checks options with the main of this file


class ActionModule(InfoAction):
    """The action, for Ansible."""

    module = "fabric_session_info"
    spec = session_info_spec()
    nothing = NOTHING

    def arguments(self) -> dict[str, t.Any]:
        """Return the arguments of the task; a route ID that is null is told apart from one that is absent."""
        given = super().arguments()
        if "route_id" in self._task.args and "route_ids" not in given:
            given.setdefault("route_id", None)
        return given

    def check(self) -> None:
        """Refuse what cannot be a route ID; on the way to another process a date would become text."""
        name = "route_id" if self.options.get("route_ids") is None else "route_ids"
        check_route_ids([self.options[name]] if name == "route_id" else self.options[name], name)

    def act(self) -> Result:
        """Get the sessions."""
        return session_info(self.options, self.environ(), run_client(self._task._uuid), self.progress())
