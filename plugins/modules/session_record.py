#!/usr/bin/python
# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: session_record
short_description: Write the sessions of Ray clusters to a file on the managed host
version_added: 1.0.0
description:
  - Gets the session of each route on the controller, and writes them to a file on the managed host. The file is a
    I(record), with which M(huaweicloud.dataarts_fabric.session_drift) compares the sessions later.
  - The record is JSON, sorted by name. It does not change while the sessions do not change. A route that does not exist
    is not in it.
  - If the task fails, an existing record is not changed.
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
requirements:
  - requests on the controller
seealso:
  - module: huaweicloud.dataarts_fabric.session_drift
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - plugin: huaweicloud.dataarts_fabric.to_session_record
    plugin_type: filter
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric.guides
  - huaweicloud.dataarts_fabric.guides.playbooks
  - huaweicloud.dataarts_fabric.attributes
  - huaweicloud.dataarts_fabric.attributes.action_group
  - huaweicloud.dataarts_fabric.attributes.on_controller
  - huaweicloud.dataarts_fabric.file
  - huaweicloud.dataarts_fabric.file.record
  - huaweicloud.dataarts_fabric.named_routes
  - huaweicloud.dataarts_fabric.on_missing.warn
  - huaweicloud.dataarts_fabric.concurrency
  - huaweicloud.dataarts_fabric.connection
  - huaweicloud.dataarts_fabric.credentials
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
"""

EXAMPLES = r"""
- name: Record the sessions of two clusters
  huaweicloud.dataarts_fabric.session_record:
    path: /srv/ray/sessions.json
    region: cn-north-4
    routes:
      - ray-train-01
      - route_id: 0b5633ba-2b90-4511-ad51-4346f4d23d4b
        name: Serving
"""

RETURN = r"""
dest:
  description: The path of the record.
  returned: on success
  type: str
  sample: /srv/ray/sessions.json
checksum:
  description: The SHA-1 checksum of the record.
  returned: on success
  type: str
  sample: 6e642bb8dd5c2e027bf21dd923337cbb4214f827
sessions:
  description: The sessions that are in the record, as M(huaweicloud.dataarts_fabric.fabric_session_info) returns them.
  returned: on success
  type: list
  elements: dict
  sample:
    - route_id: ray-train-01
      session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      status: RUNNING
missing:
  description: The route IDs that do not exist, in the order of O(routes), each once.
  returned: if a request was sent
  type: list
  elements: str
  sample: []
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
  sample: file
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
  sample: Check the path, its directory and the permissions.
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
from ..module_utils._options import (
    CONCURRENCY,
    CONNECTION,
    CREDENTIALS,
    FILE,
    NAMED_ROUTES,
    ON_MISSING_WARN,
    RECORD_MODE,
)

SPEC = {
    "argument_spec": argument_spec(
        FILE, RECORD_MODE, NAMED_ROUTES, ON_MISSING_WARN, CONCURRENCY, CONNECTION, CREDENTIALS
    ),
}


def main() -> None:
    """Check the options, for tools. Ansible runs the action instead."""
    run_on_controller(basic.AnsibleModule(**SPEC, supports_check_mode=True))


if __name__ == "__main__":
    main()
