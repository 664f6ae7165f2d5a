# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log in from Ansible's own process if possible; otherwise run the module."""

from __future__ import annotations

import dataclasses
import typing as t

from ..module_utils._errors import CallError, FabricError
from ..module_utils._http._config import HttpConfig
from ..module_utils._option import argument_spec
from ..module_utils._options import LOGIN
from ..module_utils._result import Result, failed
from ..module_utils._setup import Setup
from ..module_utils._token_info import NOTHING, find_user, token_info
from ..modules.iam_token_info import main
from ..plugin_utils._gate import Gate
from ..plugin_utils._info_action import InfoAction
from ..plugin_utils._run import Run

__all__ = ["ActionModule", "main"]  # ansible-lint checks options with the main of this file


class ActionModule(InfoAction):
    """The action, for Ansible."""

    module = "iam_token_info"
    spec = {"argument_spec": argument_spec(LOGIN)}  # noqa: RUF012 - the base says that it is the class's

    nothing = NOTHING

    def gate(self) -> Gate | None:
        """Return the gate of the password, if it is in the options or in this environment."""
        if self.has_own_environment() and not self.options.get("password"):
            return None
        try:
            user = find_user(self.options, {} if self.has_own_environment() else self.environ())
        except FabricError:
            return None  # the login reports the error
        http = HttpConfig(retry_deadline=self.options.get("retry_deadline") or HttpConfig.retry_deadline)
        return Gate(Run(), Setup(user.iam_endpoint, http, user), self.task_id)

    def told(self, refusal: CallError) -> Result:
        """Return the result if no login is sent, because the password was refused before."""
        msg = f"Could not log in: no request was sent, as an earlier one failed: {refusal.msg}"
        return failed(dataclasses.replace(refusal, msg=msg, tries=0), self.nothing)

    def act(self) -> Result:
        """Log in, unless the password was refused before."""
        ended: list[Result] = []

        def log_in() -> dict[str, t.Any]:
            ended.append(token_info(self.options, self.environ()))
            return ended[0].values

        gate = self.gate()
        answer = gate.watch(log_in) if gate else log_in()
        return self.told(answer) if isinstance(answer, CallError) else ended[0]
