# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A record: the sessions of some routes, as JSON that is the same byte for byte while nothing changes.

Its schema is ``docs/session_record.schema.json``.
"""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._live import Live
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._routes import read_routes

FORMAT = 1

# JSON may hold these as they are, but in a diff they would write to a person's terminal.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def record_of(routes: object, live: object) -> str:
    """Return the record of some routes, without those that do not exist.

    :param routes: the routes, in any shape that ``read_routes`` takes
    :param live: what ``fabric_session_info`` returned for them
    :raises InputError: one of them cannot be used
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
    """Return the text of a record with these entries, by name and then by route ID."""
    ordered = sorted(entries, key=lambda entry: (entry["name"], entry["route_id"]))
    text = json.dumps({"format": FORMAT, "routes": ordered}, indent=2, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def read_record(text: object) -> list[dict[str, t.Any]]:
    """Return the entries of a record.

    :raises InputError: it is no record, or one of another format
    """
    try:
        record = json.loads(str(text))
    except (ValueError, RecursionError):
        raise InputError("the record is not JSON") from None
    if not isinstance(record, dict) or "format" not in record:
        raise InputError("the record has no format: it is not what the role session_record writes")
    if record["format"] != FORMAT:
        raise InputError(f"the record has format {record['format']}, but this version reads format {FORMAT}")
    entries = record.get("routes")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and "route_id" in entry for entry in entries):
        raise InputError("the record has no list of routes with a route_id each")
    return entries
