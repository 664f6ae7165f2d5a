# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: nginx_map_lines
short_description: Format session IDs as lines of an nginx map
version_added: 1.0.0
description:
  - Returns the lines between the braces of an nginx C(map) block, from route IDs to session IDs. A route that does not
    exist becomes a comment.
  - A value that is not safe in such a line is an error. A session ID must have at most 1024 characters, all of them
    ASCII letters, digits or one of C(._:/@%+,=-). Two route IDs must not differ in case only.
options:
  _input:
    description: The entries, as P(huaweicloud.dataarts_fabric.dashboard_links#filter) returns them.
    type: list
    elements: dict
    required: true
seealso:
  - plugin: huaweicloud.dataarts_fabric.dashboard_links
    plugin_type: filter
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: [ray-train-01, ray-retired]
    on_missing: skip
  register: rays

# Include the file in the http block of nginx.conf. For a request with ?route_id=ray-train-01, the variable
# $ray_session_id is then the session ID of that route.
- name: Write a map
  ansible.builtin.copy:
    dest: "{{ playbook_dir }}/ray.conf"
    mode: "0640"
    content: |
      map $arg_route_id $ray_session_id {
      {% for line in entries | huaweicloud.dataarts_fabric.nginx_map_lines %}
        {{ line }}
      {% endfor %}
      }
  vars:
    routes: [ray-train-01, ray-retired]
    entries: "{{ routes | huaweicloud.dataarts_fabric.dashboard_links(rays) }}"
"""

RETURN = r"""
_value:
  description: The lines, in the order of the entries.
  type: list
  elements: str
  sample:
    - ray-train-01 ac8111bf-3601-4905-8ddd-b41d3e636a4e;
    - "# ray-old does not exist"
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._errors import FabricError
from ..plugin_utils._links import _formats


def nginx_map_lines(entries: object) -> list[str]:
    """Return session IDs as lines of an nginx map."""
    try:
        return _formats.nginx_map_lines(entries)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"nginx_map_lines": nginx_map_lines}
