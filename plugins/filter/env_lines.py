# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: env_lines
short_description: Format session IDs as lines of an .env file
version_added: 1.0.0
description:
  - Returns a line C(RAY_SESSION_<NAME>=<session ID>) for each entry. A shell, Docker and systemd read it in the same
    way.
  - C(<NAME>) is the name of the entry in upper case. Other characters than ASCII letters and digits become underscores,
    one for several of them, and none at the beginning or the end. It is an error if two names become the same variable.
  - A route that does not exist becomes a comment.
  - A value that is not safe in such a line is an error. A session ID must have at most 1024 characters, all of them
    ASCII letters, digits or one of C(._:/@%+,=-). A name must have an ASCII letter or digit.
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

- name: Write an .env file
  ansible.builtin.copy:
    dest: "{{ playbook_dir }}/ray.env"
    mode: "0600"
    content: |
      {% for line in entries | huaweicloud.dataarts_fabric.env_lines %}
      {{ line }}
      {% endfor %}
  vars:
    routes:
      - route_id: ray-train-01
        name: Training
      - ray-retired
    entries: "{{ routes | huaweicloud.dataarts_fabric.dashboard_links(rays) }}"
"""

RETURN = r"""
_value:
  description: The lines, in the order of the entries.
  type: list
  elements: str
  sample:
    - RAY_SESSION_TRAINING=ac8111bf-3601-4905-8ddd-b41d3e636a4e
    - "# RAY_SESSION_OLD: route ray-old does not exist"
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._errors import FabricError
from ..plugin_utils._links import _formats


def env_lines(entries: object) -> list[str]:
    """Return session IDs as lines of an .env file."""
    try:
        return _formats.env_lines(entries)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"env_lines": env_lines}
