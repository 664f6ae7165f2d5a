# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.
"""The adapter of requests, with connecting, TLS contexts and interim responses as this package needs them."""

from __future__ import annotations

import errno
import http.client
import io
import socket
import typing as t

from .._requests import (
    HTTPAdapter,
    HTTPConnection,
    HTTPConnectionPool,
    HTTPSConnection,
    HTTPSConnectionPool,
    urllib3,
)
from ._connect import SocketOptions, connect
from ._outcome import REFUSALS, TransportError
from ._socks import connect_through
from ._tls import shared_context

_SWITCHING_PROTOCOLS = 101
_INTERIM_LIMIT = 100
_LINE_LIMIT = 65536


class _Lines(io.BufferedReader):
    """The stream that a response is read from. It limits the length of each line.

    Before 2.8, and so on Python 3.9, urllib3 does not limit the line before a chunk, or a trailer.
    """

    last = b""
    """The line that was read last; empty at the end of the connection."""

    def readline(self, size: int | None = -1) -> bytes:
        """Return a line, or the beginning of one that is too long."""
        self.last = super().readline(_LINE_LIMIT if size is None or size < 0 else size)
        return self.last


class _Response(http.client.HTTPResponse):
    """A response that skips all interim responses (HTTP 1xx). The standard library only skips HTTP 100."""

    fp: _Lines

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self.fp = _Lines(self.fp.detach())

    def begin(self) -> None:
        """Read the status and the headers, which the standard library takes for complete wherever they end."""
        super().begin()
        if not self.fp.last and self.status not in REFUSALS:
            raise TransportError("body", "closed the connection in the middle of its answer", retryable=True)

    def _read_status(self) -> tuple[str, int, str]:
        for _interim in range(_INTERIM_LIMIT):
            version, status, reason = super()._read_status()  # type: ignore[misc] # typeshed has no private methods
            if status == _SWITCHING_PROTOCOLS:
                raise TransportError("protocol", "switched protocols, HTTP 101", retryable=False)
            if status >= http.HTTPStatus.OK:
                return version, status, reason
            http.client.parse_headers(self.fp)
        what = f"sent {_INTERIM_LIMIT} interim responses (HTTP 1xx) and no final one"
        raise TransportError("protocol", what, retryable=False)


class _Connecting:
    """Connect to any address of the host within the deadline of the try."""

    response_class: t.Any = _Response

    def _new_conn(self) -> socket.socket:
        connection = t.cast(t.Any, self)
        try:
            return self._connect(connection._dns_host, connection.port, connection.socket_options or ())
        except (ConnectionResetError, BrokenPipeError) as error:
            # urllib3 ignores these two, and would then read from a connection that does not exist.
            raise ConnectionAbortedError(errno.ECONNABORTED, error.strerror) from error

    def _connect(self, host: str, port: int, options: SocketOptions) -> socket.socket:
        return connect(host, port, options)


class _ThroughSocks(_Connecting):
    """The same through a SOCKS proxy."""

    def __init__(self, _socks_options: t.Mapping[str, t.Any], *args: t.Any, **kwargs: t.Any) -> None:
        self._socks_options = _socks_options
        super().__init__(*args, **kwargs)

    def _connect(self, host: str, port: int, options: SocketOptions) -> socket.socket:
        return connect_through(self._socks_options, host, port, options)


class _Connection(_Connecting, HTTPConnection):
    pass


class _TLSConnection(_Connecting, HTTPSConnection):
    def _tunnel(self) -> None:
        try:
            super()._tunnel()
        except (http.client.HTTPException, ConnectionError) as error:  # of the proxy, not of the endpoint
            raise urllib3.exceptions.ProxyError("Cannot get through the proxy.", error) from error


class _SocksConnection(_ThroughSocks, HTTPConnection):
    pass


class _SocksTLSConnection(_ThroughSocks, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = t.cast(t.Any, _Connection)


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = t.cast(t.Any, _TLSConnection)


class _SocksPool(HTTPConnectionPool):
    ConnectionCls = t.cast(t.Any, _SocksConnection)


class _SocksTLSPool(HTTPSConnectionPool):
    ConnectionCls = t.cast(t.Any, _SocksTLSConnection)


class Adapter(HTTPAdapter):
    """A requests adapter whose sockets end with the deadline of the try that uses them.

    :param verify: whether to verify certificates, or the path of the CA certificates
    :param connections: how many connections to one host are kept
    """

    def __init__(self, *, verify: bool | str, connections: int) -> None:
        self._verify = verify
        super().__init__(pool_maxsize=connections)

    def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Make the pools of direct connections; requests calls this."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}

    def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
        """Return the pools of connections through a proxy; requests calls this for every request."""
        if proxy not in self.proxy_manager:
            if proxy.startswith("https:"):
                kwargs["proxy_ssl_context"] = shared_context(self._verify)
            manager = super().proxy_manager_for(proxy, **kwargs)
            manager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}
            if proxy.startswith("socks"):
                manager.pool_classes_by_scheme = {"http": _SocksPool, "https": _SocksTLSPool}
        return self.proxy_manager[proxy]

    def build_connection_pool_key_attributes(
        self, request: t.Any, verify: t.Any, cert: t.Any = None
    ) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
        """Pass no CAs to urllib3, which would read them for every connection; requests 2.32 and newer call this."""
        host, _tls = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {}

    def cert_verify(self, conn: t.Any, *_args: t.Any, **_kwargs: t.Any) -> None:
        """Use the shared context, which has the CAs, for the TLS connections of a pool; every requests calls this."""
        if conn.scheme == "https":
            conn.conn_kw["ssl_context"] = shared_context(self._verify)
