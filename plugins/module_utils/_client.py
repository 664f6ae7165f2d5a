# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Everything one run needs, made from options and environment: where, how, as whom; and then the asking."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._batch import Outcomes, ask_for_all
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._credentials import find_identity
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._endpoint import (
    find_endpoint,
    find_region,
    plain_text_warning,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Pace
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import find_network
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session import SessionApi
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import Transport


class Client:
    """A client of the session API.

    :param options: the options that were given, by name; their types checked by Ansible
    :param environ: the environment
    :raises InputError: they cannot be used; nothing was sent
    """

    def __init__(self, options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> None:
        region = find_region(options, environ)
        self.endpoint = find_endpoint(options, environ, region)
        network = find_network(options, environ)
        identity = find_identity(options, environ, region)
        places = [self.endpoint, identity.iam_endpoint] if isinstance(identity, Password) else [self.endpoint]
        self.warnings = [warning for warning in map(plain_text_warning, places) if warning]
        self._network = network
        self._pace = Pace()
        self._transport = Transport(network)
        self._authenticator = Authenticator(identity, self._transport, self._pace)
        self._api = SessionApi(self.endpoint, self._transport, self._authenticator, self._pace)

    @property
    def auth_method(self) -> str:
        """The method by which the credential was found."""
        return self._authenticator.method

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return self._authenticator.secrets

    def ask(self, route_ids: t.Iterable[str]) -> Outcomes:
        """Ask for the sessions of some routes, each once."""
        return ask_for_all(
            self._api.show,
            list(dict.fromkeys(route_ids)),
            workers=self._network.concurrency,
            patience=self._network.retry_deadline,
            stop=self._stop,
        )

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def _stop(self) -> None:
        self._pace.stop()
        self._transport.abort()
