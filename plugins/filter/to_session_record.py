# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: to_session_record
short_description: Write down the sessions of routes
version_added: 1.0.0
description:
  - Gives the text of a record, which is JSON with an entry for each route that exists, and a format version.
  - It is sorted, and the same byte for byte while nothing changes.
  - The role P(huaweicloud.dataarts_fabric.session_record#role) writes it to a file. Its schema is
    C(docs/session_record.schema.json) in this collection.
positional: _input, live
options:
  _input:
    description: The routes, as a list of route IDs, or of mappings with C(route_id) and, where wanted, C(name).
    type: list
    elements: raw
    required: true
  live:
    description: What M(huaweicloud.dataarts_fabric.fabric_session_info) returned for at least these routes.
    type: dict
    required: true
seealso:
  - plugin: huaweicloud.dataarts_fabric.from_session_record
    plugin_type: filter
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: "{{ my_routes }}"
    on_missing: warn
  register: rays

- name: Write them down
  ansible.builtin.copy:
    content: "{{ my_routes | huaweicloud.dataarts_fabric.to_session_record(rays) }}"
    dest: /srv/ray/sessions.json
    mode: "0640"
"""

RETURN = r"""
_value:
  description: The text of the record.
  type: str
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._record import record_of


def to_session_record(routes: object, live: object) -> str:
    """Write down the sessions of routes."""
    try:
        return record_of(routes, live)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"to_session_record": to_session_record}
