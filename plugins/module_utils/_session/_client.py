# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A client of the session API: what one run, or several of one process, send their requests with."""

from __future__ import annotations

import dataclasses
import typing as t

from .._answer._request import Server
from .._api import Api
from .._auth._authenticator import Authenticator
from .._errors import CallError
from .._http._retry import Throttle
from .._http._transport import Transport
from .._setup import Setup
from ._batch import UNPROVEN, Outcomes, Progress, show_all
from ._operation import Session, ShowSession


class Client:
    """Keeps its connections and its token from one use to the next; one thread uses it at a time."""

    def __init__(self, setup: Setup) -> None:
        self._config = setup.http
        self._throttle = Throttle()
        self._transport = Transport(setup.http)
        self._authenticator = Authenticator(setup.credential, self._transport, self._throttle)
        self._api = Api(Server(setup.endpoint, self._transport, self._throttle), self._authenticator)
        self._accepted = False
        self._refusal: CallError | None = None
        self.usable = True
        # How many requests may be under way before the credential was accepted: fewer where it was refused before.
        self.unproven = UNPROVEN

    @property
    def auth_method(self) -> str:
        """The method by which the credential was found."""
        return self._authenticator.method

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown, with those obtained so far."""
        return self._authenticator.secrets

    @property
    def is_spent(self) -> bool:
        """Whether it renewed its token, which it does once only."""
        return self._authenticator.is_spent

    def show(self, route_id: str) -> Session:
        """Return the session of a route.

        :raises CallError: there is none, or the request failed
        :raises StoppedError: the client was stopped before a response came
        """
        return self._api.call(ShowSession(route_id))

    def show_all(self, route_ids: t.Iterable[str], progress: Progress | None = None) -> Outcomes:
        """Request the sessions of some routes, each once. A credential that was refused is not sent again."""
        distinct = list(dict.fromkeys(route_ids))
        if self._refusal and distinct:
            return {distinct[0]: not_sent(self._refusal, distinct[0])}
        outcomes = show_all(
            self.show,
            distinct,
            workers=self._config.concurrency,
            patience=self._config.retry_deadline,
            stop=self.stop,
            accepted=self._accepted,
            progress=progress,
            unproven=self.unproven,
        )
        self._accepted = self._accepted or any(isinstance(one, Session) for one in outcomes.values())
        self._refusal = next((one for one in outcomes.values() if isinstance(one, CallError) and one.ends_run), None)
        return outcomes

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def stop(self) -> None:
        """End what is under way in other threads. The client cannot be used any more."""
        self.usable = False
        self._throttle.stop()
        self._transport.abort()


def not_sent(refusal: CallError, route_id: str) -> CallError:
    """Return the failure of a route that was not requested, since an earlier request ended the run."""
    operation = ShowSession(route_id)
    return dataclasses.replace(
        refusal,
        msg=f"Could not {operation.goal}: no request was sent, as an earlier one failed: {refusal.msg}",
        target=operation.target,
        tries=0,
    )
