# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send the requests in Ansible's own process if possible; otherwise run the module."""

from __future__ import annotations

import dataclasses
import typing as t

# At the top, because Ansible loads this file in the parent process: it is then not loaded again in each fork.
from ..module_utils._errors import CallError, FabricError
from ..module_utils._options import OPTIONS, session_info_spec
from ..module_utils._result import Result, failed
from ..module_utils._session._client import not_sent
from ..module_utils._session._info import NOTHING, session_info
from ..module_utils._session._route_id import check_route_ids
from ..module_utils._setup import find_setup
from ..modules.fabric_session_info import main
from ..plugin_utils._clients import run_client
from ..plugin_utils._gate import Gate
from ..plugin_utils._info_action import InfoAction
from ..plugin_utils._run import Run

__all__ = ["ActionModule", "main"]  # ansible-lint checks options with the main of this file


class ActionModule(InfoAction):
    """The action, for Ansible."""

    module = "fabric_session_info"
    spec = session_info_spec()
    nothing = NOTHING

    def arguments(self) -> dict[str, t.Any]:
        """Return the arguments of the task. A ``route_id`` that is null is kept, because it is an error."""
        given = super().arguments()
        if "route_id" in self._task.args and "route_ids" not in given:
            given.setdefault("route_id", None)
        return given

    def check(self) -> None:
        """Refuse values that cannot be route IDs, before a date becomes text on the way to another process."""
        name = "route_id" if self.options.get("route_ids") is None else "route_ids"
        check_route_ids([self.options[name]] if name == "route_id" else self.options[name], name)

    def gate(self) -> Gate | None:
        """Return the gate of the credential, if the credential is in the options or in this environment."""
        if self.has_own_environment() and not any(self.options.get(one.name) for one in OPTIONS.values() if one.secret):
            return None
        try:
            setup = find_setup(self.options, {} if self.has_own_environment() else self.environ())
        except FabricError:
            return None  # the module says what is wrong
        return Gate(Run(), setup, self.task_id)

    def told(self, refusal: CallError) -> Result:
        """Return the result if no request is sent, because the credential was refused before."""
        routes = self.options["route_ids"] or [self.options["route_id"]]
        error = not_sent(refusal, str(routes[0]))
        result = failed(error, self.nothing)
        return dataclasses.replace(result, values={**result.values, "not_attempted": list(map(str, routes[1:]))})

    def act(self) -> Result:
        """Get the sessions."""
        return session_info(self.options, self.environ(), run_client(self.task_id), self.progress())
