# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: session_drift
short_description: Compare the sessions that are expected with those that are live
version_added: 1.0.0
description:
  - Tells of each route whether it is as expected. Nothing is asked for and nothing is changed.
  - The role P(huaweicloud.dataarts_fabric.session_drift#role) does the asking and the reporting too.
positional: _input, live, routes
options:
  _input:
    description:
      - What is expected, a list of mappings with C(route_id) and whatever of C(session_id) and C(status) matters.
        One that has neither says that the route is to exist.
      - C(name) is a label, by default the route ID, and C(url) is not looked at. Other keys are errors.
    type: list
    elements: dict
    required: true
  live:
    description:
      - What M(huaweicloud.dataarts_fabric.fabric_session_info) returned for at least these routes, with
        O(huaweicloud.dataarts_fabric.fabric_session_info#module:on_missing) set to V(warn) or V(skip).
      - The result of a failure is an error, and so is a route that was not asked for. Neither is drift.
    type: dict
    required: true
  routes:
    description:
      - The routes that are unexpected where nothing is expected of them, in any shape that
        P(huaweicloud.dataarts_fabric.routes#filter) takes. They lend their names to what is expected without one.
      - Without it, these are all routes in O(live).
    type: list
    elements: raw
seealso:
  - plugin: huaweicloud.dataarts_fabric.from_session_record
    plugin_type: filter
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: "{{ expected | map(attribute='route_id') }}"
    on_missing: skip
  register: rays

- name: Do something about the clusters that are not as expected
  ansible.builtin.debug:
    msg: "{{ item.name }} is {{ item.state }}"
  loop: >-
    {{ (expected | huaweicloud.dataarts_fabric.session_drift(rays)).routes | rejectattr('state', 'eq', 'unchanged') }}
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
      description: The expected routes in their order, and then the unexpected.
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
            - Where session and status changed, it is V(session_changed).
          type: str
        expected:
          description: What is expected of C(session_id) and C(status). Null for V(unexpected).
          type: dict
        live:
          description: C(session_id) and C(status). Null for V(missing).
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

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._drift import compare
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError


def session_drift(expected: object, live: object, routes: object = None) -> dict[str, t.Any]:
    """Compare the sessions that are expected with those that are live."""
    try:
        return compare(expected, live, routes)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"session_drift": session_drift}
