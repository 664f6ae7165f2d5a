# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Read a result of ``fabric_session_info``, to compare it or to write it to a file."""

from __future__ import annotations

import typing as t

from ..module_utils._errors import InputError

_WHAT = "live must be the result of fabric_session_info, as a task registered it"


class Live:
    """The sessions of the routes that were requested.

    :param live: the result of ``fabric_session_info``
    :raises InputError: it is the result of a failure, or something else
    """

    def __init__(self, live: object) -> None:
        if not isinstance(live, t.Mapping):
            raise InputError(_WHAT)
        if "results" in live and "sessions" not in live:
            raise InputError(f"{_WHAT}: this is the result of a loop, so give all routes to one task, as route_ids")
        if live.get("failed") or "failures" in live or not isinstance(live.get("sessions"), (list, tuple)):
            raise InputError(str(live.get("msg") or f"{_WHAT}, but it has no sessions"))
        try:
            self.sessions = {str(session["route_id"]): _compared(session) for session in live["sessions"]}
            self._missing = {str(route_id) for route_id in live.get("missing") or ()}
        except (KeyError, TypeError):
            raise InputError(f"{_WHAT}, but it has other sessions") from None

    def session(self, route_id: str) -> dict[str, str | None] | None:
        """Return the ``session_id`` and ``status`` of a route, or ``None`` if it does not exist.

        :raises InputError: the route was not requested, so it is unknown whether it exists
        """
        if route_id in self.sessions:
            return dict(self.sessions[route_id])
        if route_id in self._missing:
            return None
        raise InputError(f"live does not tell whether route {route_id} exists: it was not requested")


def _compared(session: t.Mapping[str, t.Any]) -> dict[str, str | None]:
    status = session["status"]
    return {"session_id": str(session["session_id"]), "status": None if status is None else str(status)}
