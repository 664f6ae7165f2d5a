# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by scripts/fragments.py from the table in plugins/module_utils/_options.py: change it there.

from __future__ import annotations


class ModuleDocFragment:
    """The option that limits how much is requested at the same time."""

    DOCUMENTATION = r"""
options:
  concurrency:
    description:
      - The maximum number of routes that are requested at the same time.
      - The first route is always requested alone, so that a wrong access key is not refused many times and locked.
      - The value must be from 1 to 64.
    type: int
    default: 16
"""

    PLUGINS = r"""
options:
  concurrency:
    ini:
      - section: dataarts_fabric
        key: concurrency
    vars:
      - name: ansible_dataarts_fabric_concurrency
"""
