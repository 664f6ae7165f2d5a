# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What one run authenticates with: an identity, exchanged for a token or a temporary key where that is needed."""

from __future__ import annotations

import contextlib
import threading
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Pace, left_until, not_ready
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._failure import is_answer
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._iam import log_in
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import (
    AccessKey,
    EcsAgency,
    Identity,
    Password,
    Token,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._metadata import temporary_key
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import AuthBase
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._scrub import Scrubber
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._signing import SignatureAuth
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import HeaderAuth, Transport


class Authenticator:
    """Gives what to authenticate requests with; safe to use from many threads.

    :param identity: the credential; a password and an agency are exchanged on first use, once for all threads
    """

    def __init__(self, identity: Identity, transport: Transport, pace: Pace) -> None:
        self.method = identity.method
        self._identity = identity
        self._transport = transport
        self._pace = pace
        self._lock = threading.Lock()
        self._secrets = {*identity.secrets, *transport.network.secrets}
        self.clean = Scrubber(self._secrets)
        self._auth: AuthBase | None = None
        self._failure: CallError | None = None
        self._renewals = 1 if isinstance(identity, Password) else 0

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown, with those fetched so far."""
        return tuple(self._secrets)

    def auth(self, ends: float) -> AuthBase:
        """Return what to authenticate a request with.

        :param ends: when to give up, on the monotonic clock
        :raises CallError: it had to be fetched, and that failed; fatal unless only this caller's time was too short
        :raises TransportError: another thread was still fetching it at the end
        """
        with self._locked(ends):
            return self._auth or self._fetch(ends)

    def renewed(self, stale: AuthBase, ends: float) -> AuthBase | None:
        """Return what to authenticate with instead of an expired token; ``None`` where there is nothing else.

        :param ends: when to give up, on the monotonic clock
        :raises CallError: it had to be fetched, and that failed; fatal unless only this caller's time was too short
        :raises TransportError: another thread was still fetching it at the end
        """
        with self._locked(ends):
            if self._auth is stale:
                if not self._renewals:
                    return None
                self._renewals -= 1
                self._auth = None
            return self._auth or self._fetch(ends)

    @contextlib.contextmanager
    def _locked(self, ends: float) -> t.Iterator[None]:
        if not self._lock.acquire(timeout=left_until(ends)):
            raise not_ready(self._transport.network)
        try:
            yield
        finally:
            self._lock.release()

    def _fetch(self, ends: float) -> AuthBase:
        # A failure is everybody's: each thread that waited would send the same refused password anew. Only where it is
        # no answer, and little time was left to get one, may it go better for the next.
        if self._failure is None:
            hurried = left_until(ends) < self._transport.network.retry_deadline / 2
            try:
                self._auth = self._make(ends)
                return self._auth
            except CallError as error:
                if hurried and not is_answer(error.failure):
                    raise
                self._failure = CallError(error.failure, fatal=True)
        raise self._failure

    def _make(self, ends: float) -> AuthBase:
        identity = self._identity
        if isinstance(identity, Password):
            login = log_in(identity, self._transport, self._pace, ends)
            identity = Token(project_id=identity.project_id, token=login.token)
        elif isinstance(identity, EcsAgency):
            identity = temporary_key(identity, self._transport, ends)
        self._secrets.update(identity.secrets)
        self.clean = Scrubber(self._secrets)
        if isinstance(identity, AccessKey):
            return SignatureAuth(identity)
        token = identity.token if isinstance(identity, Token) else None
        return HeaderAuth({"X-Auth-Token": token, "X-Project-Id": identity.project_id})
