# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The base of every action: a module of this collection that runs on the controller."""

from __future__ import annotations

import contextlib
import os
import typing as t
from abc import abstractmethod

from ansible import constants
from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._errors import InputError
from ..module_utils._options import OPTIONS
from ..module_utils._redact import shown_options
from ..module_utils._result import Result, guarded
from ._includes import common_id
from ._retries import show_retries
from ._run import Run
from ._validate import decrypted, kind_of, process_environment, validate
from ._variables import given_variables, refuse_facts, refuse_unknown
from ._warm import warm

display = Display()
# Ansible loads this file in the process that it forks for each host, once a task of ours comes.
warm()

COLLECTION = "huaweicloud.dataarts_fabric"
_TEMPLATE = "Correct the template, or set the variable that it names."
_HIDDEN = "The task failed. It does not say why, as it has no_log"
_HIDDEN_SUMMARY = "The outcome is hidden, as the task has no_log"


class FabricAction(ActionBase):
    """An action that takes options from the task and from variables, runs, hides secrets, and returns the result.

    Only the failure of a connection is raised as an exception. Ansible shows the text of an exception even with
    ``no_log``, and does not evaluate ``failed_when`` after it.
    """

    _supports_check_mode = True
    _supports_async = True  # an error of Ansible itself would not have the keys of a failure

    module: t.ClassVar[str]
    """The module's name, without that of the collection."""

    spec: t.ClassVar[dict[str, t.Any]]
    """The keyword arguments of Ansible's validator for the options of the module."""

    nothing: t.ClassVar[t.Mapping[str, t.Any]] = {}
    """The keys in addition to those of every failure, with their values if nothing was found."""

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        self.begin(task_vars)
        result: dict[str, t.Any] = {}

        def core() -> Result:
            result.update(self.run_base(tmp))
            return self._report()

        report = guarded(core, self.nothing)
        if self.unreachable is not None:
            raise AnsibleConnectionFailure(str(self.unreachable)) from self.unreachable
        result.update(self.shown(report))
        return result

    def run_base(self, tmp: t.Any) -> dict[str, t.Any]:
        """Run the base class of Ansible.

        :raises InputError: Ansible refuses the task, such as for ``async`` in check mode
        """
        try:
            base: dict[str, t.Any] = ActionBase.run(self, tmp, self.variables)
        except AnsibleActionFail as error:
            raise InputError(str(error)) from None
        return base

    def begin(self, task_vars: dict[str, t.Any] | None) -> None:
        """Reset the state, because ``until`` runs the same action again."""
        self.variables = task_vars or {}
        self.unreachable: AnsibleConnectionFailure | None = None
        self.options: dict[str, t.Any] = {}
        self._hidden: set[str] = set()

    @property
    def task_id(self) -> str:
        """The ID of the task, which is the same for all hosts."""
        return common_id(self._task, lambda text: Run().hashed(text))

    @abstractmethod
    def act(self) -> Result:
        """Do the work of the module with ``options``, and return the result.

        :raises FabricError: it failed
        """

    def _report(self) -> Result:
        with templates():
            self.prepare()
            return self.act()

    def prepare(self) -> None:
        """Take the options from the task and from variables.

        :raises InputError: they cannot be used
        """
        refuse_facts(self.variables)
        refuse_unknown(self.variables)
        self._validate(self.arguments())

    def arguments(self) -> dict[str, t.Any]:
        """Return the arguments of the task, and the options that Ansible variables set. Null is treated as not set."""
        known = self.spec["argument_spec"]
        args = decrypted(self._task.args)
        given = {name: value for name, value in args.items() if value is not None or name not in known}
        for name in self._defaults() - known.keys():
            given.pop(name, None)
        variables = given_variables(self.variables, self._templar.template, given)
        return {**{name: value for name, value in variables.items() if name in known}, **given}

    def _defaults(self) -> set[str]:
        """Return the options that ``module_defaults`` sets for the action group, some of which are of other modules."""
        defaults = self._task.module_defaults or []
        group = f"group/{COLLECTION}.fabric"
        layers = [layer.get(group) for layer in (defaults if isinstance(defaults, list) else [defaults])]
        return {name for layer in layers if isinstance(layer, dict) for name in layer} & OPTIONS.keys()

    def _validate(self, arguments: dict[str, t.Any]) -> None:
        with process_environment(self._task_environment()):
            validated, wrong = validate(self.spec, arguments, f"{COLLECTION}.{self.module}")
        self._hidden |= set(validated._no_log_values)
        self.options = dict(validated.validated_parameters)
        if wrong:
            raise InputError(wrong)

    def environ(self) -> dict[str, str]:
        """Return the environment that a process of this task would have on the controller."""
        return {**os.environ, **self._task_environment()}

    def _task_environment(self) -> dict[str, str]:
        return {str(name): str(value) for layer in self.environment_layers() for name, value in layer.items()}

    def environment_layers(self) -> list[dict[t.Any, t.Any]]:
        """Return the rendered mappings of the keyword ``environment``; later ones take precedence."""
        layers = self._task.environment or []
        layers = layers if isinstance(layers, list) else [layers]
        rendered = [self._templar.template(layer) for layer in layers if layer]
        for layer in rendered:
            if not isinstance(layer, dict):
                raise InputError(f"environment must be a dictionary, received {kind_of(layer)}")
        return rendered

    def progress(self) -> t.Callable[[int, int], None] | None:
        """Return a function that shows the progress of a list of routes with ``-v``; ``None`` with ``no_log``."""
        return None if self._task.no_log else self._tell

    def _tell(self, done: int, total: int) -> None:
        display.v(f"{self.module}: {done} of {total} routes")

    def shown(self, report: Result) -> dict[str, t.Any]:
        """Return a result without secrets, with the keys that Ansible adds to the result of a module."""
        report = report.redacted(self._hidden)
        hidden = report.with_hidden(self._hidden)
        result = dict(report.values)
        if report.failed:
            result["failed"] = True
        if self._task.no_log:
            hide(result)
        else:
            show_retries(result)
            for warning in report.warnings:
                display.warning(warning)
        if self.options and _shows_invocation(self.variables):
            result["invocation"] = {"module_args": shown_options(self.options, self.spec["argument_spec"])}
        plain = {key: value for key, value in result.items() if value is None or isinstance(value, bool)}
        return {**remove_values(result, hidden), **plain}


@contextlib.contextmanager
def templates() -> t.Iterator[None]:
    """Turn the error of a template that cannot be rendered into a failure with all keys.

    :raises InputError: a template cannot be rendered
    """
    try:
        yield
    except AnsibleConnectionFailure:
        raise
    except AnsibleError as error:
        raise InputError(f"a template cannot be rendered: {error}", solution=_TEMPLATE) from None


def hide(result: dict[str, t.Any]) -> None:
    """Remove what Ansible shows even with ``no_log``: the message of a failure, and the summary that may become one."""
    if "summary" in result:
        result["summary"] = [_HIDDEN_SUMMARY]
    if result.get("failed"):
        result["msg"] = _HIDDEN
        result.pop("exception", None)


def _shows_invocation(variables: dict[str, t.Any]) -> bool:
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=variables))
    except (AnsibleError, KeyError):
        return True  # before ansible-core 2.21 the key is always there
