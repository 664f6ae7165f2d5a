# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proxies: which requests they get, what they see of them, and the messages if they fail."""

from __future__ import annotations

import socket
import ssl
import warnings
from pathlib import Path

import pytest
import trustme

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import (
    HttpConfig,
    find_http_config,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    HeaderAuth,
    Transport,
    TransportError,
)
from tests.unit.attempts import send
from tests.unit.misbehaving import OK, Server, Talk, forward, once, read_request, refused_port, reset, serve


def test_a_proxy() -> None:
    """It gets the request for http and a CONNECT for https; what it refuses is said with the way out."""
    with serve(once(OK)) as proxy:
        assert send("http://fabric.example", HttpConfig(proxy=proxy.url, timeout=5)).status == 200
    assert proxy.received[0].startswith(b"POST http://fabric.example/v1/sessions?route_id=a HTTP/1.1")
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with serve(once(refusal)) as proxy, pytest.raises(TransportError, match="through the proxy") as caught:
        send("https://fabric.example", HttpConfig(proxy=proxy.url, timeout=5))
    assert proxy.received[0].startswith(b"CONNECT fabric.example:443")
    assert b"hidden" not in proxy.received[0]
    assert (caught.value.kind, caught.value.retryable) == ("proxy", False)
    assert str(caught.value).endswith("through the proxy (which answered HTTP 407)")
    refusal = b"HTTP/1.1 503 \x1b[31mX\r\nContent-Length: 0\r\n\r\n"
    with serve(once(refusal)) as proxy, pytest.raises(TransportError, match=r"answered HTTP 503\)$") as caught:
        send("https://fabric.example", HttpConfig(proxy=proxy.url, timeout=5))
    assert caught.value.retryable
    with pytest.raises(TransportError, match="through the proxy"):
        send("http://fabric.example", HttpConfig(proxy="http://127.0.0.1:1", timeout=5))


def test_direct_uses_no_proxy() -> None:
    """The metadata service is never asked through a proxy."""
    with serve(once(OK)) as server:
        transport = Transport(HttpConfig(proxy="http://127.0.0.1:1", timeout=5))
        assert transport.send("GET", server.url, auth=HeaderAuth({}), direct=True).status == 200
        transport.close()


def test_a_proxy_carries_what_it_is_given(tls: Server, authority: trustme.CA, tmp_path: Path) -> None:
    """Plain, or through a tunnel where it sees no secret; spoken to in TLS it has to prove who it is, once."""
    path = str(tmp_path / "ca.pem")
    authority.cert_pem.write_to_path(path)
    with serve(forward) as proxy:
        with serve(once(OK)) as server:
            assert send(server.url, HttpConfig(proxy=proxy.url, timeout=5)).status == 200
        assert b"X-Auth-Token: hidden" in server.received[0]
        assert send(tls.url, HttpConfig(proxy=proxy.url, timeout=5, verify=path)).status == 200
    assert b"hidden" not in proxy.received[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serve(forward, context) as proxy:
        assert send(tls.url, HttpConfig(proxy=proxy.url, timeout=5, verify=path)).status == 200
        assert send(tls.url, HttpConfig(proxy=proxy.url, timeout=5, verify=False)).status == 200
        with pytest.raises(TransportError, match=r"through the proxy \(certificate verify failed") as caught:
            send(tls.url, HttpConfig(proxy=proxy.url, timeout=5))
    assert (caught.value.kind, caught.value.retryable) == ("proxy", False)


def test_a_host_that_needs_no_proxy() -> None:
    """The proxy variables are followed, and their exceptions; where both are a host is reached."""
    refusing = f"http://127.0.0.1:{refused_port()}"
    with serve(once(OK)) as server:
        environ = {"HTTP_PROXY": refusing, "NO_PROXY": "other.example,127.0.0.1"}
        assert send(server.url, find_http_config({}, environ)).status == 200
        with pytest.raises(TransportError, match=r"through the proxy \(Connection refused"):
            send(server.url, find_http_config({}, {**environ, "NO_PROXY": "other.example"}))
    with serve(forward) as proxy, serve(once(OK)) as server:
        environ = {"http_proxy": proxy.url.replace("http://", "http://user:hidden@")}
        assert send(server.url, find_http_config({}, environ)).status == 200
    assert b"Proxy-Authorization: Basic " in proxy.received[0]


def test_a_proxy_is_reached_once() -> None:
    """Its connection is kept for the next request."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    def talk(connection: socket.socket, server: Server) -> None:
        while True:
            read_request(connection, server)
            connection.sendall(answer)

    with serve(talk) as proxy:
        transport = Transport(HttpConfig(proxy=proxy.url, timeout=5))
        for route in ("a", "b"):
            url = f"http://fabric.example/?{route}"
            assert transport.send("POST", url, auth=HeaderAuth({})).status == 200
        transport.close()
    assert (proxy.connections, len(proxy.received)) == (1, 2)


def test_each_host_has_its_own_proxy() -> None:
    """What was found out for one is not taken for another, whichever comes first."""
    with serve(once(OK)) as server, serve(once(OK)) as proxy:
        transport = Transport(find_http_config({"timeout": 5.0}, {"http_proxy": proxy.url, "no_proxy": "127.0.0.1"}))
        for url in (server.url, "http://fabric.example"):
            assert transport.send("POST", f"{url}/v1/sessions?route_id=a", auth=HeaderAuth({})).status == 200
        transport.close()
    assert [len(one.received) for one in (server, proxy)] == [1, 1]


def test_no_warning_where_certificates_are_not_checked(tls: Server) -> None:
    """The user chose it, and a template's output has no place for one."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert send(tls.url, HttpConfig(timeout=5, verify=False)).status == 200


_NO_HTTP = "it does not speak HTTP as it should"


@pytest.mark.parametrize(
    ("talk", "why", "retryable"),
    [
        (once(b"SSH-2.0-OpenSSH_9.2\r\n"), _NO_HTTP, False),
        (once(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 100_000, b"\r\n\r\n"), _NO_HTTP, False),
        (once(), "no answer", True),
        (reset, "Connection reset by peer", True),
    ],
    ids=["other words", "a header too long", "closed", "reset"],
)
def test_a_tunnel_that_is_none(talk: Talk, why: str, retryable: bool) -> None:
    """It is the proxy that is told of, as the endpoint was not reached yet."""
    with serve(talk) as proxy, pytest.raises(TransportError) as caught:
        send("https://fabric.example", HttpConfig(proxy=proxy.url, timeout=20))
    told = f"could not be reached through the proxy ({why})"
    assert (caught.value.kind, str(caught.value), caught.value.retryable) == ("proxy", told, retryable)
