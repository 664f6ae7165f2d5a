#!/usr/bin/python
# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: session_drift
short_description: Report how sessions differ from what is expected
version_added: 1.0.0
description:
  - Compares as the filter P(huaweicloud.dataarts_fabric.session_drift#filter) does. The task is C(changed) where there
    is drift, and its diff shows what is expected and what is live.
  - It runs on the controller, asks for nothing, and never writes anything, in check mode or not.
  - The role P(huaweicloud.dataarts_fabric.session_drift#role) does the asking too.
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
options:
  expected:
    description: What is expected, as for the filter.
    type: list
    elements: dict
    required: true
  live:
    description:
      - What M(huaweicloud.dataarts_fabric.fabric_session_info) returned, as for the filter.
      - Where that failed, this fails with the same words, as nothing is known about drift then.
    type: dict
    required: true
  routes:
    description: The routes that are unexpected where nothing is expected of them, as for the filter.
    type: list
    elements: raw
seealso:
  - plugin: huaweicloud.dataarts_fabric.session_drift
    plugin_type: filter
  - module: huaweicloud.dataarts_fabric.fabric_session_info
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric._attributes
attributes:
  check_mode:
    support: full
    details:
      - It changes nothing, so it does the same in check mode.
  diff_mode:
    support: full
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: [ray-train-01, ray-serve-eu]
    on_missing: skip
  register: rays

- name: Report how they differ from what is expected
  huaweicloud.dataarts_fabric.session_drift:
    expected:
      - route_id: ray-train-01
        name: Training
        session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      - route_id: ray-serve-eu
        status: RUNNING
    live: "{{ rays }}"
  diff: true
"""

RETURN = r"""
drifted:
  description: Whether any route is not as expected. The same as C(changed).
  returned: success
  type: bool
  sample: true
counts:
  description: How many routes are in each state.
  returned: success
  type: dict
  sample:
    unchanged: 1
    session_changed: 1
    status_changed: 0
    missing: 0
    unexpected: 0
routes:
  description: Each route, as the filter returns it.
  returned: success
  type: list
  elements: dict
  sample:
    - name: Training
      route_id: ray-train-01
      state: session_changed
      expected:
        session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      live:
        session_id: 5b0c2e0c-6a1c-4a57-9d6b-3f1f4f6a7b10
        status: RUNNING
sentences:
  description: One sentence for each route that is not as expected.
  returned: success
  type: list
  elements: str
  sample:
    - ray-serve-eu has status STOPPED instead of RUNNING.
"""
