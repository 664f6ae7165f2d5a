# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The base of actions of ``_info`` modules: run in Ansible's own process if possible, otherwise run the module."""

from __future__ import annotations

import os
import sys
import typing as t

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean

from ..module_utils._errors import REASONS, CallError, FabricError, InputError
from ..module_utils._requests import REQUESTS_IMPORT_ERROR
from ..module_utils._result import Result, failed, unexpected
from ._action import COLLECTION, FabricAction, hide, templates
from ._gate import Gate
from ._host_answer import shown
from ._retries import show_retries
from ._variables import PREFIX, refused

# The fact that Ansible itself finds out about a host. All other facts are claims of the host.
_FOUND_OUT = "discovered_interpreter_"


class InfoAction(FabricAction):
    """An action that runs in Ansible's own process, or runs the module."""

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        self.begin(task_vars)
        result: dict[str, t.Any] = {}
        try:
            with templates():
                if refused(self.variables) or self._in_process():
                    return super().run(tmp, task_vars)
                result = self.run_base(tmp)
                result.update(self._module())
        except AnsibleConnectionFailure:
            raise
        except Exception as error:  # noqa: BLE001 - as in guarded
            known = error if isinstance(error, FabricError) else unexpected(error)
            result.update(self.shown(failed(known, self.nothing)))
            return result
        if self._task.no_log:
            hide(result)
        else:
            show_retries(result)
        return result

    def _module(self) -> dict[str, t.Any]:
        """Run the module on the host. Its result is not trusted, and facts in it are dropped."""
        self.prepare()
        self.check()
        arguments = self.arguments()

        def run() -> dict[str, t.Any]:
            return self._execute(arguments)

        gate = None if self._task.async_val else self.gate()
        answer = gate.watch(run) if gate else run()
        return self.shown(self.told(answer)) if isinstance(answer, CallError) else answer

    def _execute(self, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        try:
            result: dict[str, t.Any] = self._execute_module(
                f"{COLLECTION}.{self.module}",
                module_args=arguments,
                task_vars=self.variables,
                wrap_async=self._task.async_val,
            )
            if not self._task.async_val:
                self._remove_tmp_path(self._connection._shell.tmpdir)
        except AnsibleConnectionFailure:
            raise
        except AnsibleError as error:
            raise _not_run(str(error)) from None
        except Exception as error:  # noqa: BLE001 - Ansible relies on what a host answers
            raise _not_run(f"the host's answer is not that of a module ({type(error).__name__})") from None
        facts = result.pop("ansible_facts", None)
        facts = facts if isinstance(facts, dict) else {}
        found_out = {name: facts[name] for name in facts if str(name).startswith(_FOUND_OUT)}
        result = shown({name: value for name, value in result.items() if _is_shown(name, value)})
        if result.get("failed") and str(result.get("reason")) not in REASONS:
            not_run = _not_run(str(result.get("msg")))
            result = {**failed(not_run, self.nothing).values, **result, "reason": not_run.reason}
        return {**result, **({"ansible_facts": found_out} if found_out else {})}

    def check(self) -> None:
        """Check options that would change on the way to another process.

        :raises InputError: an option cannot be used
        """

    def gate(self) -> Gate | None:
        """Return the gate of the credential that the module will use, or ``None`` if it is not known here."""
        return None

    def told(self, refusal: CallError) -> Result:
        """Return the result if the module is not started, because the credential was refused before."""
        return failed(refusal, self.nothing)

    def has_own_environment(self) -> bool:
        """Return whether the module has another environment and other files than this process."""
        return self._connection.transport != "local" or self._connection.become is not None

    def _in_process(self) -> bool:
        """Return whether the module can run in this process."""
        name = f"{PREFIX}in_process"
        wanted = self._templar.template(self.variables.get(name, True))
        try:
            wanted = wanted is None or boolean(wanted)
        except TypeError:
            raise InputError(f"{name} must be true or false, not {wanted!a}") from None
        return (
            wanted
            and self._connection.transport == "local"
            and self._connection.become is None
            and not self._task.async_val
            and not REQUESTS_IMPORT_ERROR  # the Python of the module may have it; otherwise the module reports it
            and self._is_own_python()
        )

    def _is_own_python(self) -> bool:
        variables, host = self.variables, self._task.delegate_to or self.variables.get("inventory_hostname")
        if host not in variables.get("groups", {}).get("all", ()):
            return True  # the implicit localhost, for which an interpreter of all hosts is ignored
        if self._task.delegate_to:
            variables = variables.get("ansible_delegated_vars", {}).get(host, {})
        python = self._templar.template(variables.get("ansible_python_interpreter"))
        return (
            python is None
            or str(python).startswith("auto")
            or os.path.realpath(str(python)) == os.path.realpath(sys.executable)
        )


def _is_shown(name: str, value: t.Any) -> bool:
    """Return whether Ansible can show a key of a result: callbacks fail if ``warnings`` is not a list, for example."""
    return name != "diff" and (name not in ("warnings", "deprecations") or isinstance(value, list))


def _not_run(why: str) -> FabricError:
    """Return the failure of a host on which the module did not start."""
    solution = "Check become, ansible_python_interpreter, and that the host has space for temporary files."
    return FabricError(why, reason="host", solution_msg=solution)
