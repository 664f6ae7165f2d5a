# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by scripts/fragments.py from the table in plugins/module_utils/_options.py: change it there.

from __future__ import annotations


class ModuleDocFragment:
    """The options of a file that is written to the managed host."""

    DOCUMENTATION = r"""
options:
  path:
    description:
      - The absolute path of the file on the managed host. Its directory must exist.
    type: str
    required: true
  owner:
    description:
      - The user who owns the file. If omitted, the owner of an existing file is kept.
    type: str
  group:
    description:
      - The group that owns the file. If omitted, the group of an existing file is kept.
    type: str
notes:
  - Only the file is sent to the managed host, by M(ansible.builtin.copy), which requires Python there but no package.
"""

    RECORD = r"""
options:
  mode:
    description:
      - The permissions of the file, as for M(ansible.builtin.copy).
    type: raw
    default: "0640"
"""

    PAGE = r"""
options:
  mode:
    description:
      - The permissions of the file, as for M(ansible.builtin.copy).
    type: raw
    default: "0644"
"""
