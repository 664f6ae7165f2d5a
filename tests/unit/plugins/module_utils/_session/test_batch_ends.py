# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which failures end a list of routes early: those that every further request would get too."""

from __future__ import annotations

import socket
import threading

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import find_setup
from tests.unit.misbehaving import Server, Talk, read_request, reply, reset, serve

TOKEN = "token-for-tests-only"
MANY = [f"many-{number}" for number in range(1000)]
REFUSAL = b'{"error_code": "APIGW.0301", "error_msg": "verify aksk signature fail"}'


def silent_for(seconds: float) -> Talk:
    """Read the request, and close without a word after a while."""

    def talk(connection: socket.socket, server: Server) -> None:
        read_request(connection, server)
        server.ended.wait(seconds)

    return talk


FIRST_ANSWERS = {
    "401": reply(REFUSAL, "401 Unauthorized"),
    "503": reply(b"", "503 Unavailable"),
    "429": reply(b"", "429 Too Many Requests"),
    "reset": reset,
    "time-out": silent_for(60),
    "400": reply(b'{"error_code": "common.01000001"}', "400 Bad Request"),
    "no session": reply(b"{}"),
    "404": reply(b'{"error_code": "common.01000001"}', "404 Not Found"),
    "no permission": reply(b'{"error_code": "APIG.1005"}', "403 Forbidden"),
}


@pytest.mark.parametrize("others", [0, 3, *(pytest.param(more, marks=pytest.mark.nightly) for more in (1, 10))])
@pytest.mark.parametrize("first", FIRST_ANSWERS)
def test_a_wrong_key_is_not_locked(first: str, others: int) -> None:
    """At most four refusals of a thousand routes, as five in a row lock a key, whatever came before them."""
    refused: list[int] = []

    def talk(connection: socket.socket, server: Server) -> None:
        with lock:
            number = len(counted)
            counted.append(number)
        if number <= others and (number == 0 or first != "time-out"):
            FIRST_ANSWERS[first](connection, server)
            return
        refused.append(number)
        read_request(connection, server)
        server.ended.wait(0.05)  # as long as the others may take to start
        connection.sendall(
            b"HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(REFUSAL), REFUSAL)
        )

    lock, counted = threading.Lock(), list[int]()
    with serve(talk) as server:
        options = {"endpoint": server.url, "access_key": "A" * 20, "secret_key": "s" * 20, "concurrency": 64}
        timeout = 2.0 if first == "time-out" else 30.0  # a refusal that comes too late is nothing that a client knows
        client = Client(find_setup({**options, "timeout": timeout, "retries": 0}, {}))
        outcomes = client.show_all(MANY)
        again = client.show_all(["one-more"])
        client.close()
    told = [one for one in outcomes.values() if isinstance(one, CallError) and one.reason == "credential_refused"]
    assert 1 <= len(told) <= 4
    assert len(refused) <= (1 if first == "401" and others == 0 else 4)
    assert isinstance(again["one-more"], CallError)
    assert again["one-more"].tries == 0
    assert len(outcomes) <= others + 5


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        ("404 Not Found", b"<html>", "wrong_endpoint"),
        ("404 Not Found", b'{"error_code": "APIG.0101"}', "wrong_endpoint"),
        ("400 Bad Request", b"<title>400</title>", "gateway"),
        ("200 OK", b"<title>Log in</title>", "gateway"),
        ("431 Request Header Fields Too Large", b"", "gateway"),
        ("494 Request Header Too Large", b'{"error_code": "APIG.0201"}', "gateway"),
    ],
)
def test_what_every_route_would_get(status: str, body: bytes, reason: str) -> None:
    """A wrong address is asked once, as long as nothing showed that it is none; it ends no later question."""
    with serve(reply(body, status)) as server:
        client = Client(find_setup({"endpoint": server.url, "token": TOKEN, "retries": 0}, {}))
        for route_id in ("many-0", "many-1"):
            (outcome,) = client.show_all([route_id, *MANY[2:9]]).values()
            assert isinstance(outcome, CallError)
            assert (outcome.reason, outcome.tries) == (reason, 1)
        client.close()
    assert server.connections == 2


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (b'{"error_code": "APIG.0308", "error_msg": "policy user over ratelimit, limit:9, time:1 day"}', "X: y"),
        (b"{}", "Retry-After: 900"),
    ],
)
def test_a_limit_that_outlasts_the_run(body: bytes, header: str) -> None:
    """Further requests would be refused as well, and may count; a later run tries again."""
    with serve(reply(body, "429 Too Many Requests", header, "Connection: close")) as server:
        client = Client(find_setup({"endpoint": server.url, "token": TOKEN}, {}))
        for route_id in ("many-0", "many-1"):
            (outcome,) = client.show_all([route_id, *MANY[2:9]]).values()
            assert isinstance(outcome, CallError)
            assert (outcome.reason, outcome.tries) == ("throttled", 1)
        client.close()
    assert server.connections == 2


def test_a_limit_that_passes() -> None:
    """The other routes are requested all the same."""
    with serve(reply(b"{}", "429 Too Many Requests", "Retry-After: 1", "Connection: close")) as server:
        client = Client(find_setup({"endpoint": server.url, "token": TOKEN, "retries": 0}, {}))
        assert len(client.show_all(MANY[:5])) == 5
        client.close()
    assert server.connections == 5


def test_a_wrong_password_of_a_proxy_is_sent_once() -> None:
    """A proxy locks as well; further requests would end no better."""
    with serve(reply(b"", "407 Proxy Authentication Required")) as proxy:
        environ = {"http_proxy": proxy.url.replace("//", "//user:fake-proxy-password@")}
        client = Client(find_setup({"endpoint": "http://fabric.invalid", "token": TOKEN}, environ))
        (outcome,) = client.show_all(MANY).values()
        client.close()
    assert isinstance(outcome, CallError)
    assert (outcome.reason, outcome.http_status, outcome.ends_run) == ("proxy", 407, True)
    assert proxy.connections == 1
