#!/usr/bin/python
# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: session_drift
short_description: Report how the sessions of Ray clusters differ from what is expected
version_added: 1.0.0
description:
  - Gets the session of each route on the controller, and compares it with what is expected.
  - The task is C(changed) if there is drift. With C(--diff), it shows the expected and the current sessions. It
    never changes anything.
  - If the sessions or the record cannot be read, the task fails and RV(drifted) is null. A route that does not exist is
    not a failure, but drift.
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
requirements:
  - requests on the controller
options:
  expected:
    description:
      - What is expected, as a list of mappings with C(route_id) and, optionally, C(session_id) and C(status). If an
        entry has neither of the two, the route must exist.
      - C(name) is a label. If omitted, the route ID is used. C(url) is ignored. Any other key is an error.
      - Exactly one of O(expected) and O(record) is required.
    type: list
    elements: dict
  record:
    description:
      - What is expected, as the absolute path of a file on the managed host that
        M(huaweicloud.dataarts_fabric.session_record) wrote.
    type: str
  routes:
    description:
      - Routes to check in addition to the expected ones, as a list of route IDs, or of mappings with C(route_id) and,
        optionally, C(name) and C(url). Any that exist are reported as V(unexpected).
      - Their names are used for expected entries that have none.
    type: list
    elements: raw
  fail_on_drift:
    description: Whether drift is a failure.
    type: bool
    default: false
  report:
    description:
      - The path of a report on the controller. If the name ends with C(.xml), the report is JUnit XML, otherwise JSON.
        A relative path is relative to the directory in which Ansible was started. The directory of the report must
        exist.
      - The report is written again after the check of each host, also in check mode. It contains every check of this
        run of Ansible, and every host of the play. A host that was not checked is an error in it.
      - If hosts have different reports, a host is only expected in its own.
      - The permissions of an existing report are kept. Those of a new one are C(0600).
    type: path
notes:
  - If no host reaches this task, no report is written, and an existing one is not changed. A report contains the time
    of its run.
  - Only O(record) is read from the managed host, by M(ansible.builtin.slurp), which requires Python there but no
    package.
seealso:
  - module: huaweicloud.dataarts_fabric.session_record
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - plugin: huaweicloud.dataarts_fabric.session_drift
    plugin_type: filter
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric.guides
  - huaweicloud.dataarts_fabric.guides.playbooks
  - huaweicloud.dataarts_fabric.attributes
  - huaweicloud.dataarts_fabric.attributes.action_group
  - huaweicloud.dataarts_fabric.attributes.on_controller
  - huaweicloud.dataarts_fabric.concurrency
  - huaweicloud.dataarts_fabric.connection
  - huaweicloud.dataarts_fabric.credentials
attributes:
  check_mode:
    support: full
    details:
      - The module only reads, so it does the same in check mode.
  diff_mode:
    support: full
"""

EXAMPLES = r"""
- name: Compare with a record on the managed host
  huaweicloud.dataarts_fabric.session_drift:
    record: /srv/ray/sessions.json
    region: cn-north-4
    report: drift.xml

- name: Fail if a cluster does not run
  huaweicloud.dataarts_fabric.session_drift:
    expected:
      - route_id: ray-train-01
        name: Training
        status: RUNNING
      - route_id: ray-serve-eu
        status: RUNNING
    fail_on_drift: true
    region: cn-north-4
"""

RETURN = r"""
drifted:
  description: Whether any route is not as expected. The same as C(changed). Null if that is unknown.
  returned: always
  type: bool
  sample: true
counts:
  description: How many routes are in each state. Empty if that is unknown.
  returned: always
  type: dict
  sample:
    unchanged: 1
    session_changed: 1
    status_changed: 0
    missing: 0
    unexpected: 0
routes:
  description:
    - The expected routes in their order, followed by the unexpected ones. Empty if drift is unknown.
    - If the task fails because of O(fail_on_drift), V(expected) and V(live) are omitted, because Ansible shows the
      whole result of a failure. With C(failed_when) instead, they are shown with the session IDs, unless the task has
      C(no_log).
  returned: always
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
  contains:
    name:
      description: The name, or the route ID if there is no name.
      type: str
    route_id:
      description: The route ID.
      type: str
    state:
      description:
        - V(unchanged), V(session_changed), V(status_changed), V(missing) or V(unexpected).
        - If both the session and the status changed, it is V(session_changed).
      type: str
    expected:
      description: The expected C(session_id) and C(status). Null for V(unexpected).
      type: dict
    live:
      description: The current C(session_id) and C(status). Null for V(missing).
      type: dict
summary:
  description:
    - The result as text, without session IDs. The first line is about all routes. It is followed by a line for each of
      the first 20 routes that drifted.
  returned: always
  type: list
  elements: str
  sample:
    - "1 of 2 routes drifted on web-1: 1 session_changed"
    - "Training (ray-train-01): session_changed"
failures:
  description: Each route that failed, as M(huaweicloud.dataarts_fabric.fabric_session_info) returns them.
  returned: on failure, if a request was sent
  type: list
  elements: dict
reason:
  description:
    - The kind of the failure, in one word. Use it in conditions, because messages may change. The values are those of
      RV(huaweicloud.dataarts_fabric.fabric_session_info#module:reason).
  returned: on failure
  type: str
  sample: drift
http_status:
  description: The HTTP status of the response. Null if there was no complete response, or nothing was sent.
  returned: on failure
  type: int
error_code:
  description: The error code from the response, always as a string. Null if there is none.
  returned: on failure
  type: str
error_msg:
  description: The error message from the response. Null if there is none.
  returned: on failure
  type: str
solution_msg:
  description: What to do about the failure. It is never empty.
  returned: on failure
  type: str
  sample: Check these clusters. If the change is intended, record the sessions again or correct what is expected.
solution_source:
  description:
    - Where RV(solution_msg) comes from. V(api) means the response. V(collection) means this collection, because there
      is no response or it has no solution.
  returned: on failure
  type: str
  sample: collection
request_id:
  description: The ID of the request, which the support of Huawei Cloud needs. Null if there is none.
  returned: on failure
  type: str
tries:
  description: How many requests were sent for the route that failed. V(0) if nothing was sent.
  returned: on failure
  type: int
  sample: 0
"""

from ansible.module_utils import basic

from ..module_utils._module import run_on_controller
from ..module_utils._option import argument_spec
from ..module_utils._options import CONCURRENCY, CONNECTION, CREDENTIALS

SPEC = {
    "argument_spec": {
        "expected": {"type": "list", "elements": "dict"},
        "record": {"type": "str"},
        "routes": {"type": "list", "elements": "raw"},
        "fail_on_drift": {"type": "bool", "default": False},
        "report": {"type": "path"},
        **argument_spec(CONCURRENCY, CONNECTION, CREDENTIALS),
    },
    "mutually_exclusive": [("expected", "record")],
    "required_one_of": [("expected", "record")],
}


def main() -> None:
    """Check the options, for tools. Ansible runs the action instead."""
    run_on_controller(basic.AnsibleModule(**SPEC, supports_check_mode=True))


if __name__ == "__main__":
    main()
