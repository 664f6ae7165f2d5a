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
import socket
import ssl
import threading
import time
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import (
    HTTPAdapter,
    HTTPConnection,
    HTTPConnectionPool,
    HTTPSConnection,
    HTTPSConnectionPool,
    create_urllib3_context,
    urllib3,
)


class _Attempt(threading.local):
    ends: float | None = None
    connections: t.MutableSet[HTTPConnection] | None = None


_attempt = _Attempt()


@contextlib.contextmanager
def deadline(seconds: float, connections: t.MutableSet[HTTPConnection]) -> t.Iterator[None]:
    """Bound all that this thread does on bounded sockets inside the ``with`` block.

    :param connections: where to note those that are opened, for :func:`abort`
    """
    _attempt.ends = time.monotonic() + seconds
    _attempt.connections = connections
    try:
        yield
    finally:
        _attempt.ends = _attempt.connections = None


def abort(connections: t.Iterable[HTTPConnection]) -> None:
    """End what other threads wait for on these connections, at once."""
    for connection in list(connections):
        if connection.sock is not None:
            with contextlib.suppress(OSError):
                # Past TLS, which is not safe to touch while another thread reads from it.
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def _remaining() -> float | None:
    if _attempt.ends is None:
        return None
    remaining = _attempt.ends - time.monotonic()
    if remaining <= 0:
        raise TimeoutError("timed out")
    return remaining


class _BoundedSocket(socket.socket):
    def recv_into(self, *args: t.Any, **kwargs: t.Any) -> int:
        self.settimeout(_remaining())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: t.Any, **kwargs: t.Any) -> None:
        self.settimeout(_remaining())
        super().sendall(*args, **kwargs)


class _BoundedSSLSocket(ssl.SSLSocket):
    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(_remaining())
        super().do_handshake(block)

    def recv_into(self, *args: t.Any, **kwargs: t.Any) -> int:
        self.settimeout(_remaining())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: t.Any, **kwargs: t.Any) -> None:
        self.settimeout(_remaining())
        super().sendall(*args, **kwargs)


class _Connecting:
    """Connect within the deadline, however many addresses a name has."""

    def _new_conn(self) -> socket.socket:
        remaining = _remaining()
        if remaining is not None:
            t.cast(t.Any, self).timeout = remaining
        if _attempt.connections is not None:
            _attempt.connections.add(t.cast(HTTPConnection, self))
        made: socket.socket = super()._new_conn()  # type: ignore[misc]  # of the connection it is mixed into
        return _BoundedSocket(made.family, made.type, made.proto, fileno=made.detach())


class _BoundedHTTPConnection(_Connecting, HTTPConnection):
    pass


class _BoundedHTTPSConnection(_Connecting, HTTPSConnection):
    pass


class _BoundedHTTPPool(HTTPConnectionPool):
    ConnectionCls = t.cast(t.Any, _BoundedHTTPConnection)


class _BoundedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = t.cast(t.Any, _BoundedHTTPSConnection)


class BoundedAdapter(HTTPAdapter):
    """A requests adapter whose sockets keep the deadline of the thread that uses them.

    :param verify: whether certificates are going to be checked
    :param connections: how many connections to one host are kept
    """

    def __init__(self, *, verify: bool, connections: int) -> None:
        self._context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if verify else ssl.CERT_NONE)
        self._context.sslsocket_class = _BoundedSSLSocket
        super().__init__(pool_connections=4, pool_maxsize=connections, max_retries=urllib3.Retry(0, read=False))

    def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Make the pools of direct connections; requests calls this."""
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        _bound(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
        """Make the pools of connections through a proxy; requests calls this."""
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **kwargs)
        _bound(manager)
        return manager


def _bound(manager: t.Any) -> None:
    manager.pool_classes_by_scheme = {"http": _BoundedHTTPPool, "https": _BoundedHTTPSPool}
