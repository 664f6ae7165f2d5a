# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.
"""Look up the addresses of host names in threads, so that a name service that hangs does not block the caller."""

from __future__ import annotations

import concurrent.futures
import ipaddress
import socket
import threading
import typing as t

Address = tuple[int, int, int, str, tuple[t.Any, ...]]
"""One address as ``socket.getaddrinfo`` returns it."""

_Lookup = concurrent.futures.Future[list[Address]]


class LookupTimeoutError(TimeoutError):
    """The name service did not respond in time."""


def lookup(host: str, port: int) -> list[Address]:
    """Return the addresses of a host. There is no limit of time."""
    return t.cast(list[Address], socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


class Names:
    """The lookups of one transport. Lookups of the same name at the same time share a thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: dict[tuple[str, int], _Lookup] = {}
        self._aborted = False

    def addresses(self, host: str, port: int, seconds: float) -> list[Address]:
        """Return the addresses of a host.

        :param seconds: how long to wait for them
        :raises OSError: the host has none, or the run was aborted
        :raises LookupTimeoutError: the name service did not respond in time
        """
        if _is_address(host):
            return lookup(host, port)
        try:
            return self._begun(host, port).result(seconds)
        except concurrent.futures.TimeoutError:
            raise LookupTimeoutError("the name service did not answer") from None

    def abort(self) -> None:
        """End all lookups with an error, and refuse new ones."""
        with self._lock:
            self._aborted = True
            pending, self._pending = self._pending, {}
        for one in pending.values():
            _end(one, ConnectionAbortedError())

    def _begun(self, host: str, port: int) -> _Lookup:
        with self._lock:
            if self._aborted:
                raise ConnectionAbortedError
            pending = self._pending.get((host, port))
            if pending is None:
                pending = _Lookup()
                threading.Thread(target=self._look_up, args=(host, port, pending), daemon=True).start()
                self._pending[host, port] = pending
            return pending

    def _look_up(self, host: str, port: int, pending: _Lookup) -> None:
        try:
            outcome: list[Address] | Exception = lookup(host, port)
        except OSError as error:
            outcome = error
        except ValueError:  # such as a label that is too long for IDNA
            outcome = socket.gaierror()
        with self._lock:
            if self._pending.get((host, port)) is pending:
                del self._pending[host, port]
        _end(pending, outcome)


def _end(pending: _Lookup, outcome: list[Address] | Exception) -> None:
    try:
        if isinstance(outcome, Exception):
            pending.set_exception(outcome)
        else:
            pending.set_result(outcome)
    except concurrent.futures.InvalidStateError:
        pass  # the lookup and an abort were at the same time; the first one has set the outcome


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
