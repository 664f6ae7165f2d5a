# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log in inside the controller's process where nothing asks for another one; else run the module."""

from __future__ import annotations

from ..module_utils._option import argument_spec
from ..module_utils._options import LOGIN
from ..module_utils._result import Result
from ..module_utils._token_info import NOTHING, token_info
from ..modules.iam_token_info import main
from ..plugin_utils._info_action import InfoAction

__all__ = ["ActionModule", "main"]  # ansible-lint checks options with the main of this file


class ActionModule(InfoAction):
    """The action, for Ansible."""

    module = "iam_token_info"
    spec = {"argument_spec": argument_spec(LOGIN)}  # noqa: RUF012 - the base says that it is the class's

    nothing = NOTHING

    def act(self) -> Result:
        """Log in."""
        return token_info(self.options, self.environ())
