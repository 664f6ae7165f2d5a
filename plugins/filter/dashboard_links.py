# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: dashboard_links
short_description: Put routes, their sessions and their links together
version_added: 1.0.0
description:
  - Gives an entry for each route, with what is live and with the URL of its Ray dashboard.
  - The API returns no URL, so it is made from a pattern with the placeholders C({route_id}) and C({session_id}), whose
    values are URL-encoded. It must be an C(http) or C(https) URL, hold no password, and have no C({session_id}) in its
    host.
  - Characters that cannot be seen as they are, such as a newline, are written as C(\n) in the texts of an entry.
  - An entry that would be there twice is there once.
  - The role P(huaweicloud.dataarts_fabric.dashboard_links#role) does the asking too.
positional: _input, live, url
options:
  _input:
    description:
      - The routes, as a list of route IDs, or of mappings with C(route_id) and, where wanted, C(name) and C(url). The
        C(url) of a route is the pattern for this one.
    type: list
    elements: raw
    required: true
  live:
    description: What M(huaweicloud.dataarts_fabric.fabric_session_info) returned for at least these routes.
    type: dict
    required: true
  url:
    description: The pattern for all routes without a C(url).
    type: str
seealso:
  - plugin: huaweicloud.dataarts_fabric.nginx_map_lines
    plugin_type: filter
  - plugin: huaweicloud.dataarts_fabric.env_lines
    plugin_type: filter
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: "{{ my_routes }}"
    on_missing: skip
  register: rays

- name: Show the links
  ansible.builtin.debug:
    msg: "{{ my_routes | huaweicloud.dataarts_fabric.dashboard_links(rays, my_url) | map(attribute='url') }}"
  vars:
    my_url: https://ray.example.com/{route_id}/?session={session_id}
"""

RETURN = r"""
_value:
  description:
    - An entry for each route, in the order given.
    - C(session_id), C(status) and C(url) are null where the route does not exist. C(missing) is then true.
    - C(status) is also null where the service gives none, and C(url) where there is no pattern.
  type: list
  elements: dict
  sample:
    - name: Training
      route_id: ray-train-01
      session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      status: RUNNING
      url: https://ray.example.com/ray-train-01/?session=ac8111bf-3601-4905-8ddd-b41d3e636a4e
      missing: false
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._links import link_entries


def dashboard_links(routes: object, live: object, url: object = None) -> list[dict[str, t.Any]]:
    """Put routes, their sessions and their links together."""
    try:
        return link_entries(routes, live, url)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"dashboard_links": dashboard_links}
