# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make the call inside the controller's process where nothing asks for another one; else hand over to the module."""

from __future__ import annotations

import os
import sys
import typing as t

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

# At the top, as Ansible loads this file in the parent process: it is paid for once and not in each fork.
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import session_info_spec
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._report import report_of
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import REQUESTS_IMPORT_ERROR
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session_info import session_info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._clients import shared_client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._retries import show_retries
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._variables import PREFIX, given_variables

display = Display()

_SPEC = session_info_spec()
_MODULE = "huaweicloud.dataarts_fabric.fabric_session_info"


class ActionModule(ActionBase):
    """The action, for Ansible."""

    _supports_async = True
    _supports_check_mode = True

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        variables = task_vars or {}
        result: dict[str, t.Any] = super().run(tmp, variables)
        task = self._task.args
        arguments = {**given_variables(variables, self._templar.template, task), **task}
        if self._in_process(variables):
            result.update(self._answer(arguments, variables))
        else:
            result.update(
                self._execute_module(
                    _MODULE, module_args=arguments, task_vars=variables, wrap_async=self._task.async_val
                )
            )
            if not self._task.async_val:
                self._remove_tmp_path(self._connection._shell.tmpdir)
        if not self._task.no_log:
            show_retries(result)
        return result

    def _in_process(self, variables: dict[str, t.Any]) -> bool:
        """Tell whether nothing asks for another process than this one."""
        wanted = self._templar.template(variables.get(f"{PREFIX}in_process", True))
        return (
            boolean(wanted)
            and self._connection.transport == "local"
            and self._connection.become is None
            and not self._task.async_val
            and not REQUESTS_IMPORT_ERROR  # the module's Python may have it, and says so where it has not
            and self._is_own_python(variables)
        )

    def _is_own_python(self, variables: dict[str, t.Any]) -> bool:
        host = self._task.delegate_to or variables.get("inventory_hostname")
        if host not in variables.get("groups", {}).get("all", ()):
            return True  # the implicit localhost, whatever interpreter is set for everybody
        if self._task.delegate_to:
            variables = variables.get("ansible_delegated_vars", {}).get(host, {})
        python = self._templar.template(variables.get("ansible_python_interpreter"))
        return (
            python is None
            or str(python).startswith("auto")
            or os.path.realpath(python) == os.path.realpath(sys.executable)
        )

    def _answer(self, arguments: dict[str, t.Any], variables: dict[str, t.Any]) -> dict[str, t.Any]:
        """Validate, run and censor as the module does."""
        validated = ModuleArgumentSpecValidator(**_SPEC).validate(arguments)
        options = validated.validated_parameters
        hidden: set[str] = set(validated._no_log_values)
        if validated.error_messages:
            message = validated.errors.msg
            if isinstance(validated.errors[0], UnsupportedError):
                message = f"Unsupported parameters for ({_MODULE}) module: {message}"
            result: dict[str, t.Any] = {"failed": True, "msg": message}
        else:
            environ = self._environment()
            progress = None if self._task.no_log else _show_progress
            report = report_of(lambda: session_info(options, environ, shared_client, progress))
            hidden.update(report.secrets)
            result = dict(report.result)
            if report.failed:
                result["failed"] = True
            for warning in report.warnings:
                display.warning(remove_values(warning, hidden))
        if _shows_invocation(variables):
            result["invocation"] = {"module_args": options}
        plain = {key: value for key, value in result.items() if value is None or isinstance(value, bool)}
        return {**remove_values(result, hidden), **plain}

    def _environment(self) -> dict[str, str]:
        """Return the environment that a process of this task would have."""
        environ = dict(os.environ)
        layers = self._task.environment or []
        for layer in layers if isinstance(layers, list) else [layers]:
            rendered = self._templar.template(layer) if layer else {}
            if not isinstance(rendered, dict):
                raise AnsibleError(f"environment must be a dictionary, received {type(rendered).__name__}")
            environ.update((str(name), str(value)) for name, value in rendered.items())
        return environ


def _show_progress(done: int, asked: int) -> None:
    display.v(f"fabric_session_info: {done} of {asked} routes")


def _shows_invocation(variables: dict[str, t.Any]) -> bool:
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=variables))
    except (AnsibleError, KeyError):
        return True  # before ansible-core 2.21 the key is always there
