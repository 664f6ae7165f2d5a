# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Poll the sessions. A poll blocks, and therefore runs in a thread."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ...module_utils._errors import CallError, FabricError
from ...module_utils._requests import REQUESTS_IMPORT_ERROR
from ...module_utils._result import missing_library, unexpected
from ...module_utils._session._batch import Outcomes
from ...module_utils._session._client import Client
from ...module_utils._setup import Setup, find_setup
from ._arguments import Arguments
from ._changes import service_failure


@dataclasses.dataclass(frozen=True)
class Poll:
    """The result of a poll.

    :param outcomes: the outcome of each route that was requested
    :param down: the failure of the service; None if there was none
    """

    outcomes: Outcomes
    down: FabricError | None = None


class Poller:
    """Polls the sessions, with the same client as long as possible.

    :raises InputError: the arguments or the environment cannot be used
    """

    def __init__(self, arguments: Arguments, environ: Mapping[str, str]) -> None:
        if REQUESTS_IMPORT_ERROR:
            raise missing_library("requests", REQUESTS_IMPORT_ERROR)
        self._arguments = arguments
        self._environ = environ
        self._setup: Setup | None = find_setup(arguments.options, environ)
        self._client: Client | None = None
        self._stopped = False
        self.warnings = tuple(self._setup.warnings)

    def poll(self) -> Poll:
        """Request the session of each route. Failures are part of the result, and are not raised."""
        route_ids = self._arguments.route_ids
        try:
            client = self._connected()
            outcomes = client.show_all(route_ids)
            down = service_failure(route_ids, outcomes)
            # A client remembers a refusal, and renews its token only once. The next poll uses a new client.
            if not client.usable or client.is_spent or (isinstance(down, CallError) and down.ends_run):
                self._disconnect()
            return Poll(outcomes, down)
        except FabricError as error:
            return Poll({}, error)
        except Exception as error:  # noqa: BLE001 - a fault must not end a rulebook; its text may quote a secret
            self._disconnect()
            return Poll({}, unexpected(error))

    def stop(self) -> None:
        """End the poll of another thread, and send no more requests."""
        self._stopped = True
        client = self._client
        if client:
            client.stop()
            client.close()

    def _connected(self) -> Client:
        if self._client is None:
            # Read again after a refusal, because the profile file may have another key now.
            self._setup = self._setup or find_setup(self._arguments.options, self._environ)
            self._client = Client(self._setup)
        if self._stopped:
            self._client.stop()
        return self._client

    def _disconnect(self) -> None:
        if self._client:
            self._client.close()
        self._client = self._setup = None
