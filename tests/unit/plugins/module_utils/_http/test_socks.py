# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SOCKS proxies, with PySocks: who looks up a name, credentials, deadlines, and the messages of refusals."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import find_http_config
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    HeaderAuth,
    Transport,
    TransportError,
)
from tests.unit.attempts import outcome, resolve_to
from tests.unit.misbehaving import OK, Server, keeping, once, refused_port, reply, serve, silent, silent_port, socks5

pytest.importorskip("socks")
THROUGH = "could not be reached through the proxy"


def through(server: Server, scheme: str, user_info: str = "") -> str:
    """The URL of a SOCKS server."""
    return server.url.replace("http://", f"{scheme}://{user_info}")


def transport_of(proxy: str, **options: t.Any) -> Transport:
    """A transport that follows ALL_PROXY."""
    options = {"timeout": 20.0, **options}
    return Transport(find_http_config(options, {"ALL_PROXY": proxy}))


@pytest.mark.parametrize(("scheme", "seen"), [("socks5", b"1 127.0.0.1"), ("socks5h", b"3 localhost")])
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_socks(scheme: str, seen: bytes, tls: bool, context: ssl.SSLContext, trusted: str) -> None:
    """With "h" the proxy looks the name up; the certificate is that of the name in either case."""
    with serve(keeping(OK, OK), context if tls else None) as server, serve(socks5()) as proxy:
        url = server.url.replace("127.0.0.1", "localhost")
        transport = transport_of(through(proxy, scheme), ca_path=trusted)
        told = [outcome(transport, url) for _request in range(2)]
        transport.close()
    if tls:
        assert all("not valid for 'localhost'" in one for one in told)
    else:
        assert told == ["200", "200"]
        assert server.connections == 1
    assert proxy.received[0] == seen


def test_tls_through_socks(context: ssl.SSLContext, trusted: str) -> None:
    """A good certificate is good there too; the option names the proxy as well as the variable does."""
    with serve(reply(), context) as server, serve(socks5()) as proxy:
        for options, environ in (
            ({"proxy": through(proxy, "socks5h")}, {}),
            ({}, {"https_proxy": through(proxy, "socks5")}),
        ):
            config = find_http_config(
                {**t.cast(dict[str, t.Any], options), "ca_path": trusted, "timeout": 20.0}, environ
            )
            transport = Transport(config)
            assert outcome(transport, server.url) == "200"
            transport.close()


def failure(transport: Transport, url: str) -> TransportError:
    """How an attempt fails."""
    with pytest.raises(TransportError) as caught:
        transport.send("POST", url, auth=HeaderAuth({}))
    transport.close()
    return caught.value


def test_credentials() -> None:
    """They are sent as they are meant; refused ones are said so, once, and without them."""
    with serve(reply()) as server, serve(socks5("user", "p@ss#1")) as proxy:
        transport = transport_of(through(proxy, "socks5h", "user:p%40ss%231@"))
        assert outcome(transport, server.url) == "200"
        transport.close()
        for user_info, why in (("user:hidden@", "refused the"), ("", "demands a")):
            error = failure(transport_of(through(proxy, "socks5h", user_info)), server.url)
            told = f"{THROUGH} (it {why} user name and password)"
            assert (error.kind, str(error), error.retryable) == ("proxy", told, False)


def test_what_is_in_the_way() -> None:
    """The proxy is not there, speaks something else, closes, or does not reach the host."""
    nobody = f"http://127.0.0.1:{refused_port()}"
    error = failure(transport_of(f"socks5://127.0.0.1:{refused_port()}"), nobody)
    assert (error.kind, str(error)) == ("proxy", f"{THROUGH} (Connection refused)")
    with serve(socks5()) as proxy:
        error = failure(transport_of(through(proxy, "socks5")), nobody)
    assert (error.kind, str(error), error.retryable) == (
        "proxy",
        f"{THROUGH} (it answered 0x05: Connection refused)",
        True,
    )

    def web(connection: socket.socket, _server: Server) -> None:
        connection.recv(100)
        connection.sendall(b"HTTP/1.1 400 hidden\r\n\r\n")

    def closing(connection: socket.socket, _server: Server) -> None:
        connection.recv(100)

    for talk in (web, closing):
        with serve(talk) as proxy:
            error = failure(transport_of(through(proxy, "socks5")), nobody)
        assert error.kind == "proxy"
        assert str(error).startswith(THROUGH)
        assert "hidden" not in str(error)


