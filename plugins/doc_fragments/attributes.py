# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The attributes of modules, and notes that several modules share."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description: Returns details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
options: {}
"""

    INFO_MODULE = r"""
attributes:
  check_mode:
    support: full
    details:
      - The module only reads, so it does the same in check mode.
  diff_mode:
    support: N/A
    details:
      - The module changes nothing.
options: {}
"""

    ACTION_GROUP = r"""
attributes:
  action_group:
    description: Use C(group/huaweicloud.dataarts_fabric.fabric) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - huaweicloud.dataarts_fabric.fabric
options: {}
"""

    ON_CONTROLLER = r"""
notes:
  - Requests are sent from the controller, and environment variables are read there. The module does not support
    C(async).
  - Hosts that run the task within a minute share the responses. A route is requested once for all of them, if their
    settings and credentials are the same.
options: {}
"""

    IN_PROCESS = r"""
notes:
  - Environment variables are read on the machine that runs the module. This is the managed host, or the controller if
    the connection is local or the task is delegated to C(localhost).
  - The module runs inside the Ansible process if the connection is local, and if the task uses neither C(become) nor
    C(async) nor another Python than Ansible itself. This makes loops many times faster. To start a process for each
    task instead, set the Ansible variable C(ansible_dataarts_fabric_in_process) to V(false).
options: {}
"""
