# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: nginx_map_lines
short_description: Write session IDs as lines of an nginx map
version_added: 1.0.0
description:
  - Gives the lines between the braces of an nginx C(map) block, from route IDs to session IDs. A route that does not
    exist is a comment.
  - What such a line cannot hold is an error. A session ID must be at most 1024 ASCII letters, digits and characters of
    C(._:/@%+,=-), and no two route IDs may differ in case only.
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
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
"""

EXAMPLES = r"""
- name: Write a map
  ansible.builtin.copy:
    content: |
      map $ray_route_id $ray_session_id {
        {{ dashboard_links_entries | huaweicloud.dataarts_fabric.nginx_map_lines | join('\n  ') }}
      }
    dest: /etc/nginx/conf.d/ray.conf
    mode: "0644"
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

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _links_formats
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError


def nginx_map_lines(entries: object) -> list[str]:
    """Write session IDs as lines of an nginx map."""
    try:
        return _links_formats.nginx_map_lines(entries)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"nginx_map_lines": nginx_map_lines}
