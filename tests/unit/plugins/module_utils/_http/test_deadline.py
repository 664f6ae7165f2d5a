# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One bound for a whole attempt, whatever it waits for: addresses, TLS, proxies; and an end from another thread."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
import typing as t
from functools import partial

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._adapter import Adapter
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._deadline import (
    BoundedSSLSocket,
    Sockets,
    time_limit,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Transport,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import requests
from tests.unit.attempts import outcome, resolve_to
from tests.unit.misbehaving import Server, dripping, forward, in_turn, reply, serve, silent, silent_port

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


def test_a_name_with_many_silent_addresses(
    monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]
) -> None:
    """They share one attempt: with one for each of them this would take minutes, and somebody would answer."""
    with silent_port() as port:
        resolve_to(monkeypatch, *((socket.AF_INET, f"127.0.0.{number}") for number in range(1, 200)))
        late = threading.Event()
        timer = threading.Timer(30, late.set)
        timer.start()
        try:
            told = outcome(transport_for(timeout=0.5), f"http://fabric.example:{port}")
        finally:
            timer.cancel()
    assert told == "did not answer completely within 0.5 s"
    assert not late.is_set()


def test_every_address_of_a_name_is_tried(
    monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]
) -> None:
    """The first that takes the connection counts; a kind of address that this machine lacks is passed over."""
    with serve(reply()) as server:
        url = f"http://fabric.example:{server.url.rpartition(':')[2]}"
        resolve_to(monkeypatch, (9999, "::1"), (socket.AF_INET, "127.0.0.2"), (socket.AF_INET, "127.0.0.1"))
        assert outcome(transport_for(timeout=5), url) == "200"
        resolve_to(monkeypatch, (socket.AF_INET, "127.0.0.3"), (socket.AF_INET, "127.0.0.2"))
        assert outcome(transport_for(timeout=5), url) == "refused the connection"
        resolve_to(monkeypatch, (9999, "::1"))
        told = "could not be reached (Address family not supported by protocol)"
        assert outcome(transport_for(timeout=5), url) == told
        resolve_to(monkeypatch)
        assert outcome(transport_for(timeout=5), url) == "could not be reached (the host name has no address)"
    assert server.connections == 1


def test_small_packets_are_not_held_back(
    monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]
) -> None:
    """The options that urllib3 gives its sockets are set on ours."""
    options = []
    connect = socket.socket.connect_ex

    def watched(sock: socket.socket, address: t.Any) -> int:
        options.append(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        return connect(sock, address)

    with serve(reply()) as server, monkeypatch.context() as patched:
        patched.setattr(socket.socket, "connect_ex", watched)
        assert outcome(transport_for(timeout=5), server.url) == "200"
    assert [bool(option) for option in options] == [True]


@pytest.mark.parametrize("to_proxy", ["http", "https"])
@pytest.mark.parametrize(
    "talk", [silent, dripping(b"", b"H", 0.05), dripping(HEAD, b"a", 0.05)], ids=["silent", "headers", "body"]
)
def test_behind_a_proxy(
    talk: t.Any, to_proxy: str, context: ssl.SSLContext, trusted: str, transport_for: t.Callable[..., Transport]
) -> None:
    """The bound holds for TLS through a proxy, and where the proxy itself is spoken to in TLS."""
    with serve(talk, context) as server, serve(forward, context if to_proxy == "https" else None) as proxy:
        told = outcome(transport_for(timeout=1, verify=trusted, proxy=proxy.url), server.url)
    assert told == "did not answer completely within 1 s"
    assert proxy.received[0].startswith(b"CONNECT 127.0.0.1:")
    assert len(server.received) == 1


def test_a_proxy_that_drips(transport_for: t.Callable[..., Transport]) -> None:
    """Its answer to CONNECT counts into the attempt."""
    with serve(dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.2)) as proxy:
        told = outcome(transport_for(timeout=0.5, proxy=proxy.url), "https://fabric.example")
    assert "within 0.5 s" in told


def test_a_kept_connection_has_a_new_bound(transport_for: t.Callable[..., Transport]) -> None:
    """What the attempt before left of its time is nothing to the next one."""

    def talk(connection: socket.socket, server: Server) -> None:
        for pause in (0.0, 1.2, 1.2, 30.0):
            if not connection.recv(65536) or server.ended.wait(pause):
                return
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with serve(talk) as server:
        transport = transport_for(timeout=2.0)
        told = [outcome(transport, server.url) for _attempt in range(4)]
    assert told == ["200", "200", "200", "did not answer completely within 2 s"]
    assert server.connections == 1


