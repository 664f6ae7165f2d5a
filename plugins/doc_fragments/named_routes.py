# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by scripts/fragments.py from the table in plugins/module_utils/_options.py: change it there.

from __future__ import annotations


class ModuleDocFragment:
    """The option that says whose sessions are written to a file."""

    DOCUMENTATION = r"""
options:
  routes:
    description:
      - The routes, as a list of route IDs, or of mappings with C(route_id) and, optionally, C(name) and C(url). The
        rule for each route ID is that of O(huaweicloud.dataarts_fabric.fabric_session_info#module:route_id).
    type: list
    elements: raw
    required: true
"""
