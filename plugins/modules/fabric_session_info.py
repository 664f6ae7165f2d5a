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
  - Returns the session ID and the status for the route ID of a Ray or Ray Serve cluster. A Ray dashboard is opened with
    a session ID.
  - Sends one C(POST /v1/sessions) request for each route. The API reference calls this operation I(Obtaining Session
    Information). It only reads, although its method is C(POST).
  - The API does not return a URL, and Huawei Cloud does not document how a dashboard receives the session ID.
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
requirements:
  - requests
seealso:
  - plugin: huaweicloud.dataarts_fabric.fabric_session
    plugin_type: lookup
  - module: huaweicloud.dataarts_fabric.iam_token_info
  - module: huaweicloud.dataarts_fabric.session_record
  - module: huaweicloud.dataarts_fabric.session_drift
  - module: huaweicloud.dataarts_fabric.dashboard_links
  - name: Obtaining Session Information
    description: The page of the API reference that this module implements.
    link: https://support.huaweicloud.com/intl/en-us/api-fabric/ShowSessionInfo.html
notes:
  - An IAM user needs the permission C(DataArtsFabric:workspace:showSession).
  - Huawei Cloud does not document whether a request creates a new session, and how long a session lasts. Do not rely on
    a session ID that stays the same.
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric.guides
  - huaweicloud.dataarts_fabric.guides.playbooks
  - huaweicloud.dataarts_fabric.attributes
  - huaweicloud.dataarts_fabric.attributes.info_module
  - huaweicloud.dataarts_fabric.attributes.action_group
  - huaweicloud.dataarts_fabric.attributes.in_process
  - huaweicloud.dataarts_fabric.routes
  - huaweicloud.dataarts_fabric.on_missing
  - huaweicloud.dataarts_fabric.concurrency
  - huaweicloud.dataarts_fabric.connection
  - huaweicloud.dataarts_fabric.credentials
"""

EXAMPLES = r"""
# Examples without a credential use the one in the environment, for example HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.

- name: Get the session of one cluster
  huaweicloud.dataarts_fabric.fabric_session_info:
    region: cn-north-4
    route_id: 0b5633ba-2b90-4511-ad51-4346f4d23d4b
  register: ray

- name: Show it
  ansible.builtin.debug:
    msg: "Session {{ ray.session_id }} is {{ ray.status }}"

# Variables: vault_access_key, vault_secret_key (in a file that is encrypted with Ansible Vault).
- name: Get the sessions of several clusters, and continue if one of them does not exist
  huaweicloud.dataarts_fabric.fabric_session_info:
    region: cn-north-4
    access_key: "{{ vault_access_key }}"
    secret_key: "{{ vault_secret_key }}"
    project_id: 0123456789abcdef0123456789abcdef
    route_ids:
      - ray-train-01
      - ray-serve-eu
      - "4711" # quoted, because YAML reads digits as a number
    on_missing: warn
  register: rays

- name: Show the session ID of each route
  ansible.builtin.debug:
    msg: "{{ rays.sessions | items2dict(key_name='route_id', value_name='session_id') }}"

- name: Wait until a cluster runs
  huaweicloud.dataarts_fabric.fabric_session_info:
    region: cn-north-4
    route_id: ray-train-01
  register: ray
  until: ray.status | default("") == "RUNNING"
  retries: 20
  delay: 15

- name: Continue if a cluster does not exist, and stop for any other reason
  block:
    - name: Get the session
      huaweicloud.dataarts_fabric.fabric_session_info:
        region: cn-north-4
        route_id: ray-retired
      register: ray
  rescue:
    - name: Stop
      ansible.builtin.fail:
        msg: "{{ ray.reason }}: {{ ray.solution_msg }}"
      when: ray.reason != "not_found"

    - name: Show what to do
      ansible.builtin.debug:
        msg: "HTTP {{ ray.http_status }}, {{ ray.error_code }}: {{ ray.solution_msg }}"
"""

RETURN = r"""
sessions:
  description:
    - The sessions that were found, in the order of the route IDs. A route ID that is listed twice has two elements.
  returned: always
  type: list
  elements: dict
  sample:
    - route_id: 0b5633ba-2b90-4511-ad51-4346f4d23d4b
      session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      status: RUNNING
      request_id: 6d1f0c9c4a5b4d4f8f0e3f6d2c1b0a99
      tries: 1
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
      description:
        - The status as the service returns it, or null if it returns none. Huawei Cloud does not document the possible
          values.
      type: str
      returned: always
    request_id:
      description: The ID of the request, which the support of Huawei Cloud needs. Null if the service returns none.
      type: str
      returned: always
    tries:
      description: How many requests were sent.
      type: int
      returned: always
missing:
  description: The IDs of the routes that do not exist, without duplicates.
  returned: always
  type: list
  elements: str
  sample: []
route_id:
  description:
    - The route ID. On failure, the route ID of the first route that failed, or null if the failure is not about one.
  returned: if O(route_id) is used, and on failure
  type: str
  sample: 0b5633ba-2b90-4511-ad51-4346f4d23d4b
