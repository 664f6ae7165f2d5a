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
  - Gets the session of each route on the controller, with its credential, and writes them to a file on the managed
    host. The file is a I(record), which M(huaweicloud.dataarts_fabric.session_drift) compares with later.
  - The record is JSON, sorted by name, and the same byte for byte while nothing changes. A failure leaves the old
    record as it was.
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
requirements:
  - requests on the controller
options:
  path:
    description:
      - The record, as an absolute path on the managed host. Its directory must exist.
    type: str
    required: true
  routes:
    description:
      - The routes, as a list of route IDs, or of mappings with C(route_id) and, where wanted, C(name) and C(url).
    type: list
    elements: raw
    required: true
  on_missing:
    description:
      - What to do about a route that does not exist.
      - V(warn) leaves it out of the record with a warning, and V(skip) without one.
      - V(error) fails, and leaves the old record as it was.
    type: str
    choices: [error, warn, skip]
    default: warn
  mode:
    description: The permissions of the record, as for M(ansible.builtin.copy).
    type: raw
    default: "0640"
  owner:
    description: The user who owns the record. If omitted, the owner of an existing record is kept.
    type: str
  group:
    description: The group that owns the record. If omitted, the group of an existing record is kept.
    type: str
notes:
  - The hosts that run one task at the same time share their answers. Each route is asked for once, whichever of them
    need it, as long as their settings and credentials are the same.
  - Only the file goes to the managed host, through M(ansible.builtin.copy), which needs Python there but no package.
  - An Ansible variable named C(ansible_dataarts_fabric_<option>), such as C(ansible_dataarts_fabric_region), stands for
    an option of the connection or the credential that the task does not give. A host that returns such a variable as a
    fact is refused.
seealso:
  - module: huaweicloud.dataarts_fabric.session_drift
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - plugin: huaweicloud.dataarts_fabric.to_session_record
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
  returned: success
  type: str
  sample: /srv/ray/sessions.json
checksum:
  description: The SHA-1 checksum of the record.
  returned: success
  type: str
  sample: 6e642bb8dd5c2e027bf21dd923337cbb4214f827
sessions:
  description: The sessions that are in the record, as M(huaweicloud.dataarts_fabric.fabric_session_info) returns them.
  returned: success
  type: list
  elements: dict
  sample:
    - route_id: ray-train-01
      session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      status: RUNNING
missing:
  description: The route IDs that do not exist, in order, each once.
  returned: once something was sent
  type: list
  elements: str
  sample: []
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
        "path": {"type": "str", "required": True},
        "routes": {"type": "list", "elements": "raw", "required": True},
        "on_missing": {"type": "str", "choices": ["error", "warn", "skip"], "default": "warn"},
        "mode": {"type": "raw", "default": "0640"},
        "owner": {"type": "str"},
        "group": {"type": "str"},
        **argument_spec(CONCURRENCY, CONNECTION, CREDENTIALS),
    },
}


def main() -> None:
    """Check the options, for tools. Ansible runs the action instead."""
    run_on_controller(basic.AnsibleModule(**SPEC, supports_check_mode=True))


if __name__ == "__main__":
    main()
