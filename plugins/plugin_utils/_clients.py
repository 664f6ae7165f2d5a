# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE to this collection: names and behaviour may change in any release.

"""Clients that the plugins of one process share, so that many calls of one task use one connection and one token.

Ansible forks a process for each task and host, so nothing here outlives a task that runs in one.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import secrets
import typing as t
from collections.abc import Iterator

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import Setup


class _Kept:
    """What one process keeps."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.salt = secrets.token_bytes(32)
        self.clients: dict[bytes, Client] = {}
        self.sessions: dict[bytes, dict[str, t.Any]] = {}


_kept = _Kept()


@contextlib.contextmanager
def shared_client(setup: Setup) -> Iterator[Client]:
    """Give the process's client for a setup; another secret is another setup."""
    kept = _of_this_process()
    key = setup.fingerprint(kept.salt)
    client = kept.clients.get(key)
    if client is None or not client.usable:
        client = kept.clients[key] = Client(setup)
    yield client


def shared_sessions(setup: Setup) -> dict[str, t.Any]:
    """Give what the process keeps of a setup's sessions, by route ID, for those who ask for that."""
    if multiprocessing.parent_process() is None:
        return {}  # Ansible itself, which renders a play's hosts and the like, and does not end with a task
    kept = _of_this_process()
    return kept.sessions.setdefault(setup.fingerprint(kept.salt), {})


def _of_this_process() -> _Kept:
    global _kept  # noqa: PLW0603 - a forked process must not use its parent's connections
    if _kept.process != os.getpid():
        _kept = _Kept()
    return _kept
