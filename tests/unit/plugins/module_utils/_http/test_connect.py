# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and addresses: which of them is connected to, and what becomes of the others."""

from __future__ import annotations

import gc
import socket
import threading
import time
import typing as t
import warnings
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _connect, _names
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Transport
from tests.unit.attempts import outcome, resolve_to
from tests.unit.misbehaving import OK, Server, forward, once, read_request, reply, serve, silent_port

V4 = socket.AF_INET


def port_of(server: Server) -> int:
    """The port of a server."""
    return int(server.url.rpartition(":")[2])


def descriptors() -> int:
    """How many files and sockets are open, apart from what earlier tests left to be collected."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_dead_first_address(monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]) -> None:
    """It does not use up the attempt, of which a second remains; the socket that lost is closed."""
    with serve(reply()) as server, silent_port("127.0.0.2", port_of(server)) as port:
        resolve_to(monkeypatch, (V4, "127.0.0.2"), (V4, "127.0.0.1"))
        transport = transport_for(timeout=20)
        with warnings.catch_warnings(record=True) as leaks:
            warnings.simplefilter("always", ResourceWarning)
            assert outcome(transport, f"http://fabric.example:{port}") == "200"
    assert (server.connections, [str(leak.message) for leak in leaks]) == (1, [])


def test_a_short_attempt(monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]) -> None:
    """It reaches every address, too: the pause before the next one is a share of it."""
    monkeypatch.setattr(_connect, "_NEXT_ADDRESS_AFTER", 600)
    with serve(reply()) as server, silent_port("127.0.0.2", port_of(server)) as port:
        resolve_to(monkeypatch, (V4, "127.0.0.2"), (V4, "127.0.0.2"), (V4, "127.0.0.1"))
        assert outcome(transport_for(timeout=2), f"http://fabric.example:{port}") == "200"


@pytest.mark.parametrize("dead", [("127.0.0.2", "127.0.0.3"), ()], ids=["dead", "refusing"])
def test_addresses_of_a_proxy(
    dead: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]
) -> None:
    """They are tried like the endpoint's own."""
    with (
        serve(reply()) as server,
        serve(forward) as proxy,
        silent_port("127.0.0.2", port_of(proxy)),
        silent_port("127.0.0.3", port_of(proxy)),
    ):
        found = [*dead, "127.0.0.1"] if dead else ["127.0.0.4", "127.0.0.1"]
        resolve_to(monkeypatch, *((V4, address) for address in found))
        transport = transport_for(timeout=20, proxy=f"http://proxy.example:{port_of(proxy)}")
        assert outcome(transport, f"http://127.0.0.1:{port_of(server)}") == "200"


def test_families_take_turns() -> None:
    """One of them may be dead as a whole; the order of the name service is kept within each."""
    found: list[_names.Address] = [
        (family, socket.SOCK_STREAM, 0, "", (str(number), 1))
        for number, family in enumerate((socket.AF_INET6, socket.AF_INET6, socket.AF_INET6, V4, V4))
    ]
    assert [address[4][0] for address in _connect._in_turn(found)] == ["0", "3", "1", "4", "2"]


def test_abort_ends_a_race(monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]) -> None:
    """All connections that are being made end, and none is begun for the next address."""
    monkeypatch.setattr(_connect, "_NEXT_ADDRESS_AFTER", 0.01)
    transport = transport_for(timeout=60)
    told: list[str] = []
    with silent_port() as port:
        resolve_to(monkeypatch, *((V4, f"127.0.0.{number}") for number in range(1, 5)))
        before = descriptors()
        thread = threading.Thread(target=lambda: told.append(outcome(transport, f"http://fabric.example:{port}")))
        thread.start()
        while len(transport._sockets._open) < 4:
            time.sleep(0.01)
        transport.abort()
        thread.join(30)
        assert descriptors() == before
    assert told == ["closed the connection without an answer"]