session_id:
  description: The session ID. Null if the route does not exist and O(on_missing) is not V(error).
  returned: on success, if O(route_id) is used
  type: str
  sample: ac8111bf-3601-4905-8ddd-b41d3e636a4e
status:
  description: The status as the service returns it. Null if the service returns none or the route does not exist.
  returned: on success, if O(route_id) is used
  type: str
  sample: RUNNING
request_id:
  description: The ID of the request, which the support of Huawei Cloud needs. Null if the service returns none.
  returned: if O(route_id) is used, and on failure
  type: str
  sample: 6d1f0c9c4a5b4d4f8f0e3f6d2c1b0a99
tries:
  description:
    - How many requests were sent. V(0) on failure if nothing was sent. Null on success if the route does not exist.
  returned: if O(route_id) is used, and on failure
  type: int
  sample: 1
auth_method:
  description:
    - The authentication method that was used, as in O(auth_method). It can be null if nothing was sent. The credential
      is never returned.
  returned: always
  type: str
  sample: access_key
reason:
  description:
    - The kind of the failure, in one word. Use it in conditions, because messages may change.
    - V(input) - An option or a variable cannot be used.
    - V(missing_library) - A Python package is missing, or cannot be imported.
    - V(file) - A file on the controller or on the managed host cannot be read or written.
    - V(credential_missing) - No credential was found, or only a part of one.
    - V(credential_refused) - The service or IAM refused the credential.
    - V(permission_denied) - The credential was accepted, but the user may not do this.
    - V(not_found) - What was requested does not exist, according to the service.
    - V(wrong_endpoint) - The address does not serve this API.
    - V(throttled) - The service limits how many requests it accepts.
    - V(timeout) - There was no complete response in time.
    - V(connection) - There was no connection, or it was closed.
    - V(tls) - TLS failed, for example because a certificate is not valid.
    - V(proxy) - The proxy refused, or could not be reached.
    - V(gateway) - A proxy or web server on the way answered in place of the service.
    - V(service) - The service failed.
    - V(bad_answer) - The service's response cannot be used.
    - V(drift) - There is drift, and the task fails if there is drift.
    - V(host) - The managed host could not run the module.
    - V(internal) - A fault of this collection.
  returned: on failure
  type: str
  sample: not_found
http_status:
  description: The HTTP status of the response. Null if there was no complete response, or nothing was sent.
  returned: on failure
  type: int
  sample: 404
error_code:
  description:
    - The error code from the response, always as a string. Null if there is none.
    - The service uses V(common.01000001) for HTTP 400 and for HTTP 404, so check RV(reason) or RV(http_status) as well.
  returned: on failure
  type: str
  sample: common.01000001
error_msg:
  description:
    - The error message from the response, up to 4096 characters. Null if there is none. The service may change its text
      at any time.
  returned: on failure
  type: str
  sample: "response status exception, code: 404"
solution_msg:
  description: What to do about the failure. It is never empty.
  returned: on failure
  type: str
  sample: Check the route ID, and that its cluster still exists in this region and project.
solution_source:
  description:
    - Where RV(solution_msg) comes from. V(api) means the response. V(collection) means this collection, because there
      is no response or it has no solution.
  returned: on failure
  type: str
  sample: collection
failures:
  description:
    - The routes that failed, in the order of the route IDs. The first of them is also returned at the top.
  returned: on failure, if O(route_ids) is used and a request was sent
  type: list
  elements: dict
  sample:
    - route_id: ray-retired
      reason: not_found
      http_status: 404
      error_code: common.01000001
      error_msg: "response status exception, code: 404"
      solution_msg:
      request_id: 6d1f0c9c4a5b4d4f8f0e3f6d2c1b0a99
      tries: 1
  contains:
    route_id:
      description: The route ID.
      type: str
      returned: always
    reason:
      description: As RV(reason).
      type: str
      returned: always
    http_status:
      description: As RV(http_status).
      type: int
      returned: always
    error_code:
      description: As RV(error_code).
      type: str
      returned: always
    error_msg:
      description: As RV(error_msg).
      type: str
      returned: always
    solution_msg:
      description: What to do. Null if it is the same as RV(solution_msg) at the top.
      type: str
      returned: always
    request_id:
      description: As RV(request_id).
      type: str
      returned: always
    tries:
      description: As RV(tries).
      type: int
      returned: always
not_attempted:
  description:
    - The IDs of the routes that were not requested. If the credential is refused, or if the service no longer responds,
      no further requests are sent.
  returned: on failure
  type: list
  elements: str
  sample: []
"""

from ansible.module_utils import basic

from ..module_utils._python import require_python

require_python(auth_method=None, sessions=[], missing=[], not_attempted=[], route_id=None)

# Only now, as an older Python fails while it imports these.
from ..module_utils._module import run_module
from ..module_utils._options import session_info_spec
from ..module_utils._session._info import session_info


def main() -> None:
    """Run the module."""
    module = basic.AnsibleModule(
        **session_info_spec(),
        supports_check_mode=True,
    )
    run_module(module, session_info)


if __name__ == "__main__":
    main()
