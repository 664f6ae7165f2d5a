# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Share the outcomes of requests between the hosts of one task, so that each route is requested once.

A host never gets the same outcome twice: a loop, ``until``, a role that is used twice, and the next batch of ``serial``
send new requests. It also never gets an old one, because with ``throttle`` or the strategy ``free``, hosts may run a
task at very different times.
"""

from __future__ import annotations

import dataclasses
import time
import typing as t

from ..module_utils._errors import CallError
from ..module_utils._session._batch import Outcomes, Progress
from ..module_utils._session._operation import Session
from ..module_utils._setup import Setup
from ._gate import as_json, waited_in_vain
from ._run import Claim, Run, claim, is_claimed, wait_for

FRESH = 60.0  # seconds for which other hosts may use an outcome

Request = t.Callable[[t.Sequence[str], Progress | None], Outcomes]


@dataclasses.dataclass(frozen=True)
class Requester:
    """The task and the host that request sessions.

    :param task: the ID of the task, which is the same for all hosts
    :param hosts: the hosts of the batch, which run the task at the same time
    """

    task: str
    host: str
    hosts: tuple[str, ...]


class Answers:
    """The outcomes that the hosts of a task share if their settings and credential are the same."""

    def __init__(self, run: Run, setup: Setup, requester: Requester) -> None:
        self._run = run
        self._setup = setup
        self._requester = requester
        with run.value("uses", requester.task) as uses:
            use = uses[requester.host] = uses.get(requester.host, 0) + 1
        self._name = ("answers", requester.task, setup.fingerprint(run.salt()).hex(), str(use))

    def get(self, route_ids: t.Sequence[str], request: Request, progress: Progress | None = None) -> Outcomes:
        """Return the outcome of each route. Routes that are not in it were not requested.

        :param request: requests the routes that no other host requests
        """
        outcomes: Outcomes = {}
        wanted = list(route_ids)
        while wanted:
            with claim(self._run) as own:
                mine, theirs = self._share_out(wanted, own.name, outcomes)
                if mine:
                    got = request(mine, _advancing(own, progress))
                    self._keep(mine, got)
                    outcomes.update(got)
                    if len(got) < len(mine):  # the run ended before all were requested
                        return outcomes
            wanted = list(theirs)
            for name in dict.fromkeys(theirs.values()):
                if not wait_for(self._run, name, self._setup.http.retry_deadline):
                    return outcomes | self._in_vain(wanted)
        return outcomes

    def _share_out(self, wanted: t.Iterable[str], own: str, outcomes: Outcomes) -> tuple[list[str], dict[str, str]]:
        """Add known outcomes. Return the routes to request now, and the claims of the hosts that request the others."""
        mine: list[str] = []
        theirs: dict[str, str] = {}
        alive: dict[str, bool] = {}
        with self._run.value(*self._name) as value:
            known = self._of_this_batch(value)
            for route_id in wanted:
                entry = known.get(route_id)
                if isinstance(entry, dict) and time.monotonic() - entry["time"] < FRESH:
                    outcomes[route_id] = _outcome(entry)
                elif isinstance(entry, str) and alive.setdefault(entry, is_claimed(self._run, entry)):
                    theirs[route_id] = entry
                else:
                    known[route_id] = own
                    mine.append(route_id)
        return mine, theirs

    def _keep(self, requested: t.Iterable[str], got: Outcomes) -> None:
        with self._run.value(*self._name) as value:
            known = self._of_this_batch(value)
            for route_id in requested:
                known.pop(route_id, None)
                if route_id in got:
                    known[route_id] = _entry(got[route_id])

    def _of_this_batch(self, value: dict[str, t.Any]) -> dict[str, t.Any]:
        batches: list[dict[str, t.Any]] = value.setdefault("batches", [])
        for batch in batches:
            if self._requester.host in batch["hosts"]:
                return t.cast("dict[str, t.Any]", batch["routes"])
        batches.append({"hosts": [self._requester.host, *self._requester.hosts], "routes": {}})
        return t.cast("dict[str, t.Any]", batches[-1]["routes"])

    def _in_vain(self, route_ids: t.Iterable[str]) -> Outcomes:
        why = f"another host of this run has been requesting it for {self._setup.http.retry_deadline:g} s"
        return {one: waited_in_vain(one, self._setup.endpoint, why) for one in route_ids}


def _advancing(own: Claim, progress: Progress | None) -> Progress:
    before = 0

    def tell(done: int, total: int) -> None:
        nonlocal before
        if done > before:
            before = done
            own.advance()
        if progress:
            progress(done, total)

    return tell


def _entry(outcome: Session | CallError) -> dict[str, t.Any]:
    now = time.monotonic()  # which the processes of one machine share
    if isinstance(outcome, Session):
        return {"time": now, "session": dataclasses.asdict(outcome)}
    return {"time": now, "failure": as_json(outcome)}


def _outcome(entry: dict[str, t.Any]) -> Session | CallError:
    if "session" in entry:
        return Session(**entry["session"])
    return CallError(**entry["failure"])
