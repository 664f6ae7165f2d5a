# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: to_session_record
short_description: Format the sessions of routes as a record
version_added: 1.0.0
description:
  - Returns the text of a record. It is JSON with a format version and an entry for each route that exists.
  - The entries are sorted. If no session changes, the text does not change.
  - The module M(huaweicloud.dataarts_fabric.session_record) also requests the sessions and writes the file. The schema
    is C(docs/session_record.schema.json) in this collection.
positional: _input, live
options:
  _input:
    description: The routes. Each is a route ID, or a mapping with C(route_id) and optionally C(name).
    type: list
    elements: raw
    required: true
  live:
    description: The result of M(huaweicloud.dataarts_fabric.fabric_session_info) for at least these routes.
    type: dict
    required: true
seealso:
  - plugin: huaweicloud.dataarts_fabric.from_session_record
    plugin_type: filter
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: [ray-train-01, ray-serve-eu]
    on_missing: warn
  register: rays

- name: Write them to a file
  ansible.builtin.copy:
    content: "{{ routes | huaweicloud.dataarts_fabric.to_session_record(rays) }}"
    dest: "{{ playbook_dir }}/sessions.json"
    mode: "0640"
  vars:
    routes:
      - route_id: ray-train-01
        name: Training
      - ray-serve-eu
"""

RETURN = r"""
_value:
  description: The text of the record.
  type: str
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._errors import FabricError
from ..plugin_utils._record import record_of


def to_session_record(routes: object, live: object = None) -> str:
    """Return the text of a record."""
    try:
        return record_of(routes, live)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"to_session_record": to_session_record}
