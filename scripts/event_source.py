# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the event source's argument schema from the tables of options: ``python -m scripts.event_source``.

It is a file in the tree, because what reads it does not run the event source.
"""

from __future__ import annotations

import json
import re
import sys
import typing as t

from scripts.collection import ROOT, link
from scripts.fragments import documented

sys.path.insert(0, str(link()))

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._option import Option
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session import _route_id
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._arguments import NAME, OPTIONS

FILE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "schemas" / "ray_sessions.json"

_TYPES = {"bool": "boolean", "float": "number", "int": "integer", "path": "string", "str": "string"}
_ROUTE_ID = {"type": ["string", "integer"], "description": f"A route ID: {_route_id.RULE}"}
_ROUTE = {
    "type": "object",
    "properties": {"route_id": _ROUTE_ID, "name": {"type": "string"}, "url": {"type": "string"}},
    "required": ["route_id"],
    "additionalProperties": False,
}
_ROUTES = {
    "anyOf": [
        {"type": "array", "minItems": 1, "items": {"anyOf": [_ROUTE_ID, _ROUTE]}},
        {"type": "string", "minLength": 1, "description": "Route IDs with commas between them"},
    ]
}


def schema() -> dict[str, t.Any]:
    """Return the schema of the arguments."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Event source {NAME}",
        "description": "Events for changes of the sessions of Ray clusters.",
        "type": "object",
        "properties": {option.name: _property(option) for option in OPTIONS},
        "required": [option.name for option in OPTIONS if option.required],
        "additionalProperties": False,
    }


def text() -> str:
    """Return the text of the file."""
    return json.dumps(schema(), indent=4, ensure_ascii=False) + "\n"


def _property(option: Option) -> dict[str, t.Any]:
    found: dict[str, t.Any] = {
        "title": option.name.replace("_", " ").capitalize(),
        "description": " ".join(map(_plain, documented(option)["description"])),
    }
    found |= _ROUTES if option.name == "routes" else {"type": _TYPES[option.type]}
    if option.secret:
        found["format"] = "password"
    if option.choices:
        found["enum"] = list(option.choices)
    if option.default is not None:
        found["default"] = option.default
    if option.allowed:
        found["exclusiveMinimum" if option.allowed.exclusive else "minimum"] = option.allowed.minimum
        found["maximum"] = option.allowed.maximum
    return found


def _plain(paragraph: str) -> str:
    """Return a paragraph without the markup of Ansible's documentation."""
    return re.sub(r"\b(?:[CEOV]|RV)\(([^()]*)\)", r"\1", paragraph)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
