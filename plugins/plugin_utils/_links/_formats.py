# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Format entries as lines of an nginx ``map`` and of an ``.env`` file, or fail for values that are not safe there."""

from __future__ import annotations

import re
import typing as t

from ...module_utils._errors import InputError
from ...module_utils._session._route_id import RULE, is_route_id

# Characters that nginx, shells, Docker and systemd read literally without quotes.
_PLAIN = re.compile(r"[A-Za-z0-9._:/@%+,=-]{0,1024}")
_NGINX_WORDS = ("default", "hostnames", "include", "volatile")


def nginx_map_lines(entries: object) -> list[str]:
    """Return the lines between the braces of an nginx ``map``, from route IDs to session IDs.

    :param entries: what ``link_entries`` returned
    :raises InputError: a session ID is not plain, or route IDs differ in case only, which nginx does not tell apart
    """
    lines: dict[str, tuple[str, str]] = {}
    for route_id, session_id, _name in _read(entries):
        line = f"# {route_id} does not exist"
        if session_id is not None:
            escape = "\\" if route_id.lower() in _NGINX_WORDS else ""
            value = session_id or '""'
            line = f"{escape}{route_id} {value};"
        known, _line = lines.setdefault(route_id.lower(), (route_id, line))
        if known != route_id:
            raise InputError(f"the route IDs {known} and {route_id} are the same to an nginx map, which ignores case")
    return [line for _route_id, line in lines.values()]


def env_lines(entries: object) -> list[str]:
    """Return a line ``RAY_SESSION_<NAME>=<session ID>`` for each entry.

    :param entries: what ``link_entries`` returned
    :raises InputError: a session ID is not plain, a name gives no variable, or two names give the same one
    """
    lines: list[str] = []
    owners: dict[str, str] = {}
    for route_id, session_id, name in _read(entries):
        word = re.sub("[^A-Za-z0-9]+", "_", name).strip("_").upper()
        if not word:
            raise InputError(f"the name {name!r} of route {route_id} has no ASCII letter or digit for a variable")
        variable, owner = f"RAY_SESSION_{word}", f"{name!r} (route {route_id})"
        if variable in owners:
            raise InputError(f"{owners[variable]} and {owner} both give {variable}: rename one of them")
        owners[variable] = owner
        missing = f"# {variable}: route {route_id} does not exist"
        lines.append(missing if session_id is None else f"{variable}={session_id}")
    return lines


def _read(entries: object) -> t.Iterator[tuple[str, str | None, str]]:
    if not isinstance(entries, (list, tuple)):
        raise InputError("entries must be a list, as the filter dashboard_links returns it")
    for entry in entries:
        if not isinstance(entry, t.Mapping) or not {"name", "route_id", "session_id", "missing"} <= entry.keys():
            raise InputError("an entry must have name, route_id, session_id and missing, as dashboard_links returns it")
        route_id, session_id = entry["route_id"], entry["session_id"]
        if not is_route_id(route_id):
            raise InputError(f"{route_id!a} cannot be a route ID: the rule is {RULE}")
        if entry["missing"]:
            session_id = None
        elif not isinstance(session_id, str) or not _PLAIN.fullmatch(session_id):
            raise InputError(
                f"the session ID of route {route_id} cannot be written to this file: it must be at most 1024 ASCII"
                " letters, digits and characters of ._:/@%+,=-"
            )
        yield str(route_id), session_id, str(entry["name"])
