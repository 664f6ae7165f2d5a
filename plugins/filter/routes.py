# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: routes
short_description: Give routes their full shape
version_added: 1.0.0
description:
  - Gives each route the keys C(route_id), C(name) and C(url), however it was written.
  - The playbooks of this collection take their routes in this way, so that a list of plain route IDs is enough.
positional: _input
options:
  _input:
    description:
      - A list of route IDs, or of mappings with C(route_id) and, where wanted, C(name) and C(url).
      - A route ID that breaks the rule (1 to 36 ASCII letters, digits and hyphens) is an error.
    type: list
    elements: raw
    required: true
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
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
  description: The routes, in the order given. C(name) is the route ID where none was given, C(url) is then null.
  type: list
  elements: dict
  sample:
    - route_id: ray-train-01
      name: ray-train-01
      url:
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._routes import read_routes


def routes(value: object) -> list[dict[str, str | None]]:
    """Give routes their full shape."""
    try:
        return read_routes(value)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"routes": routes}
