# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The shape in which playbooks and roles are given their routes."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._route_id import check_route_ids

_KEYS = ("route_id", "name", "url")


def read_routes(routes: object) -> list[dict[str, str | None]]:
    """Return routes in their full shape: ``route_id``, ``name`` (by default the route ID) and ``url`` (or ``None``).

    :param routes: a list of route IDs, or of mappings of which only ``route_id`` is needed
    :raises InputError: it is something else, or a route ID breaks its rule; every one of these is named
    """
    if not isinstance(routes, (list, tuple)):
        raise InputError("routes must be a list of route IDs, or of mappings with route_id, name and url")
    entries = [_entry(route) for route in routes]
    if entries:
        check_route_ids([entry["route_id"] for entry in entries], "routes")
    return [
        {
            "route_id": str(entry["route_id"]),
            "name": str(entry.get("name") or entry["route_id"]),
            "url": str(entry["url"]) if entry.get("url") else None,
        }
        for entry in entries
    ]


def _entry(route: object) -> t.Mapping[str, t.Any]:
    if not isinstance(route, t.Mapping):
        return {"route_id": route}
    if "route_id" not in route:
        raise InputError(f"a route has no route_id, only {', '.join(map(str, route)) or 'nothing'}")
    unknown = [str(key) for key in route if key not in _KEYS]
    if unknown:
        raise InputError(
            f"route {route['route_id']} has unknown keys {', '.join(unknown)}: known are {', '.join(_KEYS)}"
        )
    return route
