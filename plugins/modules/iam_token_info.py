#!/usr/bin/python
# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_token_info
short_description: Get an IAM token that several tasks can use
version_added: 1.0.0
description:
  - Logs in as an IAM user with a password, and returns a project-scoped token and the time when it expires.
  - Each task with a password logs in again. To log in once only, register a token and pass it to the other tasks
    with C(module_defaults). The token is not stored in a file.
  - An access key does not need a login and therefore does not need this module.
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
requirements:
  - requests
seealso:
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - name: Obtaining a User Token Through Password Authentication
    description: The page of the IAM API reference that this module implements.
    link: https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html
notes:
  - Set C(no_log) to V(true) for the task, because its result contains the token.
  - Only an IAM user can log in. A HUAWEI ID cannot, and a user who needs a second factor is not supported.
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric.guides
  - huaweicloud.dataarts_fabric.attributes
  - huaweicloud.dataarts_fabric.attributes.info_module
  - huaweicloud.dataarts_fabric.attributes.action_group
  - huaweicloud.dataarts_fabric.attributes.in_process
  - huaweicloud.dataarts_fabric.login
"""

EXAMPLES = r"""
# Variables: vault_password (in a file that is encrypted with Ansible Vault).
- name: Log in once
  huaweicloud.dataarts_fabric.iam_token_info:
    region: cn-north-4
    username: demo-user
    password: "{{ vault_password }}"
    domain_name: demo-account
  register: iam
  no_log: true

- name: Use the token in many tasks
  module_defaults:
    group/huaweicloud.dataarts_fabric.fabric:
      region: cn-north-4
      token: "{{ iam.token }}"
  block:
    - name: Get the session of one cluster
      huaweicloud.dataarts_fabric.fabric_session_info:
        route_id: ray-train-01

    - name: Get the session of another cluster
      huaweicloud.dataarts_fabric.fabric_session_info:
        route_id: ray-train-02
"""

RETURN = r"""
token:
  description: The token, for O(huaweicloud.dataarts_fabric.fabric_session_info#module:token).
  returned: on success
  type: str
  sample: MIIPAgYJKoZIhvcNAQcCo...
expires_at:
  description: The time when the token expires, in UTC and in ISO 8601 format. Null if IAM does not return it.
  returned: on success
  type: str
  sample: "2026-11-25T10:11:12.000000Z"
project_id:
  description: The ID of the project that the token is issued for. Null if IAM does not return it.
  returned: on success
  type: str
  sample: 0123456789abcdef0123456789abcdef
reason:
  description:
    - The kind of the failure, in one word. Use it in conditions, because messages may change. The values are those of
      RV(huaweicloud.dataarts_fabric.fabric_session_info#module:reason).
  returned: on failure
  type: str
  sample: credential_refused
http_status:
  description: The HTTP status of the response. Null if there was no complete response, or nothing was sent.
  returned: on failure
  type: int
  sample: 401
error_code:
  description: The error code from the response, always as a string. Null if there is none.
  returned: on failure
  type: str
  sample: "401"
error_msg:
  description: The error message from the response. Null if there is none.
  returned: on failure
  type: str
  sample: The username or password is wrong.
solution_msg:
  description: What to do about the failure. It is never empty.
  returned: on failure
  type: str
  sample: Check username, password, domain_name and the project. An IAM user is needed, not a HUAWEI ID.
solution_source:
  description:
    - Where RV(solution_msg) comes from. V(api) means the response. V(collection) means this collection, because there
      is no response or it has no solution.
  returned: on failure
  type: str
  sample: collection
request_id:
  description: The ID of the request, which the support of Huawei Cloud needs. Null if IAM returns none.
  returned: on failure
  type: str
  sample: 6d1f0c9c4a5b4d4f8f0e3f6d2c1b0a99
tries:
  description: How many requests were sent. V(0) if nothing was sent.
  returned: on failure
  type: int
  sample: 1
"""

from ansible.module_utils import basic

from ..module_utils._python import require_python

require_python()

# Only now, as an older Python fails while it imports these.
from ..module_utils._module import run_module
from ..module_utils._option import argument_spec
from ..module_utils._options import LOGIN
from ..module_utils._token_info import token_info


def main() -> None:
    """Run the module."""
    module = basic.AnsibleModule(argument_spec=argument_spec(LOGIN), supports_check_mode=True)
    run_module(module, token_info)


if __name__ == "__main__":
    main()
