# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: session_drift
short_description: Compare expected sessions with current ones
version_added: 1.0.0
description:
  - Returns for each route whether it is as expected. It sends no request and changes nothing.
  - The module M(huaweicloud.dataarts_fabric.session_drift) also requests the sessions and writes a report.
positional: _input, live, routes
options:
  _input:
    description:
      - The expected routes. Each is a mapping with C(route_id) and optionally C(session_id) and C(status). Without
        both, any session is as expected.
      - C(name) is a label. Its default is the route ID. C(url) is ignored. Any other key is an error.
    type: list
    elements: dict
    required: true
  live:
    description:
      - The result of M(huaweicloud.dataarts_fabric.fabric_session_info) for at least these routes, with
        O(huaweicloud.dataarts_fabric.fabric_session_info#module:on_missing) set to V(warn) or V(skip).
      - The result of a failed task or of a loop is an error, and so is a route that was not requested. None of them is
        drift.
    type: dict
    required: true
  routes:
    description:
      - Routes to check in addition to the expected ones, as for P(huaweicloud.dataarts_fabric.routes#filter). Any of
        them that exist are reported as unexpected. Their names are used for expected entries that have none.
      - If omitted, all routes in O(live) are used.
    type: list
    elements: raw
seealso:
  - plugin: huaweicloud.dataarts_fabric.from_session_record
    plugin_type: filter
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: [ray-train-01, ray-train-02]
    on_missing: skip
  register: rays

- name: Show the clusters that are not as expected
  ansible.builtin.debug:
    msg: "{{ item.name }} is {{ item.state }}"
  loop: "{{ drift.routes | rejectattr('state', 'eq', 'unchanged') }}"
  loop_control:
    label: "{{ item.route_id }}"
  vars:
    expected:
      - route_id: ray-train-01
        name: Training
        session_id: 00000000-0000-0000-0000-000000000000
      - route_id: ray-train-02
        status: CREATING
    drift: "{{ expected | huaweicloud.dataarts_fabric.session_drift(rays) }}"
"""

RETURN = r"""
_value:
  description: The comparison.
  type: dict
  contains:
    drifted:
      description: Whether any route is not as expected.
      type: bool
    counts:
      description: How many routes are in each state.
      type: dict
    routes:
      description: The expected routes in their order, followed by the unexpected ones.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        route_id:
          description: The route ID.
          type: str
        state:
          description:
            - V(unchanged), V(session_changed), V(status_changed), V(missing) or V(unexpected).
            - If both session and status changed, it is V(session_changed).
          type: str
        expected:
          description: The expected C(session_id) and C(status). Null for V(unexpected).
          type: dict
        live:
          description: The current C(session_id) and C(status). Null for V(missing).
          type: dict
  sample:
    drifted: true
    counts:
      unchanged: 0
      session_changed: 0
      status_changed: 1
      missing: 0
      unexpected: 0
    routes:
      - name: Training
        route_id: ray-train-01
        state: status_changed
        expected:
          status: RUNNING
        live:
          session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
          status: STOPPED
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._errors import FabricError
from ..plugin_utils._drift._compare import compare


def session_drift(expected: object, live: object = None, routes: object = None) -> dict[str, t.Any]:
    """Return how current sessions differ from expected ones."""
    try:
        return compare(expected, live, routes)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"session_drift": session_drift}
