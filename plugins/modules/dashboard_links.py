#!/usr/bin/python
# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dashboard_links
short_description: Publish a page of links to the dashboards of Ray clusters
version_added: 1.0.0
description:
  - Gets the session of each route on the controller, with its credential, and renders a page, or another file, with its
    name, session ID, status and link. The file is written to the managed host.
  - The page loads nothing from elsewhere, and is the same byte for byte while nothing changes. Whoever may read it sees
    the session IDs.
  - A route that does not exist is shown as missing, with a warning.
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
requirements:
  - requests on the controller
options:
  path:
    description:
      - The file, as an absolute path on the managed host. Its directory must exist.
    type: str
    required: true
  routes:
    description:
      - The routes, as a list of route IDs, or of mappings with C(route_id) and, where wanted, C(name) and C(url).
      - The C(url) of a route is the pattern of its link, instead of O(url).
    type: list
    elements: raw
    required: true
  url:
    description:
      - The pattern of a link, such as C(https://ray.example.com/{route_id}/?session={session_id}). What replaces
        C({route_id}) and C({session_id}) is URL-encoded.
      - Only C(http) and C(https) are accepted, without a password, and with no C({session_id}) in the host.
      - The page needs it, or a C(url) for each route.
    type: str
  template:
    description:
      - What to render. V(dashboard) is the page. V(nginx_map) is a C(map) block for nginx. V(env) has a variable for
        each route.
      - Or the path of a template on the controller, which finds the entries in the variable
        C(dashboard_links_entries). A relative path starts where Ansible was started.
      - The title of the page is the variable C(dashboard_links_title), by default V(Ray clusters).
    type: str
    default: dashboard
  mode:
    description: The permissions of the file, as for M(ansible.builtin.copy).
    type: raw
    default: "0644"
  owner:
    description: The user who owns the file. If omitted, the owner of an existing file is kept.
    type: str
  group:
    description: The group that owns the file. If omitted, the group of an existing file is kept.
    type: str
notes:
  - The hosts that run one task at the same time share their answers. Each route is asked for once, whichever of them
    need it, as long as their settings and credentials are the same.
  - Only the file goes to the managed host, through M(ansible.builtin.copy), which needs Python there but no package.
  - An Ansible variable named C(ansible_dataarts_fabric_<option>), such as C(ansible_dataarts_fabric_region), stands for
    an option of the connection or the credential that the task does not give. A host that returns such a variable as a
    fact is refused.
seealso:
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - plugin: huaweicloud.dataarts_fabric.dashboard_links
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
- name: Publish a page of links
  huaweicloud.dataarts_fabric.dashboard_links:
    path: /srv/www/ray.html
    region: cn-north-4
    url: https://ray.example.com/{route_id}/?session={session_id}
    routes:
      - route_id: ray-train-01
        name: Training
      - ray-serve-eu

- name: Write a map for nginx
  huaweicloud.dataarts_fabric.dashboard_links:
    path: /etc/nginx/ray_sessions.conf
    region: cn-north-4
    template: nginx_map
    routes:
      - ray-train-01
"""

RETURN = r"""
dest:
  description: The path of the file.
  returned: success
  type: str
  sample: /srv/www/ray.html
checksum:
  description: The SHA-1 checksum of the file.
  returned: success
  type: str
  sample: 6e642bb8dd5c2e027bf21dd923337cbb4214f827
entries:
  description:
    - What is in the file, with C(name), C(route_id), C(session_id), C(status), C(url) and C(missing) of each route.
  returned: success
  type: list
  elements: dict
  sample:
    - name: Training
      route_id: ray-train-01
      session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      status: RUNNING
      url: https://ray.example.com/ray-train-01/?session=ac8111bf-3601-4905-8ddd-b41d3e636a4e
      missing: false
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
        "url": {"type": "str"},
        "template": {"type": "str", "default": "dashboard"},
        "mode": {"type": "raw", "default": "0644"},
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
