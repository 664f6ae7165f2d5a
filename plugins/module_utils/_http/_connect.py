# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.
"""Connect to the first address of a host that accepts the connection, as in RFC 8305 ("Happy Eyeballs").

An address that does not respond does not use up the try: after a short time, the next one is tried in parallel.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import math
import os
import selectors
import socket
import time
import typing as t

from ._deadline import Attempt, BoundedSocket, current_attempt
from ._names import Address, lookup

SocketOptions = t.Sequence[tuple[int, int, t.Any]]

_NEXT_ADDRESS_AFTER = 0.25
"""RFC 8305, section 5: seconds until the next address is tried; fewer if the time for the try is short."""


def connect(host: str, port: int, options: SocketOptions) -> BoundedSocket:
    """Return a connected socket.

    :raises OSError: the name was not found, or no address accepted the connection; the error is that of the last one
    :raises TimeoutError: the time for the try is over
    """
    attempt = current_attempt()
    if attempt:
        attempt.connected = True
    found = addresses(host, port)
    pause = min(_NEXT_ADDRESS_AFTER, attempt.remaining() / (len(found) + 1)) if attempt else _NEXT_ADDRESS_AFTER
    with contextlib.closing(_Race(options, attempt)) as race:
        for address in _in_turn(found):
            winner = race.add(address, pause)
            if winner:
                return winner
        return race.wait()


def addresses(host: str, port: int) -> list[Address]:
    """Return the addresses of a host, at least one.

    :raises OSError: the host has no address
    :raises TimeoutError: the time for the try is over
    """
    attempt = current_attempt()
    found = attempt.sockets.names.addresses(host, port, attempt.remaining()) if attempt else lookup(host, port)
    if not found:
        raise OSError(errno.EADDRNOTAVAIL, "the host name has no address")
    return found


def _in_turn(found: list[Address]) -> list[Address]:
    """Return the addresses, alternating between IPv6 and IPv4, as one of them may not work at all."""
    first = [one for one in found if one[0] == found[0][0]]
    others = [one for one in found if one[0] != found[0][0]]
    return [one for pair in itertools.zip_longest(first, others) for one in pair if one]


class _Race:
    """Several connections to the addresses of a host, of which the first to succeed is used."""

    def __init__(self, options: SocketOptions, attempt: Attempt | None) -> None:
        self._options = options
        self._attempt = attempt
        self._selector = selectors.DefaultSelector()
        self._failure: OSError = TimeoutError("timed out")

    def close(self) -> None:
        """Close all connections but the one that was returned."""
        for key in list(self._selector.get_map().values()):
            t.cast(socket.socket, key.fileobj).close()
        self._selector.close()

    def add(self, address: Address, pause: float) -> BoundedSocket | None:
        """Start to connect to one more address, and wait some seconds; return a connection if one has succeeded."""
        try:
            self._begin(address)
        except ConnectionAbortedError:
            raise
        except OSError as error:  # such as IPv6 on a machine without it
            self._failure = error
            return None
        return self._winner(pause)

    def wait(self) -> BoundedSocket:
        """Return the first connection that succeeds, after all addresses were added.

        :raises OSError: all connections failed
        """
        winner = self._winner(None)
        if winner is None:
            raise self._failure
        return winner

    def _begin(self, address: Address) -> None:
        family, kind, protocol, _name, place = address
        made = BoundedSocket(family, kind, protocol)
        try:
            for option in self._options:
                made.setsockopt(*option)
            made.setblocking(False)
            code = made.connect_ex(place)
            if code not in (0, errno.EINPROGRESS):
                raise OSError(code, os.strerror(code))
            self._note(made)  # only now, as shutting down a socket that does not connect yet has no effect
            self._selector.register(made, selectors.EVENT_WRITE)
        except BaseException:
            made.close()
            raise

    def _winner(self, seconds: float | None) -> BoundedSocket | None:
        """Return the first connection that succeeds within so many seconds; ``None`` if none does."""
        until = math.inf if seconds is None else time.monotonic() + seconds
        while self._selector.get_map():
            left = min(until - time.monotonic(), self._attempt.remaining() if self._attempt else math.inf)
            if left <= 0:
                return None
            for key, _events in self._selector.select(None if left == math.inf else left):
                made = t.cast(BoundedSocket, key.fileobj)
                code = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if code == 0:
                    self._note(made)  # raises an error after an abort, which does not always make the connection fail
                    self._selector.unregister(made)
                    made.setblocking(True)
                    return made
                self._selector.unregister(made)
                made.close()
                self._failure = OSError(code, os.strerror(code))
        return None

    def _note(self, made: BoundedSocket) -> None:
        if self._attempt:
            self._attempt.sockets.add(made)
