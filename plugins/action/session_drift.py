# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Report how the sessions of routes differ from what is expected."""

from __future__ import annotations

import base64
import binascii
import contextlib
import dataclasses
import typing as t

from ansible.module_utils.common.parameters import remove_values

from ..module_utils._errors import FabricError, FileError, InputError
from ..module_utils._result import Result, failed, guarded
from ..modules.session_drift import SPEC, main
from ..plugin_utils._drift._compare import compare, diff_of, read_expected, summary
from ..plugin_utils._drift._report_file import ReportFile
from ..plugin_utils._host_action import HostAction, without_ids
from ..plugin_utils._host_answer import message_of, shown
from ..plugin_utils._includes import has_run_once
from ..plugin_utils._record import read_record
from ..plugin_utils._routes import read_routes
from ..plugin_utils._run import Run
from ..plugin_utils._validate import decrypted, process_environment, validate
from ..plugin_utils._variables import refuse_facts

_DRIFTED = "Check these clusters. If the change is intended, record the sessions again or correct what is expected."
_UNKNOWN = "Whether there is drift is unknown"
_ENDED = "the task was ended before it was done, such as by its timeout"
_KNOW_RUN_ONCE = ("linear", "debug")

__all__ = ["ActionModule", "main"]  # ansible-lint checks options with the main of this file


class ActionModule(HostAction):
    """The action, for Ansible."""

    module = "session_drift"
    spec = {"argument_spec": SPEC["argument_spec"]}  # noqa: RUF012 - the base says that it is the class's
    nothing: t.ClassVar[t.Mapping[str, t.Any]] = {"drifted": None, "counts": {}, "routes": [], "route_id": None}
    drift: dict[str, t.Any] | None = None
    """The comparison; ``None`` if it is unknown whether there is drift."""
    report: str | None = None
    """The path of the report."""

    def prepare(self) -> None:
        """Take the options from the task and from variables.

        :raises InputError: they cannot be used
        """
        refuse_facts(self.variables)
        self.report = self._report_option()  # before all others, because their errors are in the report
        super().prepare()

    def _report_option(self) -> str | None:
        given = decrypted(self._task.args.get("report"))
        if given is None or given == "":
            return None
        spec = {"argument_spec": {"report": self.spec["argument_spec"]["report"]}}
        with process_environment(self._task_environment()):
            validated, wrong = validate(spec, {"report": given}, self.module)
        if wrong:
            raise InputError(wrong)
        return self.printable("report", str(validated.validated_parameters["report"]))

    def _validate(self, arguments: dict[str, t.Any]) -> None:
        super()._validate(arguments)
        if ("expected" in arguments) == ("record" in arguments):
            raise InputError(
                f"Give either {self.named('expected')}, a list of mappings with route_id and what is expected of"
                f" session_id and status, or {self.named('record')}, the absolute path of a record on the managed host"
            )

    def act(self) -> Result:
        """Compare."""
        try:
            given, what = self._expected()
            expected = read_expected(given, what)
            others = self.options.get("routes")
            routes = read_routes([] if others is None else others, self.named("routes"))
            route_ids = [str(entry["route_id"]) for entry in (*expected, *routes)]
            if not route_ids:
                raise InputError(f"there is no route to check: {what} and {self.named('routes')} are empty")
            got = self.sessions(route_ids, "skip")
            if got.failed:
                told = f"{_UNKNOWN}: {got.values['msg']}"
                return without_ids(dataclasses.replace(got, values={**got.values, "msg": told}))
            self.drift = compare(expected, got.values, routes)
        except FabricError as error:
            error.msg = f"{_UNKNOWN}: {error.msg}"
            raise
        return dataclasses.replace(got, **self._known(self.drift))

    def _known(self, drift: dict[str, t.Any]) -> dict[str, t.Any]:
        told = summary(drift, self.host)
        result: dict[str, t.Any] = {**shown(drift), "changed": drift["drifted"], "summary": told}
        if self._task.diff:
            result["diff"] = diff_of(drift)
        is_failure = bool(drift["drifted"] and self.options["fail_on_drift"])
        if is_failure:
            # Ansible shows the whole result of a failure, but session IDs are only shown on request.
            drifted = FabricError("\n".join(told), reason="drift", solution_msg=_DRIFTED)
            result = {**failed(drifted, {}).values, **result}
            result["routes"] = [{key: row[key] for key in ("name", "route_id", "state")} for row in drift["routes"]]
        return {"failed": is_failure, "values": result}

    def _expected(self) -> tuple[t.Any, str]:
        """Return what is expected, and its name for messages."""
        if self.options.get("record") is None:
            return self.options["expected"], self.named("expected")
        path = self.path("record")
        what = f"the record {path}"
        try:
            answer = self.read(path)
        except FileError as error:
            error.msg = f"{what} cannot be read: {error.msg}"
            raise
        if answer.get("failed"):
            message = message_of(answer)
            if message.lower().startswith("file not found"):
                raise FileError(f"{what} does not exist: write it with session_record or the playbook record_sessions")
            raise FileError(f"{what} cannot be read: {message}")
        try:
            text = base64.b64decode(str(answer.get("content")), validate=True).decode()
        except (binascii.Error, ValueError):
            raise InputError(f"{what} is not text in UTF-8") from None
        return read_record(text, what), what

    def _report(self) -> Result:
        self.drift = self.report = None
        try:
            ended = guarded(super()._report, self.nothing).redacted(self._hidden)
        except BaseException:  # of Ansible, for the keyword timeout of the task
            if self.report:
                with contextlib.suppress(FabricError):
                    self._write_report(self.report, {"error": f"{_UNKNOWN}: {_ENDED}"})
            raise
        if self.drift is None:
            told = [ended.values["msg"]]
            ended = dataclasses.replace(ended, values={**self.nothing, **ended.values, "summary": told})
        if self.report:
            drift = self.drift or {"error": ended.values["msg"]}
            try:
                self._write_report(self.report, remove_values(drift, ended.with_hidden(self._hidden)))
            except FabricError as error:
                why = "; ".join(filter(None, (ended.values.get("msg"), str(error))))
                unknown: dict[str, t.Any] = {"changed": False, "drifted": None, "routes": [], "msg": why}
                values = {**failed(error, {}).values, **ended.values, **unknown}
                return dataclasses.replace(ended, failed=True, values=values)
        return ended

    def _write_report(self, path: str, drift: dict[str, t.Any]) -> None:
        play = self._task.play
        # Strategies such as free do not know run_once: each host runs the task.
        is_once = has_run_once(self._task, self._templar.template) and str(play.strategy).endswith(_KNOW_RUN_ONCE)
        hosts = () if is_once else self.variables.get("ansible_play_hosts_all") or ()
        ReportFile(Run(), path).add(play._uuid, self.task_id, list(map(str, hosts)), self.host, drift)
