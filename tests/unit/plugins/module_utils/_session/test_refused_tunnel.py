# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A proxy that refuses tunnels: it refuses them all, so it is asked once, and its password is not sent again."""

from __future__ import annotations

import socket

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._info import session_info
from tests.unit.misbehaving import Server, once, reply, serve, socks5


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("401 Unauthorized", "Put the proxy's user name and password into the proxy variable"),
        ("403 Forbidden", "Check proxy, or the proxy variables and NO_PROXY"),
        ("407 Proxy Authentication Required", "Put the proxy's user name and password into the proxy variable"),
    ],
)
def test_a_list_of_routes(status: str, advice: str) -> None:
    """One CONNECT for all of them, however many workers there are."""
    routes = [f"ray-{number}" for number in range(20)]
    with serve(reply(b"<title>no</title>", status)) as proxy:
        environ = {"https_proxy": proxy.url.replace("http://", "http://corp:fake-word-1@")}
        given = {"route_ids": routes, "on_missing": "error", "endpoint": "https://fabric.example", "token": "token"}
        values = session_info({"timeout": 20.0, "retries": 3, **given}, environ).values
    assert (values["reason"], values["not_attempted"], proxy.connections) == ("proxy", routes[1:], 1)
    assert f"through the proxy (which answered HTTP {status[:3]}) - {advice}" in values["msg"]
    assert "fake-word-1" not in values["msg"]


def test_a_proxy_that_does_not_reach_the_endpoint() -> None:
    """What is wrong is the endpoint, or what is between the two."""
    with serve(reply(b"", "503 Service Unavailable")) as proxy:
        given = {"route_id": "ray-1", "on_missing": "error", "endpoint": "https://fabric.example", "token": "token"}
        values = session_info({"timeout": 20.0, "retries": 0, **given}, {"https_proxy": proxy.url}).values
    assert "(which answered HTTP 503) - Check the host and port of the endpoint" in values["msg"]
    assert values["reason"] == "proxy"


@pytest.mark.parametrize(
    ("code", "advice"), [(2, "Check proxy, or the proxy variables"), (5, "Check the host and port of the endpoint")]
)
def test_what_a_socks_proxy_answers(code: int, advice: str) -> None:
    """It forbids the host, or does not reach it."""
    pytest.importorskip("socks")

    def talk(connection: socket.socket, _server: Server) -> None:
        for part in (b"\x05\x00", bytes((5, code, 0, 1, 0, 0, 0, 0, 0, 0))):
            connection.recv(1000)
            connection.sendall(part)

    with serve(talk) as proxy:
        given = {"route_id": "ray-1", "on_missing": "error", "endpoint": "https://fabric.example", "token": "token"}
        environ = {"https_proxy": proxy.url.replace("http://", "socks5h://")}
        values = session_info({"timeout": 20.0, "retries": 0, **given}, environ).values
    assert f"(it answered 0x0{code}: " in values["msg"]
    assert values["solution_msg"].startswith(advice)


@pytest.mark.parametrize(("user", "why"), [("corp:fake-word-1@", "refused the user"), ("", "demands a user")])
def test_a_socks_proxy(user: str, why: str) -> None:
    """It refuses in other words, and is asked once, too."""
    pytest.importorskip("socks")
    routes = [f"ray-{number}" for number in range(20)]
    with serve(socks5("corp", "other")) as proxy:
        environ = {"ALL_PROXY": proxy.url.replace("http://", f"socks5h://{user}")}
        given = {"route_ids": routes, "on_missing": "error", "endpoint": "https://fabric.example", "token": "token"}
        values = session_info({"timeout": 20.0, "retries": 3, **given}, environ).values
    assert (values["reason"], values["not_attempted"], proxy.connections) == ("proxy", routes[1:], 1)
    assert f"(it {why} name and password) - Put the proxy's user name and password into" in values["msg"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_speaks_tls(scheme: str) -> None:
    """It is its URL that has to change, not the endpoint's."""
    with serve(once(b"\x15\x03\x03\x00\x02\x02\x46")) as proxy:
        given = {"route_id": "ray-1", "on_missing": "error", "endpoint": f"{scheme}://fabric.example", "token": "token"}
        values = session_info({"timeout": 20.0, "retries": 0, **given}, {f"{scheme}_proxy": proxy.url}).values
    assert (
        "through the proxy (it answered plain HTTP with TLS) - Start the URL of the proxy with https://."
        in values["msg"]
    )
    assert values["reason"] == "proxy"


def test_a_proxy_that_speaks_no_tls() -> None:
    """Its URL says https:// only because that of the endpoint does."""

    def talk(connection: socket.socket, _server: Server) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serve(talk) as proxy:
        given = {"route_id": "ray-1", "on_missing": "error", "endpoint": "https://fabric.example", "token": "token"}
        environ = {"https_proxy": proxy.url.replace("http://", "https://")}
        values = session_info({"timeout": 20.0, "retries": 3, **given}, environ).values
    assert "through the proxy (wrong version number) - Start the URL of the proxy with http://" in values["msg"]
    assert (values["reason"], values["tries"]) == ("proxy", 1)
