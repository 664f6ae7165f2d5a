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
  - Gets the session of each route on the controller, with its credential, and compares it with what is expected.
  - The task is C(changed) where there is drift. With C(--diff) it shows what is expected and what is live. Nothing is
    changed, in check mode or not.
  - If the sessions or the record cannot be had, the task fails and RV(drifted) is null. A route that does not exist
    is no failure, but drift.
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
requirements:
  - requests on the controller
options:
  expected:
    description:
      - What is expected, a list of mappings with C(route_id) and whatever of C(session_id) and C(status) matters. An
        entry that has neither says that the route is to exist.
      - C(name) is a label, by default the route ID, and C(url) is ignored. Other keys are errors.
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
        where wanted, C(name) and C(url). Any that exist are reported as V(unexpected).
      - Their names are used for expected entries that have none.
    type: list
    elements: raw
  fail_on_drift:
    description: Whether drift is a failure.
    type: bool
    default: false
  report:
    description:
      - A file on the controller to write the outcome to, JUnit XML where its name ends in C(.xml), else JSON. A
        relative path starts where Ansible was started, and the directory must exist.
      - It is written anew after the check of each host, in check mode too, and holds every check of this run of Ansible
        and every host of the play. A host that was not checked, for whatever reason, is an error in it.
      - Its permissions are those of the file that was there before, or C(0600).
    type: path
notes:
  - The hosts that run one task at the same time share their answers. Each route is asked for once, whichever of them
    need it, as long as their settings and credentials are the same.
  - Where no host comes as far as this task, no report is written, and an old one stays. A report has the time of its
    run.
  - Only O(record) is read from the managed host, through M(ansible.builtin.slurp), which needs Python there but no
    package.
  - An Ansible variable named C(ansible_dataarts_fabric_<option>), such as C(ansible_dataarts_fabric_region), stands for
    an option of the connection or the credential that the task does not give. A host that returns such a variable as a
    fact is refused.
seealso:
  - module: huaweicloud.dataarts_fabric.session_record
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - plugin: huaweicloud.dataarts_fabric.session_drift
    plugin_type: filter
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric.attributes
  - huaweicloud.dataarts_fabric.attributes.action_group
  - huaweicloud.dataarts_fabric.concurrency
  - huaweicloud.dataarts_fabric.connection
  - huaweicloud.dataarts_fabric.credentials
attributes:
  check_mode:
    support: full
    details:
      - It changes nothing, so it does the same in check mode.
  diff_mode:
    support: full
"""

EXAMPLES = r"""
- name: Compare with a record on the managed host
  huaweicloud.dataarts_fabric.session_drift:
    record: /srv/ray/sessions.json
    region: cn-north-4
    report: drift.xml

- name: Fail where a cluster does not run
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
  description: Whether any route is not as expected. The same as C(changed). Null where that is unknown.
  returned: always
  type: bool
  sample: true
counts:
  description: How many routes are in each state. Empty where that is unknown.
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
    - The expected routes in their order, and then the unexpected. Empty where that is unknown.
    - With O(fail_on_drift) and drift, V(expected) and V(live) are left out, as Ansible shows the whole result of a
      failure.
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
      description: The name, by default the route ID.
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
summary:
  description:
    - The outcome in lines for a person, without session IDs. The first is about all routes, and one for each of the
      first 20 that drifted follows.
  returned: always
  type: list
  elements: str
  sample:
    - "1 of 2 routes drifted on web-1: 1 session_changed"
    - "Training (ray-train-01): session_changed"
failures:
  description: Each route that failed, as M(huaweicloud.dataarts_fabric.fabric_session_info) returns them.
  returned: failure, once something was sent
  type: list
  elements: dict
"""

from ansible.module_utils import basic

from ..module_utils._module import run_on_controller
from ..module_utils._options import CONCURRENCY, CONNECTION, CREDENTIALS, argument_spec

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
