# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: env_lines
short_description: Write session IDs as lines of an .env file
version_added: 1.0.0
description:
  - Gives a line C(RAY_SESSION_<NAME>=<session ID>) for each entry, which a shell, docker and systemd read alike.
  - C(<NAME>) is the name of the entry in upper case, with an underscore for whatever is not an ASCII letter or digit.
    Two names that give one variable are an error.
  - A route that does not exist is a comment.
  - What such a line cannot hold is an error. A session ID must be at most 1024 ASCII letters, digits and characters of
    C(._:/@%+,=-), and a name must have an ASCII letter or digit.
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
- name: Write an .env file
  ansible.builtin.copy:
    content: |
      {{ dashboard_links_entries | huaweicloud.dataarts_fabric.env_lines | join('\n') }}
    dest: /srv/ray/.env
    mode: "0644"
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

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _links_formats
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError


def env_lines(entries: object) -> list[str]:
    """Write session IDs as lines of an .env file."""
    try:
        return _links_formats.env_lines(entries)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"env_lines": env_lines}
