# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Compare the expected sessions with the current ones."""

from __future__ import annotations

import typing as t

from ...module_utils._errors import InputError
from ...module_utils._session._route_id import check_route_ids
from ...module_utils._text import one_line
from .._record import record_text
from .._routes import read_routes
from .._sessions import Live

STATES = ("unchanged", "session_changed", "status_changed", "missing", "unexpected")

# The keys that are compared. The first one that differs decides the state.
_CHANGED = {"session_id": "session_changed", "status": "status_changed"}
_LABELS = ("route_id", "name", "url")
_QUOTED = 128
_IN_DIFF = 500  # routes: the time that Ansible takes for a diff grows with their square
_IN_SUMMARY = 20


def compare(expected: object, live: object, routes: object = None, what: str = "what is expected") -> dict[str, t.Any]:
    """Return ``drifted``, ``counts`` by state, and ``routes``: the expected in their order, then the unexpected.

    :param expected: mappings with ``route_id`` and, optionally, ``session_id`` and ``status``; ``name`` is a label, and
        ``url`` is ignored
    :param live: the result of ``fabric_session_info`` for at least these routes
    :param routes: routes to check in addition; any that exist are unexpected, and their names are used for expected
        entries without one. If ``None``, all routes in ``live`` are used.
    :param what: the name of ``expected``, for the message
    :raises InputError: an argument cannot be used, or a route was not requested
    """
    found = Live(live)
    wanted = read_expected(expected, what)
    others = read_routes(list(found.sessions) if routes is None else routes)
    names = {str(route["route_id"]): str(route["name"]) for route in others}
    rows = []
    for entry in wanted:
        session = found.session(entry["route_id"])
        name = entry.get("name") or names.get(entry["route_id"], entry["route_id"])
        expectation = {key: entry[key] for key in _CHANGED if key in entry}
        rows.append(_row(name, entry["route_id"], _state(expectation, session), expectation, session))
    known = {entry["route_id"] for entry in wanted}
    for route_id, name in names.items():
        if route_id not in known and (session := found.session(route_id)) is not None:
            rows.append(_row(name, route_id, "unexpected", None, session))
    counts = dict.fromkeys(STATES, 0)
    for row in rows:
        counts[row["state"]] += 1
    return {"drifted": counts["unchanged"] < len(rows), "counts": counts, "routes": rows}


def diff_of(drift: dict[str, t.Any]) -> dict[str, str]:
    """Return the ``diff`` of a comparison: the expected and the current sessions of the routes that drifted."""
    drifted = [row for row in drift["routes"] if row["state"] != "unchanged"]
    before, after = [], []
    for row in drifted[:_IN_DIFF]:
        label = {"name": row["name"], "route_id": row["route_id"]}
        if row["expected"] is not None:
            before.append({**label, **row["expected"]})
        if row["live"] is not None:
            compared = row["live"] if row["expected"] is None else row["expected"]
            after.append({**label, **{key: row["live"][key] for key in compared}})
    more = len(drifted) - _IN_DIFF
    part = f" (the first {_IN_DIFF} routes that drifted, {more} more are left out)" if more > 0 else ""
    return {
        "before_header": f"expected{part}",
        "before": record_text(before),
        "after_header": f"live{part}",
        "after": record_text(after),
    }


def summary(drift: dict[str, t.Any], host: str) -> list[str]:
    """Return the result as lines of text without session IDs: one for all routes, and one for each that drifted."""
    rows = drift["routes"]
    drifted = [row for row in rows if row["state"] != "unchanged"]
    if not rows:
        return [f"No route is expected on {host}, and none of the other routes exists"]
    if not drifted:
        return [f"{f'All {len(rows)} routes are' if len(rows) != 1 else 'The route is'} as expected on {host}"]
    states = ", ".join(f"{count} {state}" for state, count in drift["counts"].items() if count and state != "unchanged")
    lines = [f"{len(drifted)} of {len(rows)} routes drifted on {host}: {states}"]
    lines += [f"{label(row)}: {row['state']}{_statuses(row)}" for row in drifted[:_IN_SUMMARY]]
    more = len(drifted) - _IN_SUMMARY
    return [*lines, f"... and {more} more"] if more > 0 else lines


def _statuses(row: dict[str, t.Any]) -> str:
    if row["state"] != "status_changed":
        return ""
    return f" ({_quote(row['live']['status'])} instead of {_quote(row['expected']['status'])})"


def sentence(row: dict[str, t.Any]) -> str:
    """Return one sentence about a route of a comparison."""
    route = label(row)
    if row["state"] == "missing":
        return f"{route} is expected, but does not exist."
    if row["state"] == "unexpected":
        return f"{route} exists, but is not expected."
    changes = [
        f"{what} {_quote(row['live'][key])} instead of {_quote(row['expected'][key])}"
        for key, what in (("session_id", "session"), ("status", "status"))
        if key in row["expected"] and row["expected"][key] != row["live"][key]
    ]
    return f"{route} has {' and '.join(changes)}." if changes else f"{route} is as expected."


def label(row: dict[str, t.Any]) -> str:
    """Return the name and the ID of a route as one line."""
    name, route_id = one_line(row["name"], _QUOTED), row["route_id"]
    return route_id if name in ("", route_id) else f"{name} ({route_id})"


def _quote(value: str | None) -> str:
    return "none" if value is None else one_line(value, _QUOTED) or "''"


def _state(expectation: dict[str, str | None], session: dict[str, str | None] | None) -> str:
    if session is None:
        return "missing"
    changed = (state for key, state in _CHANGED.items() if key in expectation and expectation[key] != session[key])
    return next(changed, "unchanged")


def _row(name: str, route_id: str, state: str, expected: object, live: object) -> dict[str, t.Any]:
    return {"name": name, "route_id": route_id, "state": state, "expected": expected, "live": live}


def read_expected(expected: object, what: str = "what is expected") -> list[dict[str, t.Any]]:
    """Return the expected entries, with each value as text or ``None``.

    :raises InputError: they cannot be used
    """
    if not isinstance(expected, (list, tuple)) or not all(isinstance(entry, t.Mapping) for entry in expected):
        raise InputError(
            f"{what} must be a list of mappings with route_id and, optionally, session_id and status:"
            " [{route_id: ray-train-01, status: RUNNING}]"
        )
    without = next((entry for entry in expected if entry.get("route_id") is None), None)
    if without is not None:
        raise InputError(f"{what}: the entry {one_line(str(dict(without)), _QUOTED)} has no route_id")
    if expected:
        check_route_ids([entry["route_id"] for entry in expected], what)
    return [{str(key): _text(entry, key, what) for key in entry} for entry in expected]


def _text(entry: t.Mapping[str, t.Any], key: str, what: str) -> str | None:
    value = entry[key]
    if key not in _CHANGED and key not in _LABELS:
        known = ", ".join((*_LABELS, *_CHANGED))
        name = one_line(str(key), _QUOTED)
        raise InputError(f"{what}: route {entry['route_id']!a} has unknown keys '{name}': known are {known}")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{what}: of route {entry['route_id']}, the expected {key} must be a string")
    return None if value is None else str(value)
