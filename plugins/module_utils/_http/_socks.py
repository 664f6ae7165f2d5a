# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.
"""Connect through a SOCKS proxy, where PySocks is installed (``requests[socks]``)."""

from __future__ import annotations

import errno
import functools
import socket
import typing as t

from .._requests import socks, urllib3
from ._connect import SocketOptions, addresses, connect
from ._deadline import BoundedSocket, current_attempt
from ._outcome import NOT_REACHED, PASSWORD_REFUSED, TransportError

_PORT = 1080
_NOT_REACHED = "Cannot connect to proxy."  # as urllib3 says it of other proxies
_UNREACHED = ("0x03", "0x04", "0x05", "0x06")
"""RFC 1928, section 6: network or host unreachable, connection refused, TTL expired."""


class _Connected(BoundedSocket):
    def connect(self, _address: t.Any) -> None:
        """Do nothing, as there is already a connection to the proxy."""


@functools.cache
def _socket_class() -> t.Any:
    class SocksSocket(socks.socksocket, _Connected):
        """A socket that is connected to a SOCKS proxy, and negotiates with it until the deadline of the try."""

    return SocksSocket


def connect_through(proxy: t.Mapping[str, t.Any], host: str, port: int, options: SocketOptions) -> BoundedSocket:
    """Return a socket that a SOCKS proxy has connected to a host.

    :param proxy: the options of the proxy, as urllib3 names them
    :raises urllib3.exceptions.ProxyError: the proxy could not be reached
    :raises TransportError: the proxy refused
    :raises OSError: the host has no address, or the connection was closed
    """
    target = host if proxy["rdns"] else _address(host, port, proxy["socks_version"])
    try:
        made = connect(proxy["proxy_host"].strip("[]"), int(proxy["proxy_port"] or _PORT), options)
    except OSError as error:
        raise urllib3.exceptions.ProxyError(_NOT_REACHED, error) from error
    family, kind, protocol = made.family, made.type, made.proto
    with _socket_class()(family, kind, protocol, made.detach()) as negotiating:
        attempt = current_attempt()
        if attempt:
            attempt.sockets.add(negotiating)
        negotiating.set_proxy(
            proxy["socks_version"], proxy["proxy_host"], _PORT, proxy["rdns"], proxy["username"], proxy["password"]
        )
        try:
            negotiating.connect((target, port))
        except socks.ProxyError as error:
            raise _explained(error, given=bool(proxy["username"])) from None
        return BoundedSocket(family, kind, protocol, negotiating.detach())


def _address(host: str, port: int, version: int) -> str:
    """Return the address of the host for the proxy. PySocks would look it up without a timeout."""
    for family, _kind, _protocol, _name, place in addresses(host, port):
        if family == socket.AF_INET or version == socks.PROXY_TYPE_SOCKS5:
            return str(place[0])
    raise OSError(errno.EADDRNOTAVAIL, "the host name has no IPv4 address, and SOCKS 4 knows no other")


def _explained(error: t.Any, *, given: bool) -> Exception:
    """Return the error to raise for an error of PySocks.

    :param given: whether a user name is set
    """
    while isinstance(error, socks.ProxyError) and error.socket_err:  # PySocks wraps its own errors, too
        error = error.socket_err
    what = "could not be reached through the proxy"
    if isinstance(error, (TimeoutError, socket.timeout)):  # two classes on Python 3.9
        return error
    if isinstance(error, socks.SOCKS5AuthError):
        why = "refused the user name and password" if given else "demands a user name and password"
        return TransportError("proxy", f"{what} (it {why})", retryable=False, status=PASSWORD_REFUSED)
    if isinstance(error, (socks.SOCKS5Error, socks.SOCKS4Error)):  # their texts come from a table of PySocks
        status = NOT_REACHED if error.msg.startswith(_UNREACHED) else None
        return TransportError("proxy", f"{what} (it answered {error.msg})", retryable=True, status=status)
    if isinstance(error, socks.ProxyError):
        return TransportError("proxy", f"{what} (it does not speak SOCKS as it should)", retryable=False)
    return t.cast(Exception, urllib3.exceptions.ProxyError(_NOT_REACHED, error))
