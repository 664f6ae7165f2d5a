# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Write and read a record: the sessions of some routes as JSON, which does not change while the sessions do not.

Its schema is ``docs/session_record.schema.json``.
"""

from __future__ import annotations

import json
import re
import typing as t

from ..module_utils._errors import InputError
from ..module_utils._session._operation import problem_of
from ..module_utils._text import one_line
from ._routes import read_routes
from ._sessions import Live

FORMAT = 1
_SHOWN = 128

# JSON may contain these characters, but in a diff they could control the terminal.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def record_of(routes: object, live: object) -> str:
    """Return the record of some routes, without those that do not exist.

    :param routes: the routes, in any form that ``read_routes`` accepts
    :param live: the result of ``fabric_session_info`` for them
    :raises InputError: one of the arguments cannot be used
    """
    found = Live(live)
    entries: dict[tuple[t.Any, ...], dict[str, t.Any]] = {}
    for route in read_routes(routes):
        session = found.session(str(route["route_id"]))
        if session is not None:
            key = route["name"], route["route_id"]
            entries[key] = {"name": route["name"], "route_id": route["route_id"], **session}
    return record_text(entries.values())


def record_text(entries: t.Iterable[dict[str, t.Any]]) -> str:
    """Return the text of a record with these entries, sorted by name and then by route ID."""
    ordered = sorted(entries, key=lambda entry: (entry["name"], entry["route_id"]))
    text = json.dumps({"format": FORMAT, "routes": ordered}, indent=2, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def read_record(text: object, what: str = "the record") -> list[dict[str, t.Any]]:
    """Return the entries of a record.

    :param text: the text, or a mapping, because ansible-core before 2.19 parses a variable that looks like JSON
    :param what: the name of the record, for the message
    :raises InputError: it is not a record, or has another format
    """
    try:
        # Some editors begin a file with a byte order mark.
        record = text if isinstance(text, dict) else json.loads(str(text).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise InputError(f"{what} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{what} is not JSON") from None
    if not isinstance(record, dict) or "format" not in record:
        raise InputError(f"{what} has no format: it is not what session_record writes")
    if record["format"] != FORMAT:
        given = one_line(ascii(record["format"]), _SHOWN)
        raise InputError(f"{what} has format {given}, but this version reads format {FORMAT}")
    entries = record.get("routes")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and "route_id" in entry for entry in entries):
        raise InputError(f"{what} has no list of routes with a route_id each")
    problem = next(filter(None, map(problem_of, entries)), None)
    if problem:  # it is not from the service, and could control the terminal
        raise InputError(f"{what} has {problem}")
    return entries
