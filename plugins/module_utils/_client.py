# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A client of the session API: what one run, or several of one process, ask with."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._batch import Outcomes, Progress, ask_for_all
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Pace
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session import SessionApi
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import Setup
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import Transport


class Client:
    """Keeps its connections and its token from one question to the next; one thread asks at a time."""

    def __init__(self, setup: Setup) -> None:
        self._network = setup.network
        self._pace = Pace()
        self._transport = Transport(setup.network)
        self._authenticator = Authenticator(setup.identity, self._transport, self._pace)
        self._api = SessionApi(setup.endpoint, self._transport, self._authenticator, self._pace)
        self._refusal: CallError | None = None
        self.usable = True

    @property
    def auth_method(self) -> str:
        """The method by which the credential was found."""
        return self._authenticator.method

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown, with those fetched so far."""
        return self._authenticator.secrets

    def ask(self, route_ids: t.Iterable[str], progress: Progress | None = None) -> Outcomes:
        """Ask for the sessions of some routes, each once. A credential that was refused is not sent again."""
        distinct = list(dict.fromkeys(route_ids))
        if self._refusal and distinct:
            failure = dataclasses.replace(self._refusal.failure, route_id=distinct[0])
            return {distinct[0]: CallError(failure, fatal=True)}
        outcomes = ask_for_all(
            self._api.show,
            distinct,
            workers=self._network.concurrency,
            patience=self._network.retry_deadline,
            stop=self._stop,
            progress=progress,
        )
        self._refusal = next((one for one in outcomes.values() if isinstance(one, CallError) and one.fatal), None)
        return outcomes

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def _stop(self) -> None:
        self.usable = False
        self._pace.stop()
        self._transport.abort()
