# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by scripts/fragments.py from the table in plugins/module_utils/_options.py: change it there.

from __future__ import annotations


class ModuleDocFragment:
    """The option that says what happens if a route does not exist."""

    DOCUMENTATION = r"""
options:
  on_missing:
    description:
      - What to do if a route does not exist.
      - V(error) fails, after all other routes have been requested. V(warn) shows a warning and continues. V(skip)
        continues without a warning.
    type: str
    default: error
    choices:
      - error
      - warn
      - skip
"""

    PLUGINS = r"""
options:
  on_missing:
    ini:
      - section: dataarts_fabric
        key: on_missing
    vars:
      - name: ansible_dataarts_fabric_on_missing
"""

    WARN = r"""
options:
  on_missing:
    description:
      - What to do if a route does not exist.
      - V(error) fails, after all other routes have been requested. V(warn) shows a warning and continues. V(skip)
        continues without a warning.
    type: str
    default: warn
    choices:
      - error
      - warn
      - skip
"""