def waiting(transport: Transport, url: str, until: t.Callable[[], object]) -> tuple[threading.Thread, list[str]]:
    """A thread that waits for an answer, and where it notes what the attempt came to."""
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.append(outcome(transport, url)))
    thread.start()
    deadline = time.monotonic() + 30
    while not until() and time.monotonic() < deadline:
        time.sleep(0.01)
    return thread, told


def test_abort_ends_a_connection_that_is_being_made(transport_for: t.Callable[..., Transport]) -> None:
    """Nothing is left to wait for where a host takes no connection."""
    transport = transport_for(timeout=60)
    with silent_port() as port:
        thread, told = waiting(transport, f"http://127.0.0.1:{port}", lambda: bool(transport._sockets._open))
        time.sleep(0.2)  # it is in connect() by now
        transport.abort()
        thread.join(30)
    assert told == ["closed the connection without an answer"]


def test_abort_ends_a_tls_handshake_and_an_answer(
    context: ssl.SSLContext, trusted: str, transport_for: t.Callable[..., Transport]
) -> None:
    """As it does behind TLS."""

    def mute(connection: socket.socket, server: Server) -> None:
        server.received.append(connection.recv(10))
        server.ended.wait(60)

    for talk, tls in ((mute, None), (silent, context)):
        with serve(talk, tls) as server:
            transport = transport_for(timeout=60, verify=trusted)
            url = server.url.replace("http:", "https:")
            thread, told = waiting(transport, url, partial(len, server.received))
            transport.abort()
            thread.join(30)
        assert told == ["closed the connection without an answer"]


def test_nothing_begins_after_an_abort(transport_for: t.Callable[..., Transport]) -> None:
    """An attempt that was about to connect, or to use a kept connection, does not hold up the end."""
    with serve(in_turn(reply(), silent)) as server:
        transport = transport_for(timeout=60)
        assert outcome(transport, server.url) == "200"
        transport.abort()
        assert outcome(transport, server.url) == "closed the connection without an answer"
    assert len(server.received) == 1


def test_sockets_come_and_go_while_they_are_aborted() -> None:
    """Threads may open connections in the very moment."""
    for _round in range(20):
        sockets = Sockets()
        made = [socket.socketpair() for _pair in range(50)]
        refused: list[bool] = []

        def add(pairs: list[tuple[socket.socket, socket.socket]], sockets: Sockets, refused: list[bool]) -> None:
            for pair in pairs:
                try:
                    sockets.add(pair[0])
                except ConnectionAbortedError:
                    refused.append(True)

        threads = [threading.Thread(target=add, args=(made[part::5], sockets, refused)) for part in range(5)]
        for thread in threads:
            thread.start()
        sockets.abort()
        for thread in threads:
            thread.join()
        ended = 0
        for mine, theirs in made:
            theirs.settimeout(0)
            with contextlib.suppress(BlockingIOError):
                ended += theirs.recv(1) == b""
            mine.close()
            theirs.close()
        assert ended + len(refused) == 50


def test_outside_an_attempt_nothing_is_bounded() -> None:
    """The adapter works for a caller who sets no deadline."""
    with serve(reply()) as server, requests.Session() as session:
        session.mount("http://", Adapter(verify=True, connections=1))
        assert session.get(server.url).status_code == 200


def test_what_a_tls_socket_sends_and_receives(context: ssl.SSLContext, trusted: str) -> None:
    """As of any, in all the ways in which it may be asked; within an attempt it has what is left of it, else no end."""
    mine, theirs = socket.socketpair()
    client = ssl.create_default_context(cafile=trusted)
    client.sslsocket_class = BoundedSSLSocket
    ready = threading.Event()

    def answer() -> None:
        with context.wrap_socket(theirs, server_side=True) as server:
            server.sendall(b"abcdef")
            ready.wait(30)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with client.wrap_socket(mine, server_hostname="127.0.0.1") as sock:
            with time_limit(60, Sockets()) as attempt:
                assert (sock.recv(1), sock.recv(buflen=2), sock.recv(1, flags=0)) == (b"a", b"bc", b"d")
                assert 0 < (sock.gettimeout() or 0) <= 60
                assert not attempt.answered
                buffer = bytearray(5)
                assert (sock.recv_into(buffer, nbytes=1), bytes(buffer[:1])) == (1, b"e")
                assert attempt.answered
                sock.settimeout(None)
                sock.sendall(b"x", flags=0)
                assert 0 < (sock.gettimeout() or 0) <= 60
            assert sock.recv(1) == b"f"
            assert sock.gettimeout() is None
            with time_limit(0, Sockets()), pytest.raises(TimeoutError, match=r"^timed out$"):
                sock.recv(1)
    finally:
        ready.set()
        thread.join(30)
