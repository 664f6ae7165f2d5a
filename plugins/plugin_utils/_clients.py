# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE to this collection: names and behaviour may change in any release.

"""Clients that the plugins of one process share, so that all calls of one task use one connection and one token.

Ansible forks a process for each task and host, and a client ends with its process. The processes of a run share other
things in files: whether a credential was refused, and the outcomes for the hosts of one task.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import secrets
import typing as t
from collections.abc import Iterator

from ..module_utils._session._batch import Outcomes, Progress
from ..module_utils._session._client import Client
from ..module_utils._setup import Setup
from ._answers import Answers, Requester
from ._gate import Gate
from ._run import Run


class _Kept:
    """The clients and sessions of one process."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.salt = secrets.token_bytes(32)
        self.clients: dict[bytes, Client] = {}
        self.sessions: dict[bytes, dict[str, t.Any]] = {}
        self.run: Run | None = None


_kept = _Kept()


@contextlib.contextmanager
def shared_client(setup: Setup) -> Iterator[Client]:
    """Yield the client of this process for a setup. Setups with different secrets have different clients."""
    kept = _of_this_process()
    key = setup.fingerprint(kept.salt)
    client = kept.clients.get(key)
    if client is None or not client.usable:
        client = kept.clients[key] = Client(setup)
    yield client


class RunClient:
    """A client that limits the refusals of a credential in all processes of the run.

    :param task: after a refusal, calls with the same task send no request, but return that refusal
    :param requester: the task and the host, if the hosts of a task share their outcomes
    """

    def __init__(self, client: Client, setup: Setup, task: str, requester: Requester | None) -> None:
        self._client = client
        self._setup = setup
        self._task = task
        self._requester = requester

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown, with the tokens and keys obtained so far."""
        return self._client.secrets

    def show_all(self, route_ids: t.Iterable[str], progress: Progress | None = None) -> Outcomes:
        """Return the outcome of each route. Routes that are not in it were not requested."""
        run = _run()
        gate = Gate(run, self._setup, self._task)
        distinct = list(dict.fromkeys(route_ids))

        def request(wanted: t.Sequence[str], progress: Progress | None) -> Outcomes:
            return gate.show_all(self._client, wanted, progress)

        if self._requester is None:
            return request(distinct, progress)
        return Answers(run, self._setup, self._requester).get(distinct, request, progress)


def run_client(
    task: str | None = None, requester: Requester | None = None
) -> t.Callable[[Setup], t.ContextManager[Client]]:
    """Return the function with which ``session_info`` gets a client for a setup.

    :param task: the ID of the task; without it, all calls of a process are treated as one task
    :param requester: the task and the host, if the hosts of a task share their outcomes
    """

    @contextlib.contextmanager
    def client_for(setup: Setup) -> Iterator[RunClient]:
        with shared_client(setup) as client:
            yield RunClient(client, setup, task or f"process {os.getpid()}", requester)

    return t.cast("t.Callable[[Setup], t.ContextManager[Client]]", client_for)


def shared_sessions(setup: Setup) -> dict[str, t.Any]:
    """Return the sessions of a setup that this process keeps, by route ID, for the option ``cache`` of the lookup."""
    if multiprocessing.parent_process() is None:
        return {}  # the parent process, which renders for example the hosts of a play, does not end with a task
    kept = _of_this_process()
    return kept.sessions.setdefault(setup.fingerprint(kept.salt), {})


def _run() -> Run:
    """Return the folder of the run, as this process uses it."""
    kept = _of_this_process()
    if kept.run is None:
        kept.run = Run()
    return kept.run


def _of_this_process() -> _Kept:
    global _kept  # noqa: PLW0603 - a forked process must not use its parent's connections
    if _kept.process != os.getpid():
        _kept = _Kept()
    return _kept
