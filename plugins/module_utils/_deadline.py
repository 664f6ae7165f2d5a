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
import os
import socket
import ssl
import threading
import time
import typing as t
import weakref

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import (
    HTTPAdapter,
    HTTPConnection,
    HTTPConnectionPool,
    HTTPSConnection,
    HTTPSConnectionPool,
    create_urllib3_context,
    requests,
)


class Sockets:
    """The sockets of one transport, so that any thread can end what others wait for on them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._aborted = False

    def add(self, sock: socket.socket) -> None:
        """Note a socket before it waits for the first time."""
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


class _Attempt(threading.local):
    ends: float | None = None
    sockets: Sockets | None = None


_attempt = _Attempt()


@contextlib.contextmanager
def deadline(seconds: float, sockets: Sockets) -> t.Iterator[None]:
    """Bound all that this thread does on bounded sockets inside the ``with`` block.

    :param sockets: where to note those that are opened
    """
    _attempt.ends = time.monotonic() + seconds
    _attempt.sockets = sockets
    try:
        yield
    finally:
        _attempt.ends = _attempt.sockets = None


def _remaining() -> float | None:
    if _attempt.ends is None:
        return None
    remaining = _attempt.ends - time.monotonic()
    if remaining <= 0:
        raise TimeoutError("timed out")
    return remaining


def _note(sock: socket.socket) -> None:
    if _attempt.sockets is not None:
        _attempt.sockets.add(sock)


class _BoundedSocket(socket.socket):
    def connect(self, address: t.Any) -> None:
        _note(self)
        self.settimeout(_remaining())
        try:
            super().connect(address)
        finally:
            _note(self)  # an abort ends connect() in one way or another, not always by an error

    def recv_into(self, *args: t.Any, **kwargs: t.Any) -> int:
        self.settimeout(_remaining())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: t.Any, **kwargs: t.Any) -> None:
        self.settimeout(_remaining())
        super().sendall(*args, **kwargs)


class _BoundedSSLSocket(ssl.SSLSocket):
    def do_handshake(self, block: bool = False) -> None:
        _note(self)
        self.settimeout(_remaining())
        super().do_handshake(block)

    def recv(self, *args: t.Any, **kwargs: t.Any) -> bytes:  # TLS through a proxy that speaks TLS itself
        self.settimeout(_remaining())
        return super().recv(*args, **kwargs)

    def recv_into(self, *args: t.Any, **kwargs: t.Any) -> int:
        self.settimeout(_remaining())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: t.Any, **kwargs: t.Any) -> None:
        self.settimeout(_remaining())
        super().sendall(*args, **kwargs)


class _Connecting:
    """Connect within the deadline, however many addresses a name has."""

    def _new_conn(self) -> socket.socket:
        connection = t.cast(t.Any, self)
        failure = OSError("the host name has no address")
        for family, kind, protocol, _name, address in socket.getaddrinfo(
            connection._dns_host, connection.port, type=socket.SOCK_STREAM
        ):
            try:
                made = _BoundedSocket(family, kind, protocol)
            except OSError as error:  # such as IPv6 on a machine without it
                failure = error
                continue
            try:
                for option in connection.socket_options or ():
                    made.setsockopt(*option)
                made.connect(address)
            except OSError as error:
                made.close()
                failure = error
            else:
                return made
        raise failure


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

    :param verify: whether certificates are going to be checked, or the path of the CAs to check them with
    :param connections: how many connections to one host are kept
    """

    def __init__(self, *, verify: bool | str, connections: int) -> None:
        self._verify = verify
        self._context = self._new_context()
        super().__init__(pool_maxsize=connections)

    def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Make the pools of direct connections; requests calls this."""
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        _bound(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
        """Give the pools of connections through a proxy; requests calls this for every request."""
        if proxy not in self.proxy_manager:
            kwargs.update(ssl_context=self._context, proxy_ssl_context=self._proxy_context(proxy))
            _bound(super().proxy_manager_for(proxy, **kwargs))
        return self.proxy_manager[proxy]

    def _new_context(self) -> ssl.SSLContext:
        context = create_urllib3_context(cert_reqs=ssl.CERT_NONE if self._verify is False else ssl.CERT_REQUIRED)
        context.sslsocket_class = _BoundedSSLSocket
        return context

    def _proxy_context(self, proxy: str) -> ssl.SSLContext | None:
        if not proxy.lower().startswith("https:"):
            return None
        context = self._new_context()
        if self._verify is not False:  # the CAs that requests gives to a connection are for the server behind the proxy
            path = requests.utils.DEFAULT_CA_BUNDLE_PATH if self._verify is True else self._verify
            context.load_verify_locations(**{"capath" if os.path.isdir(path) else "cafile": path})
        return context


def _bound(manager: t.Any) -> None:
    manager.pool_classes_by_scheme = {"http": _BoundedHTTPPool, "https": _BoundedHTTPSPool}