def test_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    """They hold while the proxy is connected to, negotiates, and passes an answer on."""
    late = "did not answer completely within 0.5 s"

    def mute(connection: socket.socket, server: Server) -> None:
        connection.recv(100)
        server.ended.wait(60)

    def dripping(connection: socket.socket, server: Server) -> None:
        connection.sendall(b"\x05\x00\x05\x00\x00\x03\xff")
        while not server.ended.wait(0.05):
            connection.sendall(b"a")

    for talk in (mute, dripping):
        with serve(talk) as proxy:
            assert outcome(transport_of(through(proxy, "socks5h"), timeout=0.5), "http://fabric.example") == late
    with serve(silent) as server, serve(socks5()) as proxy:
        assert outcome(transport_of(through(proxy, "socks5h"), timeout=0.5), server.url) == late
    with silent_port() as port:
        error = failure(transport_of(f"socks5h://127.0.0.1:{port}", timeout=0.5), "http://fabric.example")
        assert error.kind in ("proxy", "timeout")
    with serve(reply()) as server, serve(socks5()) as proxy:
        resolve_to(monkeypatch)
        told = outcome(
            transport_of(through(proxy, "socks5"), timeout=20), server.url.replace("127.0.0.1", "fabric.example")
        )
    assert told == "could not be reached (the host name has no address)"


def test_abort() -> None:
    """It ends a negotiation at once."""

    def mute(connection: socket.socket, server: Server) -> None:
        server.received.append(connection.recv(100))
        server.ended.wait(60)

    told: list[str] = []
    with serve(mute) as proxy:
        transport = transport_of(through(proxy, "socks5h"), timeout=60)
        thread = threading.Thread(target=lambda: told.append(outcome(transport, "http://fabric.example")))
        thread.start()
        while not proxy.received:
            time.sleep(0.01)
        transport.abort()
        thread.join(30)
    assert len(told) == 1
    assert told[0] != "200"


def test_a_kept_connection_that_was_closed() -> None:
    """It is replaced through the proxy as well."""
    with serve(once(OK)) as server, serve(socks5()) as proxy:
        transport = transport_of(through(proxy, "socks5"))
        assert [outcome(transport, server.url) for _request in range(2)] == ["200", "200"]
        transport.close()
    assert server.connections == 2


def test_the_address_that_a_proxy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of a name that the version of SOCKS knows."""
    resolve = socket.getaddrinfo
    found = [(socket.AF_INET6, "::1"), (socket.AF_INET, "127.0.0.9")]

    def getaddrinfo(host: str, port: int, *args: t.Any, **kwargs: t.Any) -> t.Any:
        if host != "fabric.example":
            return resolve(host, port, *args, **kwargs)
        return [(family, socket.SOCK_STREAM, 0, "", (address, port)) for family, address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with serve(reply()) as server, serve(socks5()) as proxy:
        url = server.url.replace("127.0.0.1", "fabric.example")
        for seen in (b"4 ::1", b"1 127.0.0.9"):
            transport = transport_of(through(proxy, "socks5"))
            assert outcome(transport, url) == "200"
            transport.close()
            assert proxy.received[-1] == seen
            found.reverse()
    found[:] = [(socket.AF_INET6, "::1")]
    error = failure(transport_of(f"socks4://127.0.0.1:{refused_port()}"), "http://fabric.example")
    told = "could not be reached (the host name has no IPv4 address, and SOCKS 4 knows no other)"
    assert (error.kind, str(error)) == ("other", told)


def test_a_proxy_that_breaks_off() -> None:
    """In the middle of the negotiation: by a reset, by a close, and by words that are no SOCKS."""

    def cut(connection: socket.socket, _server: Server) -> None:
        connection.recv(100)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def closing(connection: socket.socket, _server: Server) -> None:
        connection.recv(100)

    def web(connection: socket.socket, _server: Server) -> None:
        connection.recv(100)
        connection.sendall(b"HTTP/1.1 400 hidden\r\n\r\n")

    for talk, why, retryable in (
        (cut, "Connection reset by peer", True),
        (closing, "it does not speak SOCKS as it should", False),
        (web, "it does not speak SOCKS as it should", False),
    ):
        with serve(talk) as proxy:
            error = failure(transport_of(through(proxy, "socks5h")), "http://fabric.example")
        assert (error.kind, str(error), error.retryable) == ("proxy", f"{THROUGH} ({why})", retryable)
        assert (error.status, error.advice) == (None, None)
