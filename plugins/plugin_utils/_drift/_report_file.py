# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The report of a run: all checks, and the hosts that were not checked. It is written again after each check."""

from __future__ import annotations

import contextlib
import stat
import time
import typing as t
from pathlib import Path

from ...module_utils._errors import FileError, InputError
from .._run import Run, replace
from ._report import FORMATS, Check, Drift, head

NOT_CHECKED = "not checked: the play did not come as far as the check of this host, or that check has no report"


class ReportFile:
    """A report on the controller, to which all hosts and plays of one run add their checks.

    :param path: the path of the file; JUnit XML if its name ends with ``.xml``, otherwise JSON
    """

    def __init__(self, run: Run, path: str) -> None:
        self._run = run
        self._path = Path(path).absolute()
        self._kind = FORMATS["junit" if self._path.suffix == ".xml" else "json"]

    def add(self, play: str, task: str, hosts: t.Sequence[str], host: str, drift: Drift) -> None:
        """Write the report with one more check.

        :param play: the ID of the play
        :param task: the ID of the task. A host that the task reports in another file is not expected in this one.
        :param hosts: the hosts that the play should check; if empty, only those that it has checked
        :raises FileError: the file cannot be written
        """
        with self._run.value("reports", task) as reports:
            reported = reports.setdefault(str(self._path), [])
            reported += [host] if host not in reported else []
            others = [ReportFile(self._run, path) for path in reports if path != str(self._path)]
        with self._changed() as value:
            value.setdefault("time", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
            plays = value.setdefault("plays", {}).setdefault(play, {"hosts": [], "tasks": []})
            plays["hosts"] += [one for one in (*hosts, host) if one not in plays["hosts"]]
            plays["tasks"] += [task] if task not in plays["tasks"] else []
            checks = value.setdefault("checks", [])
            text = self._run.path("routes", str(self._path.resolve()), str(len(checks)))
            replace(text, self._kind.routes(host, drift))
            checks.append([play, head(host, drift), text.name])
        for other in others:
            with other._changed():
                pass  # this host is no longer expected in it

    @contextlib.contextmanager
    def _changed(self) -> t.Iterator[dict[str, t.Any]]:
        """Yield the data of the report, and write the report at the end."""
        try:
            target = self._path.resolve()  # a symbolic link is kept
            with self._run.value("report", str(target)) as value:
                yield value
                if value:
                    replace(target, self._text(value), _mode(target))
        except (OSError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or error
            raise FileError(f"The report {self._path} cannot be written: {why}") from None

    def _text(self, value: t.Mapping[str, t.Any]) -> str:
        checks: list[Check] = []
        for play, of_play in value["plays"].items():
            done: dict[str, list[Check]] = {host: [] for host in of_play["hosts"]}
            for in_play, one, name in value["checks"]:
                if in_play == play:
                    routes = (self._run.folder / name).read_text(encoding="utf-8")
                    done.setdefault(one["host"], []).append((one, routes))
            elsewhere = self._elsewhere(of_play["tasks"])
            for host, made in done.items():
                checks += made or ([] if host in elsewhere else [self._not_checked(host)])
        return self._kind.report(checks, value["time"])

    def _elsewhere(self, tasks: t.Iterable[str]) -> set[str]:
        """Return the hosts that these tasks report in other files, such as one for each host."""
        reports = (item for task in tasks for item in self._run.read("reports", task).items())
        return {host for path, hosts in reports if path != str(self._path) for host in hosts}

    def _not_checked(self, host: str) -> Check:
        nothing: Drift = {"error": NOT_CHECKED}
        return head(host, nothing), self._kind.routes(host, nothing)


def _mode(target: Path) -> int:
    """Return the permissions for the report: those of the file that is replaced, or 0600."""
    with contextlib.suppress(FileNotFoundError):
        now = target.stat()
        if stat.S_ISDIR(now.st_mode):
            raise InputError(f"The report must be the path of a file, and {target} is a directory")
        if not stat.S_ISREG(now.st_mode):
            raise InputError(f"The report must be the path of a file, and {target} is something else")
        return stat.S_IMODE(now.st_mode)
    return 0o600
