#!/usr/bin/python
# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fabric_session_info
short_description: Get the session of a Ray cluster on DataArts Fabric
version_added: 1.0.0
description:
  - Turns the route ID of a Ray or Ray Serve cluster into the session ID and status with which its Ray dashboard is
    opened.
  - Makes one call of the API operation C(POST /v1/sessions) for each route. The operation is named I(Obtaining Session
    Information); it reads, although its method is C(POST).
  - The API returns no URL. How the session ID is given to a dashboard is not documented by Huawei Cloud.
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
requirements:
  - requests
seealso:
  - module: huaweicloud.dataarts_fabric.iam_token_info
  - name: Obtaining Session Information
    description: The page of the API reference that this module implements.
    link: https://support.huaweicloud.com/intl/en-us/api-fabric/ShowSessionInfo.html
notes:
  - An Ansible variable named C(ansible_dataarts_fabric_<option>), such as C(ansible_dataarts_fabric_region), stands for
    an option of the connection or the credential that the task does not give. The lookup
    P(huaweicloud.dataarts_fabric.fabric_session#lookup) takes the same variables.
  - Where the connection is local and the task has no C(become) and no C(async), no separate process is started, which
    makes loops many times faster. Set the variable C(ansible_dataarts_fabric_in_process) to V(false) to turn that off.
  - An IAM user needs the action C(DataArtsFabric:workspace:showSession).
  - Environment variables are those of the machine that the module runs on, which is the managed host.
  - Redirects are never followed, and neither C(~/.netrc) nor the C(OS_*) variables of OpenStack are read.
  - Whether the service makes a new session for a call, and how long a session lasts, is not documented.
    Do not expect the same session ID for ever.
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric._attributes
  - huaweicloud.dataarts_fabric._attributes.info_module
  - huaweicloud.dataarts_fabric._attributes.action_group
  - huaweicloud.dataarts_fabric._routes
  - huaweicloud.dataarts_fabric._connection
  - huaweicloud.dataarts_fabric._credentials
"""

EXAMPLES = r"""
- name: Get the session of one cluster
  huaweicloud.dataarts_fabric.fabric_session_info:
    region: cn-north-4
    token: "{{ iam_token }}"
    route_id: 0b5633ba-2b90-4511-ad51-4346f4d23d4b
  register: ray

- name: Show it
  ansible.builtin.debug:
    msg: "Session {{ ray.session_id }} is {{ ray.status }}"

- name: Get the sessions of many clusters, with an access key, and go on without those that are gone
  huaweicloud.dataarts_fabric.fabric_session_info:
    region: cn-north-4
    access_key: "{{ access_key }}"
    secret_key: "{{ secret_key }}"
    project_id: "{{ project_id }}"
    route_ids:
      - ray-train-01
      - "4711" # quoted, as it has only digits
    on_missing: warn
  register: rays

- name: Wait until a cluster runs
  huaweicloud.dataarts_fabric.fabric_session_info:
    region: cn-north-4
    route_id: ray-train-01
  register: ray
  until: ray.status | default("") == "RUNNING"
  retries: 20
  delay: 15

- name: Act on the reason of a failure
  block:
    - name: Get the session
      huaweicloud.dataarts_fabric.fabric_session_info:
        region: cn-north-4
        route_id: ray-train-01
      register: ray
  rescue:
    - name: Say what to do
      ansible.builtin.debug:
        msg: "{{ ray.error_code }}: {{ ray.solution_msg }}"
"""

RETURN = r"""
sessions:
  description:
    - What was found, in the order in which it was asked for. A route that was asked for twice is listed twice.
  returned: once something was sent
  type: list
  elements: dict
  sample:
    - route_id: 0b5633ba-2b90-4511-ad51-4346f4d23d4b
      session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      status: RUNNING
      request_id: 6d1f0c9c4a5b4d4f8f0e3f6d2c1b0a99
      attempts: 1
  contains:
    route_id:
      description: The route ID.
      type: str
      returned: always
    session_id:
      description: The session ID.
      type: str
      returned: always
    status:
      description: The status, as the service says it. No list of them is documented. Null where the service sends none.
      type: str
      returned: always
    request_id:
      description: The ID to quote to support. Null where the service sends none.
      type: str
      returned: always
    attempts:
      description: How many attempts were made.
      type: int
      returned: always
missing:
  description: The route IDs that do not exist, in order, each once.
  returned: once something was sent
  type: list
  elements: str
  sample: []
route_id:
  description: The route ID; for a failure of RV(failures), the first of these.
  returned: with O(route_id), and on failure once something was sent
  type: str
  sample: 0b5633ba-2b90-4511-ad51-4346f4d23d4b
session_id:
  description: The session ID. Null where the route does not exist and O(on_missing) allows it.
  returned: success, with O(route_id)
  type: str
  sample: ac8111bf-3601-4905-8ddd-b41d3e636a4e
status:
  description: The status, as the service says it. Null where the route does not exist, or the service sends none.
  returned: success, with O(route_id)
  type: str
  sample: RUNNING
request_id:
  description: The ID to quote to support. Null where there is none.
  returned: with O(route_id), and on failure once something was sent
  type: str
  sample: 6d1f0c9c4a5b4d4f8f0e3f6d2c1b0a99
attempts:
  description: How many attempts were made.
  returned: with O(route_id), and on failure once something was sent
  type: int
  sample: 1
auth_method:
  description: The method by which the credential was found, never the credential.
  returned: once something was sent
  type: str
  sample: access_key
http_status:
  description: The HTTP status. Null where no complete answer came.
  returned: failure, once something was sent
  type: int
  sample: 404
error_code:
  description:
    - The error code, always as a string. Null where the body has none.
    - V(common.01000001) stands for both 400 and 404, so look at RV(http_status) too.
  returned: failure, once something was sent
  type: str
  sample: common.01000001
error_msg:
  description: The service's message, cut at 4096 characters. Null where there is none. Its text may change at any time.
  returned: failure, once something was sent
  type: str
  sample: "response status exception, code: 404"
solution_msg:
  description: What to do.
  returned: failure, once something was sent
  type: str
  sample: Check the route ID, and that its cluster still exists in this region and project.
solution_source:
  description: Who says what to do, V(api) or this V(collection) where the service says nothing.
  returned: failure, once something was sent
  type: str
  sample: collection
failures:
  description:
    - Each route that failed, in order, with the keys V(msg), V(http_status), V(error_code), V(error_msg),
      V(solution_msg), V(solution_source), V(request_id), V(route_id) and V(attempts).
    - The first of them is also at the top.
  returned: failure, once something was sent
  type: list
  elements: dict
not_attempted:
  description: The route IDs for which nothing was sent, as a credential was refused or nothing was answered any more.
  returned: failure, once something was sent
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._module import run_module
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import (
    session_info_spec,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session_info import session_info


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        **session_info_spec(),
        supports_check_mode=True,
    )
    run_module(module, session_info)


if __name__ == "__main__":
    main()
