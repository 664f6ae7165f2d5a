# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show drift as a changed task with a diff, although nothing is written."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._drift import compare, diff_of, sentences_of
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError

_SPEC = {
    "expected": {"type": "list", "elements": "dict", "required": True},
    "live": {"type": "dict", "required": True},
    "routes": {"type": "list", "elements": "raw"},
}


class ActionModule(ActionBase):
    """The action, for Ansible."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        options = self.validate_argument_spec(argument_spec=_SPEC)[1]
        try:
            drift = compare(options["expected"], options["live"], options["routes"])
        except FabricError as error:
            raise AnsibleActionFail(str(error)) from None
        result.update(drift, changed=drift["drifted"], sentences=sentences_of(drift), diff=diff_of(drift))
        return result
