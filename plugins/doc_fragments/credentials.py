# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by scripts/fragments.py from the table in plugins/module_utils/_options.py: change it there.

from __future__ import annotations


class ModuleDocFragment:
    """The options that say how to authenticate."""

    DOCUMENTATION = r"""
options:
  auth_method:
    description:
      - How to authenticate.
      - >-
        V(auto) uses the first of these sources that contains a credential: the options, the environment, the profile
        file. The options include C(module_defaults), Ansible variables and, for the lookup, C(ansible.cfg). Values of
        two sources are never combined.
      - V(token), V(access_key) and V(password) use a credential of this method, from the options if they contain one,
        otherwise from the environment.
      - >-
        If the environment contains several credentials, the first complete one is used, in the order of these
        variables: E(HUAWEICLOUD_SDK_AK), E(HW_ACCESS_KEY), E(HUAWEICLOUD_FABRIC_TOKEN), E(HW_AUTH_TOKEN),
        E(HW_USER_NAME). Each option of a credential names its own variables.
      - V(profile) uses the access key in O(credentials_file).
      - V(ecs_metadata) uses the temporary access key that the ECS instance gets for its agency.
      - V(none) sends no credential. Use it for a gateway that adds its own.
      - >-
        Variables that select an identity provider, an agency or a shared configuration are ignored:
        C(HUAWEICLOUD_OIDC_*), C(HUAWEICLOUD_SDK_IDP_ID), C(HUAWEICLOUD_SDK_ID_TOKEN_FILE), C(HC_CONTAINER_*),
        C(HW_ASSUME_ROLE_*), C(HW_PROFILE), C(HW_SHARED_CONFIG_FILE). With V(auto), a warning is shown if one of them is
        set.
    type: str
    default: auto
    choices:
      - auto
      - token
      - access_key
      - password
      - profile
      - ecs_metadata
      - none
  token:
    description:
      - A project-scoped IAM token, which is sent in the header C(X-Auth-Token).
      - The environment variable is E(HUAWEICLOUD_FABRIC_TOKEN) or E(HW_AUTH_TOKEN).
    type: str
  access_key:
    description:
      - The access key ID (AK). It requires O(secret_key), which signs each request and is never sent.
      - The environment variable is E(HUAWEICLOUD_SDK_AK) or E(HW_ACCESS_KEY).
    type: str
  secret_key:
    description:
      - The secret access key (SK) of O(access_key).
      - The environment variable is E(HUAWEICLOUD_SDK_SK) or E(HW_SECRET_KEY).
    type: str
  security_token:
    description:
      - The security token of O(access_key), if that is a temporary one.
      - The environment variable is E(HUAWEICLOUD_SDK_SECURITY_TOKEN) or E(HW_SECURITY_TOKEN).
    type: str
  username:
    description:
      - The name of an IAM user. It requires O(password) and O(domain_name).
      - The environment variable is E(HW_USER_NAME).
    type: str
  password:
    description:
      - The password of the IAM user O(username).
      - The environment variable is E(HW_USER_PASSWORD).
    type: str
  domain_name:
    description:
      - The name of the account that the IAM user O(username) belongs to.
      - The environment variable is E(HW_DOMAIN_NAME).
    type: str
  project_id:
    description:
      - The ID of the project. It is sent in the header C(X-Project-Id) when a session is requested. With O(password),
        the token is issued for this project.
      - If omitted, the project ID that belongs to the credential in the environment or in the profile file is used, if
        there is one.
      - The environment variable is E(HUAWEICLOUD_SDK_PROJECT_ID) or E(HW_PROJECT_ID).
    type: str
  project_name:
    description:
      - The name of the project that the token is issued for, with O(password). If omitted, the name of the region is
        used. O(project_id) takes precedence.
      - The environment variable is E(HW_PROJECT_NAME).
    type: str
  iam_endpoint:
    description:
      - The base URL of IAM, where O(password) is sent. A V(/v3) or V(/v3/auth/tokens) at its end is removed.
      - >-
        If omitted, the first of these that is set is used: E(HUAWEICLOUD_SDK_IAM_ENDPOINT), E(HW_AUTH_URL). Otherwise
        V(https://iam.<region>.<cloud>) is used.
    type: str
  credentials_file:
    description:
      - The profile file of Huawei Cloud's SDKs. The access key in its section C([basic]) is used.
      - With O(auth_method=auto), the file is read only if neither the options nor the environment contain a credential.
      - >-
        If omitted, this is used if it is set: E(HUAWEICLOUD_SDK_CREDENTIALS_FILE). Otherwise
        V(~/.huaweicloud/credentials) is used.
    type: path
  metadata_endpoint:
    description:
      - The base URL of the ECS metadata service, for O(auth_method=ecs_metadata). No proxy is used for it.
    type: str
    default: http://169.254.169.254
"""

    PLUGINS = r"""
options:
  auth_method:
    ini:
      - section: dataarts_fabric
        key: auth_method
    vars:
      - name: ansible_dataarts_fabric_auth_method
  token:
    ini:
      - section: dataarts_fabric
        key: token
    vars:
      - name: ansible_dataarts_fabric_token
  access_key:
    ini:
      - section: dataarts_fabric
        key: access_key
    vars:
      - name: ansible_dataarts_fabric_access_key
  secret_key:
    ini:
      - section: dataarts_fabric
        key: secret_key
    vars:
      - name: ansible_dataarts_fabric_secret_key
  security_token:
    ini:
      - section: dataarts_fabric
        key: security_token
    vars:
      - name: ansible_dataarts_fabric_security_token
  username:
    ini:
      - section: dataarts_fabric
        key: username
    vars:
      - name: ansible_dataarts_fabric_username
  password:
    ini:
      - section: dataarts_fabric
        key: password
    vars:
      - name: ansible_dataarts_fabric_password
  domain_name:
    ini:
      - section: dataarts_fabric
        key: domain_name
    vars:
      - name: ansible_dataarts_fabric_domain_name
  project_id:
    ini:
      - section: dataarts_fabric
        key: project_id
    vars:
      - name: ansible_dataarts_fabric_project_id
  project_name:
    ini:
      - section: dataarts_fabric
        key: project_name
    vars:
      - name: ansible_dataarts_fabric_project_name
  iam_endpoint:
    ini:
      - section: dataarts_fabric
        key: iam_endpoint
    vars:
      - name: ansible_dataarts_fabric_iam_endpoint
    env:
      - name: HW_AUTH_URL
      - name: HUAWEICLOUD_SDK_IAM_ENDPOINT
  credentials_file:
    ini:
      - section: dataarts_fabric
        key: credentials_file
    vars:
      - name: ansible_dataarts_fabric_credentials_file
    env:
      - name: HUAWEICLOUD_SDK_CREDENTIALS_FILE
  metadata_endpoint:
    ini:
      - section: dataarts_fabric
        key: metadata_endpoint
    vars:
      - name: ansible_dataarts_fabric_metadata_endpoint
"""
