# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kept connections: interim responses on them, and what replaces one that was closed meanwhile."""

from __future__ import annotations

import socket
import ssl
import struct
import time
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Transport
from tests.unit.attempts import outcome
from tests.unit.misbehaving import OK, Server, Talk, in_turn, keeping, once, read_request, reply, serve

CLOSED = "closed the connection without an answer"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
MANY = b"HTTP/1.1 100 Continue\r\n\r\n" + b"HTTP/1.1 102 Processing\r\n\r\n" * 40 + HINTS
SWITCHED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"


def test_interim_responses(transport_for: t.Callable[..., Transport]) -> None:
    """They are passed over, on a new connection and on a kept one, which stays in use."""
    with serve(keeping(MANY + OK, OK, HINTS + OK, HINTS + OK)) as server:
        transport = transport_for(timeout=20)
        assert [outcome(transport, server.url) for _request in range(4)] == ["200"] * 4
    assert server.connections == 1


def test_switched_protocols(transport_for: t.Callable[..., Transport]) -> None:
    """What follows is no HTTP, so that the connection is of no more use."""
    with serve(in_turn(keeping(OK, SWITCHED + OK), reply())) as server:
        transport = transport_for(timeout=20)
        told = [outcome(transport, server.url) for _request in range(3)]
    assert told == ["200", "switched protocols, HTTP 101", "200"]
    assert (server.connections, len(server.received)) == (2, 3)


def test_interim_responses_without_end(transport_for: t.Callable[..., Transport]) -> None:
    """Neither many nor slow ones hold a caller up."""

    def slow(connection: socket.socket, server: Server) -> None:
        read_request(connection, server)
        while not server.ended.wait(0.05):
            connection.sendall(HINTS)

    with serve(slow) as server:
        assert outcome(transport_for(timeout=0.5), server.url) == "did not answer completely within 0.5 s"
    with serve(once(HINTS * 500 + OK)) as server:
        told = outcome(transport_for(timeout=20), server.url)
    assert told == "sent 100 interim responses (HTTP 1xx) and no final one"


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_kept_connection_that_was_closed(
    tls: bool, context: ssl.SSLContext, trusted: str, transport_for: t.Callable[..., Transport]
) -> None:
    """The request that meets its end is sent on a new one, within the same attempt."""
    with serve(in_turn(keeping(OK), keeping(OK, OK)), context if tls else None) as server:
        transport = transport_for(timeout=20, verify=trusted, retries=0)
        assert [outcome(transport, server.url) for _request in range(3)] == ["200"] * 3
    assert (server.connections, len(server.received)) == (2, 4)


def test_several_kept_connections_that_were_closed(transport_for: t.Callable[..., Transport]) -> None:
    """All of them may have been, as after a restart of the server."""
    closing = keeping(OK)
    with serve(in_turn(closing, closing, closing, keeping(OK))) as server:
        transport = transport_for(timeout=20)
        pool = transport._adapter.poolmanager.connection_from_url(server.url)
        spare = [pool._get_conn() for _connection in range(3)]
        for connection in spare:
            connection.request("POST", "/", body=b"")
            assert connection.getresponse().data
            pool._put_conn(connection)
        assert outcome(transport, server.url) == "200"
    assert server.connections == 4


def half_an_answer(connection: socket.socket, server: Server) -> None:
    """Answer a request, and begin to answer another."""
    read_request(connection, server)
    connection.sendall(OK)
    read_request(connection, server)
    connection.sendall(OK[:5])


def reset_within_an_answer(connection: socket.socket, server: Server) -> None:
    """Answer a request, begin to answer another, and reset the connection."""
    half_an_answer(connection, server)
    time.sleep(0.1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize(
    ("talks", "told", "connections"),
    [
        ((once(),), [CLOSED, CLOSED], 2),
        ((keeping(OK), once()), ["200", CLOSED], 2),
        ((half_an_answer, reply()), ["200", "closed the connection in the middle of its answer"], 1),
        ((reset_within_an_answer, reply()), ["200", CLOSED], 1),
    ],
    ids=["new", "kept, then new", "answered in part", "reset within"],
)
def test_what_counts(
    talks: tuple[Talk, ...], told: list[str], connections: int, transport_for: t.Callable[..., Transport]
) -> None:
    """A new connection that is closed has cost its attempt, and so has one on which an answer began."""
    with serve(in_turn(*talks)) as server:
        transport = transport_for(timeout=20)
        assert [outcome(transport, server.url) for _request in range(2)] == told
    assert server.connections == connections
