# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: dashboard_links
short_description: Combine routes with their sessions and links
version_added: 1.0.0
description:
  - Returns an entry for each route, with its session and with the URL of its Ray dashboard.
  - The API returns no URL. The URL is made from a pattern with the placeholders C({route_id}) and C({session_id}),
    whose values are URL-encoded. The pattern must be an C(http) or C(https) URL without a password, and C({session_id})
    must not be in its host.
  - Characters that are not visible, such as a newline, are escaped in the texts of an entry, for example as C(\n).
  - Entries that are equal are returned once.
  - The module M(huaweicloud.dataarts_fabric.dashboard_links) also requests the sessions and writes a file.
positional: _input, live, url
options:
  _input:
    description:
      - The routes. Each is a route ID, or a mapping with C(route_id) and optionally C(name) and C(url). The C(url) of a
        route is its own pattern.
    type: list
    elements: raw
    required: true
  live:
    description: The result of M(huaweicloud.dataarts_fabric.fabric_session_info) for at least these routes.
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
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: [ray-train-01, ray-serve-eu]
    on_missing: skip
  register: rays

- name: Show the links
  ansible.builtin.debug:
    msg: "{{ routes | huaweicloud.dataarts_fabric.dashboard_links(rays, pattern) | map(attribute='url') }}"
  vars:
    pattern: https://ray.example.com/{route_id}/?session={session_id}
    routes:
      - route_id: ray-train-01
        name: Training
      - ray-serve-eu
"""

RETURN = r"""
_value:
  description:
    - An entry for each route, in the order of the routes.
    - If the route does not exist, C(missing) is true and C(session_id), C(status) and C(url) are null.
    - C(status) is also null if the service returns none, and C(url) if there is no pattern.
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

from ..module_utils._errors import FabricError
from ..plugin_utils._links._entries import link_entries


def dashboard_links(routes: object, live: object = None, url: object = None) -> list[dict[str, t.Any]]:
    """Return the routes with their sessions and links."""
    try:
        return link_entries(routes, live, url)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"dashboard_links": dashboard_links}
