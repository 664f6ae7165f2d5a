# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.
"""A deadline for one whole attempt: connecting, TLS, headers and body together.

A socket's own time-out starts anew with every byte, so a server that drips could hold a caller for ever. Here each
operation of a socket gets what is left of the attempt instead.
"""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import ssl
import threading
import time
import typing as t
import weakref

from ._names import Names


class Sockets:
    """The sockets of one transport, so that any thread can end what others wait for on them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._aborted = False
        self.names = Names()

    def add(self, sock: socket.socket) -> None:
        """Note a socket before it is waited for.

        :raises ConnectionAbortedError: the run was aborted
        """
        with self._lock:
            if self._aborted:
                raise ConnectionAbortedError("aborted")
            self._open.add(sock)

    def abort(self) -> None:
        """End all that is waited for, at once, and let nothing new begin."""
        with self._lock:
            self._aborted = True
            for sock in self._open:
                with contextlib.suppress(OSError):
                    # Past TLS, which is not safe to touch while another thread reads from it.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
        self.names.abort()


@dataclasses.dataclass
class Attempt:
    """What one attempt has done so far, and when it has to end.

    :param deadline: on the monotonic clock
    :param connected: whether it began to make a new connection
    :param answered: whether a byte of an answer came
    """

    deadline: float
    sockets: Sockets
    connected: bool = False
    answered: bool = False

    def remaining(self) -> float:
        """Return how many seconds are left.

        :raises TimeoutError: none
        """
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("timed out")
        return remaining


class _Current(threading.local):
    attempt: Attempt | None = None


_current = _Current()


@contextlib.contextmanager
def time_limit(seconds: float, sockets: Sockets) -> t.Iterator[Attempt]:
    """Bound all that this thread does on bounded sockets inside the ``with`` block.

    :param sockets: where to note those that are opened
    """
    _current.attempt = Attempt(time.monotonic() + seconds, sockets)
    try:
        yield _current.attempt
    finally:
        _current.attempt = None


def current_attempt() -> Attempt | None:
    """Return the attempt that this thread makes, if any."""
    return _current.attempt


def _remaining() -> float | None:
    return _current.attempt.remaining() if _current.attempt else None


def _answered(count: int) -> int:
    if count and _current.attempt:
        _current.attempt.answered = True
    return count


class BoundedSocket(socket.socket):
    """A socket whose operations end with the attempt of the thread that uses it."""

    def recv_into(self, *args: t.Any, **kwargs: t.Any) -> int:
        """Receive, as long as the attempt lasts."""
        self.settimeout(_remaining())
        return _answered(super().recv_into(*args, **kwargs))

    def sendall(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Send, as long as the attempt lasts."""
        self.settimeout(_remaining())
        super().sendall(*args, **kwargs)


class BoundedSSLSocket(ssl.SSLSocket):
    """The same with TLS."""

    def do_handshake(self, block: bool = False) -> None:
        """Shake hands, as long as the attempt lasts."""
        if _current.attempt:
            _current.attempt.sockets.add(self)
        self.settimeout(_remaining())
        super().do_handshake(block)

    def recv(self, *args: t.Any, **kwargs: t.Any) -> bytes:
        """Receive TLS through a proxy that speaks TLS itself."""
        self.settimeout(_remaining())
        return super().recv(*args, **kwargs)

    def recv_into(self, *args: t.Any, **kwargs: t.Any) -> int:
        """Receive, as long as the attempt lasts."""
        self.settimeout(_remaining())
        return _answered(super().recv_into(*args, **kwargs))

    def sendall(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Send, as long as the attempt lasts."""
        self.settimeout(_remaining())
        super().sendall(*args, **kwargs)
