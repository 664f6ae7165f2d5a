# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The base of actions that get sessions on the controller and then read or write one file on the managed host."""

from __future__ import annotations

import os
import typing as t

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure, AnsibleError

from ..module_utils._errors import FileError, InputError
from ..module_utils._result import Result
from ..module_utils._session._info import session_info
from ..module_utils._text import is_printable, one_line
from ._action import COLLECTION, FabricAction, display
from ._answers import Requester
from ._clients import run_client
from ._host_answer import MOST_SHOWN, has_no_module, message_of, of_the_file
from ._variables import misspelled, of_role

# These are validated by their own functions, whose messages are better than those of Ansible's types.
_AS_GIVEN = ("routes", "expected")
# Variables of the controller that a managed host must not get.
_OURS = ("HUAWEICLOUD_", "HW_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
# The keys that copy returns about the file. Other keys of a host, such as facts, are dropped.
_OF_THE_FILE = (
    *("dest", "path", "src", "checksum", "md5sum", "size", "mode", "owner", "group", "uid", "gid", "state"),
    *("secontext", "backup_file"),
)
_DISTRUST = "Check the Python on the host, and whether the host can be trusted."
_NOT_RUN = "Check the path and its permissions, and become and ansible_python_interpreter."
_NO_ASYNC = "Remove async from the task."


class HostAction(FabricAction):
    """An action that gets sessions on the controller, and reads or writes a file on the managed host."""

    def prepare(self) -> None:
        """Take the options from the task and from variables.

        :raises InputError: they cannot be used, or the task has ``async``
        """
        if self._task.async_val:
            raise InputError(
                f"The action {COLLECTION}.{self.module} does not support async - {_NO_ASYNC}", solution=_NO_ASYNC
            )
        if self._is_of_role() and not self._task.no_log:
            for warning in misspelled(self.variables, self.module):
                display.warning(warning)
        super().prepare()

    def _is_of_role(self) -> bool:
        """Return whether the task is that of the role of the same name."""
        role = self._task._role
        return role is not None and role.get_name() == f"{COLLECTION}.{self.module}"

    def arguments(self) -> dict[str, t.Any]:
        """Return the arguments of the task, and the options that variables set. Null and empty text are not set."""
        given = {name: value for name, value in super().arguments().items() if value != ""}
        if self._is_of_role():
            given |= of_role(self.module, self.variables, self._templar.template, given)
        if "routes" in self._task.args:
            given.setdefault("routes", [])  # for which the module has a better message than "missing"
        return given

    def _validate(self, arguments: dict[str, t.Any]) -> None:
        if "path" in self._task.args and "path" not in arguments:
            raise InputError(f"{self.named('path')} is missing. Give it as the absolute path of a file")
        given = {name: arguments[name] for name in _AS_GIVEN if name in arguments}
        super()._validate({**arguments, **{name: [] for name in given}})
        self.options.update(given)

    @property
    def host(self) -> str:
        """The name of the managed host."""
        return str(self.variables.get("inventory_hostname"))

    def named(self, option: str) -> str:
        """Return the name of an option for messages; in the role of the same name, that of its variable."""
        if not self._is_of_role():
            return option
        variable = f"{self.module}_{option}"
        return f"{variable} (or dataarts_fabric_routes)" if option == "routes" else variable

    def path(self, option: str) -> str:
        """Return an option whose value is the absolute path of a file on the managed host.

        :raises InputError: the value is not an absolute path
        """
        path = str(self.options[option])
        if not os.path.isabs(path) or path.endswith("/"):
            raise InputError(
                f"{self.named(option)} must be the absolute path of a file, not {one_line(path, MOST_SHOWN)}"
            )
        return self.printable(option, path)

    def printable(self, option: str, path: str) -> str:
        """Return a path if all of its characters are visible.

        :raises InputError: they are not, such as for the line end of a YAML block
        """
        if not is_printable(path):
            raise InputError(f"{self.named(option)} has a character that nobody can see: {ascii(path)[:MOST_SHOWN]}")
        return path

    def sessions(self, route_ids: t.Sequence[str], on_missing: str) -> Result:
        """Get the sessions of some routes, each once for all hosts that run this task."""
        # A handler may run again later, for other hosts.
        notified = getattr(self._task, "notified_hosts", None)
        batch = tuple(map(str, notified or self.variables.get("ansible_play_batch") or ()))
        client_for = run_client(self.task_id, Requester(self.task_id, self.host, batch))
        options = {**self.options, "route_id": None, "route_ids": list(route_ids), "on_missing": on_missing}
        return session_info(options, self.environ(), client_for, self.progress())

    def write(self, text: str) -> Result:
        """Write the file that the options name, as Ansible's own ``copy`` does."""
        path = self.path("path")
        arguments = {"content": text, "dest": path}
        arguments.update((name, self.options[name]) for name in ("mode", "owner", "group") if self.options.get(name))
        action = self._action("ansible.legacy.copy", arguments)
        stat = action._execute_remote_stat

        def checked(path: str, *given: t.Any, **options: t.Any) -> dict[str, t.Any]:
            status: dict[str, t.Any] = stat(path, *given, **options)
            target = stat(path, *given, **{**options, "follow": True}) if status.get("islnk") else status
            if target.get("isdir"):  # copy would write a file of any name into it
                raise AnsibleActionFail(f"{self.named('path')} must be the path of a file, and {path} is a directory")
            return status

        action._execute_remote_stat = checked
        answer = self._on_host(action)
        return Result(False, {"changed": bool(answer.get("changed")), **of_the_file(answer, _OF_THE_FILE)})

    def read(self, path: str) -> dict[str, t.Any]:
        """Return the result of Ansible's ``slurp`` for a file of the host, which cannot be trusted."""
        return self._on_host(self._action("ansible.legacy.normal", {"src": path}, "ansible.builtin.slurp"), fails=False)

    def _action(self, plugin: str, arguments: dict[str, t.Any], module: str | None = None) -> t.Any:
        task = self._task.copy()
        task.args = arguments
        task.action = module or task.action
        task.environment = [
            {name: value for name, value in layer.items() if not str(name).upper().startswith(_OURS)}
            for layer in self.environment_layers()
        ]
        return self._shared_loader_obj.action_loader.get(
            plugin,
            task=task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )

    def _on_host(self, action: t.Any, *, fails: bool = True) -> dict[str, t.Any]:
        try:
            answer: dict[str, t.Any] = action.run(task_vars=self.variables)
        except AnsibleConnectionFailure as error:
            self.unreachable = error
            raise FileError(f"the host is unreachable: {error}") from None
        except AnsibleActionFail as error:
            raise FileError(one_line(str(error), MOST_SHOWN)) from None
        except AnsibleError as error:
            raise FileError(one_line(str(error), MOST_SHOWN), solution=_NOT_RUN) from None
        except Exception as error:  # noqa: BLE001 - Ansible's actions do not check the result of a host
            raise FileError(
                f"the host's answer is not that of a module ({type(error).__name__}) - {_DISTRUST}"
            ) from None
        if answer.get("failed") and has_no_module(answer):
            raise FileError(message_of(answer), solution=_NOT_RUN)
        if fails and answer.get("failed"):
            raise FileError(message_of(answer) or "the file could not be written")
        return answer


def without_ids(report: Result) -> Result:
    """Return a failure without session IDs, because Ansible always shows the result of a failure."""
    result = {name: value for name, value in report.values.items() if name != "sessions"}
    return Result(True, result, report.warnings, report.secrets)
