# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the sessions of routes to a file on the managed host."""

from __future__ import annotations

import dataclasses

from ..module_utils._errors import InputError
from ..module_utils._result import Result
from ..modules.session_record import SPEC, main
from ..plugin_utils._host_action import HostAction, without_ids
from ..plugin_utils._record import record_of
from ..plugin_utils._routes import EXAMPLE, read_routes

__all__ = ["ActionModule", "main"]  # ansible-lint checks options with the main of this file


class ActionModule(HostAction):
    """The action, for Ansible."""

    module = "session_record"
    spec = SPEC

    def act(self) -> Result:
        """Get the sessions and write the record."""
        self.path("path")
        name = self.named("routes")
        routes = read_routes(self.options["routes"], name)
        if not routes:
            raise InputError(f"{name} is missing. Give it as a list of route IDs, {EXAMPLE}")
        got = self.sessions([str(route["route_id"]) for route in routes], self.options["on_missing"])
        if got.failed:
            return without_ids(got)
        written = self.write(record_of(routes, got.values))
        result = {**written.values, "sessions": got.values["sessions"], "missing": got.values["missing"]}
        return dataclasses.replace(got, values=result)
