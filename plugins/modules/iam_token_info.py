#!/usr/bin/python
# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_token_info
short_description: Get an IAM token to share among many tasks
version_added: 1.0.0
description:
  - Logs an IAM user in with a password and returns a project-scoped token with its expiry.
  - Each task that is given a password logs in by itself. Register a token once instead, and hand it to the tasks with
    C(module_defaults). The token is not written anywhere.
  - With an access key there is no login, and this module is not needed.
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
requirements:
  - requests
seealso:
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - name: Obtaining a User Token Through Password Authentication
    description: The page of the IAM API reference that this module implements.
    link: https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html
notes:
  - Set C(no_log=true) for the task, as its result is a secret.
  - A HUAWEI ID cannot log in, only an IAM user can. Users who need a second factor are not supported.
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric._attributes
  - huaweicloud.dataarts_fabric._attributes.info_module
  - huaweicloud.dataarts_fabric._login
"""

EXAMPLES = r"""
- name: Log in once
  huaweicloud.dataarts_fabric.iam_token_info:
    region: cn-north-4
    username: "{{ iam_user }}"
    password: "{{ iam_password }}"
    domain_name: "{{ iam_account }}"
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

    - name: Get the session of another
      huaweicloud.dataarts_fabric.fabric_session_info:
        route_id: ray-train-02
"""

RETURN = r"""
token:
  description: The token, to be given as O(huaweicloud.dataarts_fabric.fabric_session_info#module:token).
  returned: success
  type: str
  sample: MIIPAgYJKoZIhvcNAQcCo...
expires_at:
  description: When the token ends, in UTC as ISO 8601. Null where IAM does not say.
  returned: success
  type: str
  sample: "2026-11-25T10:11:12.000000Z"
project_id:
  description: The ID of the project that the token is for. Null where IAM does not say.
  returned: success
  type: str
  sample: 0123456789abcdef0123456789abcdef
http_status:
  description: The HTTP status. Null where no complete answer came.
  returned: failure, once something was sent
  type: int
  sample: 401
error_code:
  description: The error code, always as a string. Null where the body has none.
  returned: failure, once something was sent
  type: str
  sample: "401"
error_msg:
  description: The message of IAM. Null where there is none.
  returned: failure, once something was sent
  type: str
  sample: The username or password is wrong.
solution_msg:
  description: What to do.
  returned: failure, once something was sent
  type: str
  sample: "Check username, password, domain_name and the project: an IAM user is needed, not a HUAWEI ID."
solution_source:
  description: Who says what to do, V(api) or this V(collection).
  returned: failure, once something was sent
  type: str
  sample: collection
request_id:
  description: The ID to quote to support. Null where IAM sends none.
  returned: failure, once something was sent
  type: str
  sample: 6d1f0c9c4a5b4d4f8f0e3f6d2c1b0a99
attempts:
  description: How many attempts were made.
  returned: failure, once something was sent
  type: int
  sample: 1
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._module import run_module
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import LOGIN, argument_spec
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._token_info import token_info


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec=argument_spec(LOGIN), supports_check_mode=True)
    run_module(module, token_info)


if __name__ == "__main__":
    main()
