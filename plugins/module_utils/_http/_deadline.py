# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.
"""A deadline for one try: for connecting, TLS, headers and body together.

The timeout of a socket starts again with every byte, so a slow server could keep a caller waiting for ever. Here the
timeout of each socket operation is the time that is left for the try.
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
    """The open sockets of one transport, which any thread can shut down while others wait for them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._aborted = False
        self.names = Names()

    def add(self, sock: socket.socket) -> None:
        """Register a socket before waiting for it.

        :raises ConnectionAbortedError: the run was aborted
        """
        with self._lock:
            if self._aborted:
                raise ConnectionAbortedError("aborted")
            self._open.add(sock)

    def abort(self) -> None:
        """End all socket operations at once, and refuse new sockets."""
        with self._lock:
            self._aborted = True
            for sock in self._open:
                with contextlib.suppress(OSError):
                    # Below TLS, whose methods are not safe to call while another thread reads.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
        self.names.abort()


@dataclasses.dataclass
class Attempt:
    """The state of one try.

    :param deadline: when it must end, on the monotonic clock
    :param connected: whether it started a new connection
    :param answered: whether a byte of a response was received
    """

    deadline: float
    sockets: Sockets
    connected: bool = False
    answered: bool = False

    def remaining(self) -> float:
        """Return how many seconds are left.

        :raises TimeoutError: no time is left
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
    """Limit the time of all operations of this thread on bounded sockets inside the ``with`` block.

    :param sockets: where opened sockets are registered
    """
    _current.attempt = Attempt(time.monotonic() + seconds, sockets)
    try:
        yield _current.attempt
    finally:
        _current.attempt = None


def current_attempt() -> Attempt | None:
    """Return the current try of this thread, if there is one."""
    return _current.attempt


def _remaining() -> float | None:
    return _current.attempt.remaining() if _current.attempt else None


def _answered(count: int) -> int:
    if count and _current.attempt:
        _current.attempt.answered = True
    return count


class BoundedSocket(socket.socket):
    """A socket whose operations end at the deadline of the current try."""

    def recv_into(self, *args: t.Any, **kwargs: t.Any) -> int:
        """Receive until the deadline of the try."""
        self.settimeout(_remaining())
        return _answered(super().recv_into(*args, **kwargs))

    def sendall(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Send until the deadline of the try."""
        self.settimeout(_remaining())
        super().sendall(*args, **kwargs)


class BoundedSSLSocket(ssl.SSLSocket):
    """The same with TLS."""

    def do_handshake(self, block: bool = False) -> None:
        """Do the TLS handshake until the deadline of the try."""
        if _current.attempt:
            _current.attempt.sockets.add(self)
        self.settimeout(_remaining())
        super().do_handshake(block)

    def recv(self, *args: t.Any, **kwargs: t.Any) -> bytes:
        """Receive TLS through a proxy that speaks TLS itself."""
        self.settimeout(_remaining())
        return super().recv(*args, **kwargs)

    def recv_into(self, *args: t.Any, **kwargs: t.Any) -> int:
        """Receive until the deadline of the try."""
        self.settimeout(_remaining())
        return _answered(super().recv_into(*args, **kwargs))

    def sendall(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Send until the deadline of the try."""
        self.settimeout(_remaining())
        super().sendall(*args, **kwargs)
