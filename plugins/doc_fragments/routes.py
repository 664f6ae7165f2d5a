# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by scripts/fragments.py from the table in plugins/module_utils/_options.py: change it there.

from __future__ import annotations


class ModuleDocFragment:
    """The options that say whose sessions are requested."""

    DOCUMENTATION = r"""
options:
  route_id:
    description:
      - The route ID of one Ray or Ray Serve cluster.
      - It is text of 1 to 36 ASCII letters, digits and hyphens, or a whole number, whose digits are used. Anything else
        is refused.
      - Quote a route ID that YAML may read as another value. Without quotes, V(0123) is the number 83, V(12:30:45) is
        45045, V(yes) is a boolean and V(2026-11-25) is a date.
      - Exactly one of O(route_id) and O(route_ids) is required.
    type: raw
  route_ids:
    description:
      - The route IDs of several clusters, whose sessions are requested concurrently.
      - The list must not be empty. The rule for each route ID is that of O(route_id). A route ID that is listed twice
        is requested once.
    type: list
    elements: raw
"""
