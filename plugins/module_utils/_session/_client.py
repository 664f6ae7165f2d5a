# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A client of the session API, for one run or for several runs of one process."""

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
    """A client that keeps its connections and its token. Only one thread may use it at a time."""

    def __init__(self, setup: Setup) -> None:
        self._config = setup.http
        self._throttle = Throttle()
        self._transport = Transport(setup.http)
        self._authenticator = Authenticator(setup.credential, self._transport, self._throttle)
        self._api = Api(Server(setup.endpoint, self._transport, self._throttle), self._authenticator)
        self._accepted = False
        self._refusal: CallError | None = None
        self.usable = True
        # How many requests may be sent at the same time before the credential was accepted; fewer after refusals.
        self.unproven = UNPROVEN

    @property
    def auth_method(self) -> str:
        """The value of the result key ``auth_method``."""
        return self._authenticator.method

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown, with the tokens and keys obtained so far."""
        return self._authenticator.secrets

    @property
    def is_spent(self) -> bool:
        """Whether it has renewed its token, which it does only once."""
        return self._authenticator.is_spent

    def show(self, route_id: str) -> Session:
        """Return the session of a route.

        :raises CallError: the route does not exist, or the request failed
        :raises StoppedError: the client was stopped before there was a response
        """
        return self._api.call(ShowSession(route_id))

    def show_all(self, route_ids: t.Iterable[str], progress: Progress | None = None) -> Outcomes:
        """Return the outcomes of routes, each of which is requested once. A refused credential is not sent again."""
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
        """End the requests of other threads. The client cannot be used afterwards."""
        self.usable = False
        self._throttle.stop()
        self._transport.abort()


def not_sent(refusal: CallError, route_id: str) -> CallError:
    """Return the failure of a route that was not requested, because an earlier failure ended the run."""
    operation = ShowSession(route_id)
    return dataclasses.replace(
        refusal,
        msg=f"Could not {operation.goal}: no request was sent, as an earlier one failed: {refusal.msg}",
        target=operation.target,
        tries=0,
    )
