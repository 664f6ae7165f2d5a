# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Limit the refusals of a credential in a run of many hosts, because five refusals in a row lock an access key.

Until the service has accepted the credential, hosts use it one after the other. After a refusal, the other hosts of the
task fail without a request. A run sends at most four requests that are refused.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ..module_utils._errors import AFTER_ACCEPTANCE, CallError
from ..module_utils._http._config import HttpConfig
from ..module_utils._session._batch import Outcomes, Progress, ends_run
from ..module_utils._session._client import Client, not_sent
from ..module_utils._session._operation import Session
from ..module_utils._setup import Setup
from ._host_answer import rows
from ._run import BusyError, Run

MOST_REFUSALS = 4
_REFUSED = "credential_refused"


class Gate:
    """The gate of one credential.

    :param task: after a refusal, calls with the same task send no request, but return that refusal
    """

    def __init__(self, run: Run, setup: Setup, task: str) -> None:
        self._run = run
        self._patience = setup.http.retry_deadline
        # Other timeouts or another endpoint do not make another credential. But another endpoint may accept it.
        same = dataclasses.replace(setup, http=HttpConfig(), endpoint="")
        self._name = ("credential", same.fingerprint(run.salt()).hex())
        self._endpoint = setup.endpoint
        self._place = f"{task} {setup.endpoint}"

    def show_all(self, client: Client, route_ids: t.Sequence[str], progress: Progress | None = None) -> Outcomes:
        """Return the outcome of each route. Routes that are not in it were not requested."""
        outcomes: Outcomes = {}
        known = self._run.read(*self._name)
        told = self._told(known, route_ids[0])
        if told:
            return told
        if not self._is_accepted(known):
            try:
                with self._run.lock("turn", *self._name, seconds=self._patience):
                    known = self._run.read(*self._name)
                    told = self._told(known, route_ids[0])
                    if told:
                        return told
                    outcomes = self._note(client.show_all(route_ids[:1]), known)
                    known = self._run.read(*self._name)
                    if not self._is_accepted(known):
                        return outcomes | self._rest(client, route_ids, outcomes, known, progress)
            except BusyError as error:
                return {route_ids[0]: waited_in_vain(route_ids[0], self._endpoint, str(error))}
        return outcomes | self._rest(client, route_ids, outcomes, known, progress)

    def watch(self, send: t.Callable[[], dict[str, t.Any]]) -> dict[str, t.Any] | CallError:
        """Call ``send``, which starts a process with the credential, and return its result, or the earlier refusal."""
        known = self._run.read(*self._name)
        refusal = self._refusal(known)
        if refusal or self._is_accepted(known):
            return refusal or self._watched(send(), known)
        try:
            with self._run.lock("turn", *self._name, seconds=self._patience):
                known = self._run.read(*self._name)
                return self._refusal(known) or self._watched(send(), known)
        except BusyError as error:
            return CallError(str(error), reason="timeout")

    def _watched(self, result: dict[str, t.Any], known: dict[str, t.Any]) -> dict[str, t.Any]:
        failures = rows(result, "failures") or [result]
        refusals = [row for row in failures if row.get("reason") == _REFUSED and row.get("tries")]
        accepted = bool(result.get("sessions") or result.get("token")) or any(
            str(row.get("reason")) in AFTER_ACCEPTANCE for row in failures
        )
        self._keep([_of_a_row(row, result) for row in refusals], known, accepted=accepted)
        return result

    def _rest(
        self,
        client: Client,
        route_ids: t.Sequence[str],
        outcomes: Outcomes,
        known: dict[str, t.Any],
        progress: Progress | None,
    ) -> Outcomes:
        rest = [route_id for route_id in route_ids if route_id not in outcomes]
        if not rest or any(isinstance(one, CallError) and ends_run(one, accepted=False) for one in outcomes.values()):
            return {}
        before = len(outcomes)

        def tell(done: int, total: int) -> None:
            if progress:
                progress(before + done, before + total)

        client.unproven = max(MOST_REFUSALS - known.get("refusals", 0), 1)
        return self._note(client.show_all(rest, tell), known)

    def _told(self, known: dict[str, t.Any], route_id: str) -> Outcomes:
        refusal = self._refusal(known)
        return {route_id: not_sent(refusal, route_id)} if refusal else {}

    def _refusal(self, known: dict[str, t.Any]) -> CallError | None:
        refused = known.get("refused", {}).get(self._place)
        if refused is None and known.get("refusals", 0) >= MOST_REFUSALS:
            refused = known["last"]
        return CallError(**refused) if refused else None

    def _is_accepted(self, known: dict[str, t.Any]) -> bool:
        return self._endpoint in known.get("accepted", ())

    def _note(self, outcomes: Outcomes, known: dict[str, t.Any]) -> Outcomes:
        """Remember refusals of the credential, and whether it was accepted; return the outcomes."""
        refusals = [one for one in outcomes.values() if isinstance(one, CallError) and _is_refusal(one)]
        accepted = any(isinstance(one, Session) or one.reason in AFTER_ACCEPTANCE for one in outcomes.values())
        self._keep(refusals, known, accepted=accepted)
        return outcomes

    def _keep(self, refusals: list[CallError], known: dict[str, t.Any], *, accepted: bool) -> None:
        if not refusals and (self._is_accepted(known) or not accepted):
            return
        with self._run.value(*self._name) as value:
            endpoints = {*value.get("accepted", ())} | ({self._endpoint} if accepted else set())
            if refusals:
                value["last"] = as_json(refusals[0])
                value.setdefault("refused", {})[self._place] = value["last"]
                value["refusals"] = value.get("refusals", 0) + len(refusals)
                endpoints.discard(self._endpoint)
            value["accepted"] = sorted(endpoints)


def _of_a_row(row: t.Mapping[str, t.Any], result: t.Mapping[str, t.Any]) -> CallError:
    """Return the failure in a row of ``failures``. Only the first failure of a module has a sentence."""
    status, code = row.get("http_status"), _text(row, "error_code")
    solution = str(row.get("solution_msg") or result.get("solution_msg"))
    facts = ", ".join(filter(None, (f"HTTP {status}", code)))
    msg = f"The credential was refused for route {row.get('route_id')} ({facts}) - {solution}"
    if row is result and result.get("msg"):
        msg = str(result["msg"])
    return CallError(
        msg,
        reason=_REFUSED,
        http_status=status if isinstance(status, int) else None,
        error_code=code,
        error_msg=_text(row, "error_msg"),
        solution_msg=solution,
        request_id=_text(row, "request_id"),
    )


def _text(row: t.Mapping[str, t.Any], key: str) -> str | None:
    value = row.get(key)
    return None if value is None else str(value)


def waited_in_vain(route_id: str, endpoint: str, why: str) -> CallError:
    """Return the failure of a route for which this host waited too long for another host."""
    advice = "Run it again, with a greater retry_deadline if the service is slow."
    return CallError(
        f"Could not get the session of route {route_id} from {endpoint}: {why} - {advice}",
        reason="timeout",
        solution_msg=advice,
        target={"route_id": route_id},
    )


def as_json(error: CallError) -> dict[str, t.Any]:
    """Return the fields of a failure as JSON values."""
    return {**dataclasses.asdict(error), "secrets": ()}


def _is_refusal(outcome: Session | CallError) -> bool:
    return isinstance(outcome, CallError) and outcome.reason == _REFUSED