class HangingNames:
    """A name service that answers when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.answer = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", self.getaddrinfo)

    def getaddrinfo(self, host: str, port: int, **_kwargs: object) -> list[tuple[t.Any, ...]]:
        """Wait."""
        self.asked.append(host)
        self.answer.wait(60)
        return [(V4, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))]


def lookups() -> list[threading.Thread]:
    """The threads that look up names."""
    return [thread for thread in threading.enumerate() if "_look_up" in thread.name]


def test_a_name_service_that_hangs(monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]) -> None:
    """It costs the attempt and no more; who asks again waits for the same lookup, and nothing of it stays."""
    names = HangingNames(monkeypatch)
    with serve(once(OK)) as server:
        url = f"http://fabric.example:{port_of(server)}"
        transport = transport_for(timeout=0.2)
        for _attempt in range(3):
            assert outcome(transport, url) == "has a host name that was not resolved within 0.2 s"
        assert names.asked == ["fabric.example"]
        names.answer.set()
        for thread in lookups():
            thread.join(30)
        assert lookups() == []
        assert outcome(transport_for(timeout=20), url) == "200"


def test_abort_ends_a_lookup(monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]) -> None:
    """Whoever waits for the name service is let go, and nobody begins to."""
    names = HangingNames(monkeypatch)
    transport = transport_for(timeout=60)
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.append(outcome(transport, "http://fabric.example:1")))
    thread.start()
    while not names.asked:
        time.sleep(0.01)
    transport.abort()
    thread.join(30)
    assert told == [outcome(transport, "http://other.example:1")] == ["closed the connection without an answer"]
    assert names.asked == ["fabric.example"]
    names.answer.set()


def test_no_thread_for_an_address_or_a_kept_connection(
    monkeypatch: pytest.MonkeyPatch, transport_for: t.Callable[..., Transport]
) -> None:
    """A name is looked up when a connection is made, an address never."""
    started: list[str] = []

    class Counted(threading.Thread):
        def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
            started.append("one")
            super().__init__(*args, **kwargs)

    def talk(connection: socket.socket, server: Server) -> None:
        while True:
            read_request(connection, server)
            connection.sendall(OK)

    with serve(talk) as server:
        address, named = transport_for(timeout=20), transport_for(timeout=20)
        monkeypatch.setattr(threading, "Thread", Counted)
        assert outcome(address, server.url) == "200"
        counts = [len(started)]
        for _request in range(3):
            assert outcome(named, server.url.replace("127.0.0.1", "localhost")) == "200"
            counts.append(len(started))
        monkeypatch.undo()
        address.close()
        named.close()
    # The server starts one for each of the two connections.
    assert counts == [1, 3, 3, 3]


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".example"])
def test_no_such_name(host: str, transport_for: t.Callable[..., Transport]) -> None:
    """A name that nobody has, or nobody can have."""
    assert outcome(transport_for(timeout=20), f"http://{host}") == "has a host name that could not be resolved"


def test_many_at_once_look_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers of a list begin at the same time, with the same name."""
    names = HangingNames(monkeypatch)
    found: list[object] = []
    asking = _names.Names()
    threads = [
        threading.Thread(target=lambda: found.append(asking.addresses("fabric.example", 80, 60))) for _one in range(8)
    ]
    for thread in threads:
        thread.start()
    while not names.asked:
        time.sleep(0.01)
    time.sleep(0.1)  # all of them wait by now
    names.answer.set()
    for thread in threads:
        thread.join(30)
    assert len(found) == 8
    looked_up = len(names.asked)
    assert looked_up <= 2
    asking.addresses("fabric.example", 80, 60)  # an answer is not kept, as it may be another one by now
    assert len(names.asked) == looked_up + 1


def test_outside_an_attempt() -> None:
    """A connection needs no deadline."""
    with serve(reply()) as server:
        made = _connect.connect("localhost", port_of(server), ())
        with made:
            assert made.getpeername()[1] == port_of(server)
