# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by scripts/fragments.py from the table in plugins/module_utils/_options.py: change it there.

from __future__ import annotations


class ModuleDocFragment:
    """The options of a login with a password."""

    DOCUMENTATION = r"""
options:
  region:
    description:
      - The region of the service, for example V(cn-north-4). It is required if an endpoint is not set, because the
        endpoint is then made from the region and the domain of the cloud (C(<cloud>)).
      - The domain of the cloud is the value of E(HW_CLOUD) if that is set. Otherwise it is V(myhuaweicloud.eu) for a
        region that starts with V(eu-west-1) and V(myhuaweicloud.com) for any other region.
      - >-
        If omitted, the first of these that is set is used: E(HUAWEICLOUD_REGION), E(HW_REGION_NAME).
    type: str
  validate_certs:
    description:
      - Whether to verify TLS certificates.
      - If V(false), certificates are not verified, and O(ca_path) and its environment variables are ignored.
    type: bool
    default: true
  ca_path:
    description:
      - The path of a file or directory with the CA certificates to trust. In a directory, the files must be named by
        the hashes of the CAs, as C(openssl rehash) does it.
      - >-
        If omitted, the first of these that is set is used: E(REQUESTS_CA_BUNDLE), E(CURL_CA_BUNDLE), E(SSL_CERT_FILE),
        E(SSL_CERT_DIR). If none is set, the CA certificates that the C(requests) package uses are trusted.
    type: path
  proxy:
    description:
      - The URL of an HTTP or SOCKS proxy, for example V(http://proxy.example:3128) or V(socks5h://proxy.example:1080).
        It must not contain a user name or a password. A SOCKS proxy needs the Python package C(PySocks), which
        C(requests[socks]) installs.
      - >-
        If omitted, these are used: E(http_proxy), E(https_proxy), E(all_proxy), E(no_proxy). Each of them may also be
        written in upper case; lower case takes precedence, and if it is empty, no proxy is used.
      - C(no_proxy) is a list of host names, addresses and ranges such as V(10.0.0.0/8), or V(*). A host name also
        stands for all names that end in it.
      - If the proxy requires a password, write the URL with the password into one of these variables. The password is
        never shown.
    type: str
  timeout:
    description:
      - The maximum time in seconds for one try of a request, from the connection to the end of the response body.
      - The value must be greater than 0 and at most 3600.
    type: float
    default: 60.0
  retries:
    description:
      - >-
        How many times a failed request is sent again. A request is only sent again after a failure that may be
        temporary: a connection error, a timeout, or one of the HTTP statuses 408, 429, 500, 502, 503 and 504.
      - >-
        The time before the next try is random: up to 1 second at first, then up to 2, 4 and so on, and never more than
        30. If the response has the header C(Retry-After), the time is at least the one in it.
      - The value must be from 0 to 20.
    type: int
    default: 3
  retry_deadline:
    description:
      - The maximum time in seconds for all tries of a request, together with the time between them and with a login if
        one is required.
      - A list of routes is aborted if no route gets a final (non-retryable) response within this time, or if the
        service limits requests for longer than that.
      - The value must be greater than 0 and at most 86400.
    type: float
    default: 120.0
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
      - The environment variable is E(HW_PROJECT_ID).
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
notes:
  - An Ansible variable named C(ansible_dataarts_fabric_<option>), such as C(ansible_dataarts_fabric_region), sets an
    option of the connection or the credential, C(concurrency) or C(on_missing). It may be a template. An option of the
    task or lookup takes precedence. If the managed host returns a fact with the name of such a variable, the task
    fails.
  - The section C([dataarts_fabric]) of C(ansible.cfg) only sets options of the lookup
    P(huaweicloud.dataarts_fabric.fabric_session#lookup).
  - Redirects are not followed. C(~/.netrc) and the C(OS_*) environment variables of OpenStack are not used.
"""
