# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: routes
short_description: Add the default keys to routes
version_added: 1.0.0
description:
  - Returns each route as a mapping with the keys C(route_id), C(name) and C(url).
  - The playbooks of this collection use it, so their routes may be a list of route IDs.
positional: _input
options:
  _input:
    description:
      - A list of routes. Each is a route ID, or a mapping with C(route_id) and optionally C(name) and C(url).
      - A route ID that breaks the rule (1 to 36 ASCII letters, digits and hyphens) is an error.
    type: list
    elements: raw
    required: true
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
"""

EXAMPLES = r"""
- name: Show the names of some routes
  ansible.builtin.debug:
    msg: "{{ my_routes | huaweicloud.dataarts_fabric.routes | map(attribute='name') | join(', ') }}"
  vars:
    my_routes:
      - ray-train-01
      - route_id: 0b5633ba-2b90-4511-ad51-4346f4d23d4b
        name: Training
"""

RETURN = r"""
_value:
  description: The routes, in the same order. The default of C(name) is the route ID, and that of C(url) is null.
  type: list
  elements: dict
  sample:
    - route_id: ray-train-01
      name: ray-train-01
      url:
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._errors import FabricError
from ..plugin_utils._routes import read_routes


def routes(value: object) -> list[dict[str, str | None]]:
    """Return routes with all their keys."""
    try:
        return read_routes(value)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"routes": routes}
