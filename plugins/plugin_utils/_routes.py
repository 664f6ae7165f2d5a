# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Read the routes of modules, roles and playbooks."""

from __future__ import annotations

import typing as t

from ..module_utils._errors import InputError
from ..module_utils._session._route_id import check_route_ids
from ._validate import kind_of

EXAMPLE = "or of mappings with route_id, name and url: [ray-train-01, {route_id: ray-train-02, name: Training}]"
"""The end of a sentence about a list of route IDs."""

_KEYS = ("route_id", "name", "url")


def read_routes(routes: object, what: str = "routes") -> list[dict[str, str | None]]:
    """Return routes with all keys: ``route_id``, ``name`` (by default the route ID) and ``url`` (or ``None``).

    :param routes: a list of route IDs, or of mappings in which only ``route_id`` is required, or a text with route IDs
        and commas
    :param what: the name of the option or variable, for the message
    :raises InputError: it is something else, or a value is not a route ID
    """
    if isinstance(routes, str):
        routes = [part.strip() for part in routes.split(",") if part.strip()]  # as for any list option of Ansible's
    elif isinstance(routes, int) and not isinstance(routes, bool):
        routes = [routes]
    if not isinstance(routes, (list, tuple)):
        kind = "null" if routes is None else f"a {kind_of(routes)}"
        raise InputError(f"{what} must be a list of route IDs, {EXAMPLE}; it is {kind}")
    entries = [_entry(route, what) for route in routes]
    if entries:
        check_route_ids([entry["route_id"] for entry in entries], what)
    return [
        {
            "route_id": str(entry["route_id"]),
            "name": str(entry.get("name") or entry["route_id"]),
            "url": str(entry["url"]) if entry.get("url") else None,
        }
        for entry in entries
    ]


def _entry(route: object, what: str) -> t.Mapping[str, t.Any]:
    if not isinstance(route, t.Mapping):
        return {"route_id": route}
    unknown = [ascii(str(key)) for key in route if key not in _KEYS]
    if route.get("route_id") is None:
        given = ", ".join(f"{key}: {value}" for key, value in route.items())
        raise InputError(f"{what}: the route {{{ascii(given)[1:-1]}}} has no route_id")
    if unknown:
        raise InputError(
            f"{what}: route {route['route_id']!a} has unknown keys {', '.join(unknown)}: known are {', '.join(_KEYS)}"
        )
    return route
