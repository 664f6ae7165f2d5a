# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What one run authenticates with: an identity, exchanged for a token or a temporary key where that is needed."""

from __future__ import annotations

import threading

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Pace
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
        self._renewals = 1 if isinstance(identity, Password) else 0

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown, with those fetched so far."""
        return tuple(self._secrets)

    def auth(self) -> AuthBase:
        """Return what to authenticate a request with.

        :raises CallError: it had to be fetched, and that failed
        """
        with self._lock:
            if self._auth is None:
                self._auth = self._make()
            return self._auth

    def renew(self, stale: AuthBase) -> bool:
        """Drop an expired token; tell whether a request that was refused for it is worth another try."""
        with self._lock:
            if self._auth is not stale:
                return True  # another thread renewed it
            if not self._renewals:
                return False
            self._renewals -= 1
            self._auth = None
            return True

    def _make(self) -> AuthBase:
        identity = self._identity
        if isinstance(identity, Password):
            login = log_in(identity, self._transport, self._pace)
            identity = Token(project_id=identity.project_id, token=login.token)
        elif isinstance(identity, EcsAgency):
            identity = temporary_key(identity, self._transport)
        self._secrets.update(identity.secrets)
        self.clean = Scrubber(self._secrets)
        if isinstance(identity, AccessKey):
            return SignatureAuth(identity)
        token = identity.token if isinstance(identity, Token) else None
        return HeaderAuth({"X-Auth-Token": token, "X-Project-Id": identity.project_id})
