# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Compare the sessions that are expected with those that are live."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import plain
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._live import Live
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._record import record_text
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._route_id import check_route_ids
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._routes import read_routes

STATES = ("unchanged", "session_changed", "status_changed", "missing", "unexpected")

# What may be expected of a route, the graver first: where both differ, it is the session that changed.
_CHANGED = {"session_id": "session_changed", "status": "status_changed"}
_LABELS = ("route_id", "name", "url")
_QUOTED = 128


def compare(expected: object, live: object, routes: object = None) -> dict[str, t.Any]:
    """Return ``drifted``, ``counts`` by state, and ``routes``: the expected in their order, then the unexpected.

    :param expected: mappings with ``route_id`` and whatever of ``session_id`` and ``status`` matters; ``name`` is a
        label, and ``url`` is not looked at
    :param live: what ``fabric_session_info`` returned for at least these routes
    :param routes: where given, only these are unexpected without an expectation, and they lend their names
    :raises InputError: one of them cannot be used, or ``live`` does not tell of a route whether it exists
    """
    found = Live(live)
    wanted = _read_expected(expected)
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
    """Return the diff of a comparison as Ansible shows it: two records, with only what is compared."""
    before, after = [], []
    for row in drift["routes"]:
        label = {"name": row["name"], "route_id": row["route_id"]}
        if row["expected"] is not None:
            before.append({**label, **row["expected"]})
        if row["live"] is not None:
            compared = row["live"] if row["expected"] is None else row["expected"]
            after.append({**label, **{key: row["live"][key] for key in compared}})
    return {
        "before_header": "expected",
        "before": record_text(before),
        "after_header": "live",
        "after": record_text(after),
    }


def sentences_of(drift: dict[str, t.Any]) -> list[str]:
    """Return one sentence for each route that drifted."""
    return [sentence(row) for row in drift["routes"] if row["state"] != "unchanged"]


def sentence(row: dict[str, t.Any]) -> str:
    """Return one line about a route of a comparison."""
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
    """Return a route's name and ID for a person, as one line."""
    name, route_id = plain(row["name"], _QUOTED), row["route_id"]
    return route_id if name in ("", route_id) else f"{name} ({route_id})"


def _quote(value: str | None) -> str:
    return "none" if value is None else plain(value, _QUOTED) or "''"


def _state(expectation: dict[str, str | None], session: dict[str, str | None] | None) -> str:
    if session is None:
        return "missing"
    changed = (state for key, state in _CHANGED.items() if key in expectation and expectation[key] != session[key])
    return next(changed, "unchanged")


def _row(name: str, route_id: str, state: str, expected: object, live: object) -> dict[str, t.Any]:
    return {"name": name, "route_id": route_id, "state": state, "expected": expected, "live": live}


def _read_expected(expected: object) -> list[dict[str, t.Any]]:
    if not isinstance(expected, (list, tuple)) or not all(isinstance(entry, t.Mapping) for entry in expected):
        raise InputError("what is expected must be a list of mappings with route_id, and session_id, status or both")
    if expected:
        check_route_ids([entry.get("route_id") for entry in expected], "what is expected")
    return [{str(key): _text(entry, key) for key in entry} for entry in expected]


def _text(entry: t.Mapping[str, t.Any], key: str) -> str | None:
    value = entry[key]
    if key not in _CHANGED and key not in _LABELS:
        known = ", ".join((*_LABELS, *_CHANGED))
        raise InputError(f"of route {entry['route_id']}, {plain(str(key), _QUOTED)} is expected: known are {known}")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise InputError(f"of route {entry['route_id']}, the expected {key} must be a string")
    return None if value is None else str(value)
