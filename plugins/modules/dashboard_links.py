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
  - Gets the session of each route on the controller, renders a page, or another file, with the name, session ID, status
    and link of each route, and writes the file to the managed host.
  - The page loads nothing from other servers. It does not change while the sessions do not change. Everybody who can
    read it sees the session IDs.
  - A route that does not exist is shown as missing, with a warning.
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
requirements:
  - requests on the controller
options:
  url:
    description:
      - The pattern of a link, for example C(https://ray.example.com/{route_id}/?session={session_id}). The values of
        C({route_id}) and C({session_id}) are URL-encoded.
      - The C(url) of a route in O(routes) takes precedence. With O(template=dashboard), each route must have a pattern.
      - The scheme must be C(http) or C(https). A pattern with a password, or with C({session_id}) in its host, is
        refused.
    type: str
  template:
    description:
      - What to render. V(dashboard) is the page. V(nginx_map) is a C(map) block for nginx. V(env) is a file with an
        environment variable for each route.
      - Any other value is the path of a template on the controller, which gets the routes in the variable
        C(dashboard_links_entries). A relative path is relative to the directory in which Ansible was started.
      - The title of the page is the variable C(dashboard_links_title). If it is not set, the title is V(Ray clusters).
    type: path
    default: dashboard
seealso:
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - plugin: huaweicloud.dataarts_fabric.dashboard_links
    plugin_type: filter
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric.guides
  - huaweicloud.dataarts_fabric.guides.playbooks
  - huaweicloud.dataarts_fabric.attributes
  - huaweicloud.dataarts_fabric.attributes.action_group
  - huaweicloud.dataarts_fabric.attributes.on_controller
  - huaweicloud.dataarts_fabric.file
  - huaweicloud.dataarts_fabric.file.page
  - huaweicloud.dataarts_fabric.named_routes
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
  returned: on success
  type: str
  sample: /srv/www/ray.html
checksum:
  description: The SHA-1 checksum of the file.
  returned: on success
  type: str
  sample: 6e642bb8dd5c2e027bf21dd923337cbb4214f827
entries:
  description:
    - What is in the file, with C(name), C(route_id), C(session_id), C(status), C(url) and C(missing) of each route.
  returned: on success
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
  sample: input
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
  sample: Correct what the message names.
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
    PAGE_MODE,
)

SPEC = {
    "argument_spec": {
        "url": {"type": "str"},
        "template": {"type": "path", "default": "dashboard"},
        **argument_spec(FILE, PAGE_MODE, NAMED_ROUTES, CONCURRENCY, CONNECTION, CREDENTIALS),
    },
}


def main() -> None:
    """Check the options, for tools. Ansible runs the action instead."""
    run_on_controller(basic.AnsibleModule(**SPEC, supports_check_mode=True))


if __name__ == "__main__":
    main()
