# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: route_id
short_description: Check whether a value is a route ID
version_added: 1.0.0
description:
  - Returns whether a value can be a route ID, which has 1 to 36 ASCII letters, digits and hyphens.
  - M(huaweicloud.dataarts_fabric.fabric_session_info) has the same rule, and refuses any other value before it sends a
    request.
options:
  _input:
    description: The value. The result is V(false) for a value that is neither a string nor an integer.
    type: raw
    required: true
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
"""

EXAMPLES = r"""
- name: Check a list of routes
  ansible.builtin.assert:
    that: my_routes | reject('huaweicloud.dataarts_fabric.route_id') | length == 0
  vars:
    my_routes:
      - ray-train-01
      - 0b5633ba-2b90-4511-ad51-4346f4d23d4b
"""

RETURN = r"""
_value:
  description: Whether the value can be a route ID.
  type: bool
"""

import typing as t

from ..module_utils._session._route_id import is_route_id


class TestModule:
    """The test, for Ansible."""

    def tests(self) -> dict[str, t.Callable[[object], bool]]:
        """Return the test by its name."""
        return {"route_id": is_route_id}
