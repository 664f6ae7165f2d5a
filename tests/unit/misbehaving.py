# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that misbehave on purpose, where the socket itself is the point: a thread and a few bytes each."""

from __future__ import annotations

import contextlib
import math
import re
import select
import socket
import ssl
import struct
import threading
import time
import typing as t
from collections.abc import Iterator

Talk = t.Callable[[socket.socket, "Server"], None]

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n{"session_id": "s-1", "status": "RUNNING"}'


class Server:
    """A server that runs: where it is, what it was sent, and whether to stop."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.received: list[bytes] = []
        self.connections = 0
        self.ended = threading.Event()


@contextlib.contextmanager
def serve(talk: Talk, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Let every connection be answered by a function of its own, until the end of the ``with`` block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(f"{'https' if context else 'http'}://127.0.0.1:{listener.getsockname()[1]}")

        def accept() -> None:
            while True:
                try:
                    connection, _address = listener.accept()
                except OSError:
                    return
                server.connections += 1
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        def answer(connection: socket.socket) -> None:
            with contextlib.suppress(OSError), connection:
                secured = _secured(connection, context) if context else connection
                with secured:
                    talk(secured, server)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _secured(connection: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
    """Shake hands; where that fails, read on until the client ends, as a reset would overtake the alert."""
    secured = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    try:
        secured.do_handshake()
    except OSError:
        secured.settimeout(5)
        with contextlib.suppress(OSError):
            while socket.socket.recv(secured, 65536):
                pass
        secured.close()
        raise
    return secured


def read_request(connection: socket.socket, server: Server) -> None:
    """Read a request with its body: closing a connection while there is something to read would reset it."""
    data = b""
    while len(data) < _length(data):
        chunk = connection.recv(65536)
        if not chunk:
            raise OSError("closed")
        data += chunk
    server.received.append(data)


def _length(data: bytes) -> float:
    head, end, _body = data.partition(b"\r\n\r\n")
    told = re.search(rb"(?im)^content-length: *(\d+)", head)
    return len(head + end) + int(told[1] if told else 0) if end else math.inf


def once(*parts: bytes) -> Talk:
    """Response one request with these bytes, and close."""

    def talk(connection: socket.socket, server: Server) -> None:
        read_request(connection, server)
        for part in parts:
            connection.sendall(part)

    return talk


def dripping(start: bytes, drop: bytes, every: float) -> Talk:
    """Response with a start, and then with a drop every so many seconds, for ever."""

    def talk(connection: socket.socket, server: Server) -> None:
        read_request(connection, server)
        connection.sendall(start)
        while not server.ended.wait(every):
            connection.sendall(drop)

    return talk


def silent(connection: socket.socket, server: Server) -> None:
    """Read the request and never answer."""
    read_request(connection, server)
    server.ended.wait(120)


def reset(connection: socket.socket, server: Server) -> None:
    """Read the request and reset the connection."""
    read_request(connection, server)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_within(start: bytes) -> Talk:
    """Send a part of an answer and reset the connection."""

    def talk(connection: socket.socket, server: Server) -> None:
        read_request(connection, server)
        connection.sendall(start)
        time.sleep(0.1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return talk


def in_turn(*talks: Talk) -> Talk:
    """Response the first connection in one way, the second in another, and all further ones in the last."""

    def talk(connection: socket.socket, server: Server) -> None:
        talks[min(server.connections, len(talks)) - 1](connection, server)

    return talk


def reply(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> Talk:
    """Response one request with a whole answer, and close."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""])
    return once(head.encode() + body)


def forward(connection: socket.socket, server: Server) -> None:
    """Be an HTTP proxy, for plain requests and for CONNECT."""
    read_request(connection, server)
    method, target = server.received[-1].split(b" ", 2)[:2]
    host, _head, port = (target if method == b"CONNECT" else target.split(b"/")[2]).partition(b":")
    with socket.create_connection((host.decode(), int(port))) as upstream:
        if method == b"CONNECT":
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            upstream.sendall(server.received[-1])
        _copy(connection, upstream, server)


def _copy(connection: socket.socket, upstream: socket.socket, server: Server) -> None:
    other = {connection: upstream, upstream: connection}
    while not server.ended.is_set():
        for ready in select.select(list(other), [], [], 0.05)[0]:
            data = ready.recv(65536)
            if not data:
                return
            other[ready].sendall(data)


_bound: list[socket.socket] = []


def refused_port() -> int:
    """A port on which nobody listens, now or later: it is kept, so that no server gets it."""
    _bound.append(socket.socket())
    _bound[-1].bind(("127.0.0.1", 0))
    return int(_bound[-1].getsockname()[1])


@contextlib.contextmanager
def silent_port(address: str = "0.0.0.0", port: int = 0) -> Iterator[int]:
    """A port where connecting itself hangs: its queue is full, so that the kernel drops what else comes."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((address, port), family=family, backlog=0))
        port = int(listener.getsockname()[1])
        for _place in range(2):
            filler = stack.enter_context(socket.socket(family))
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1" if address == "0.0.0.0" else address, port))
        yield port


def keeping(*answers: bytes) -> Talk:
    """Answer one request after the other on a connection, and close when there is one more."""

    def talk(connection: socket.socket, server: Server) -> None:
        for answer in answers:
            read_request(connection, server)
            connection.sendall(answer)
        read_request(connection, server)

    return talk


def socks5(user: str = "", password: str = "") -> Talk:
    """Be a SOCKS server of version 5 (RFC 1928), with a user name and password (RFC 1929) if there is one."""

    def talk(connection: socket.socket, server: Server) -> None:
        reader = connection.makefile("rb")

        def read(count: int) -> bytes:
            data = reader.read(count)
            if len(data) < count:
                raise OSError("closed")
            return data

        methods = read(read(2)[1])
        chosen = 2 if user else 0
        connection.sendall(bytes((5, chosen if chosen in methods else 255)))
        if user:
            read(1)
            good = [read(read(1)[0]) for _field in range(2)] == [user.encode(), password.encode()]
            connection.sendall(bytes((1, not good)))
            if not good:
                return
        kind = read(4)[3]
        target = read({1: 4, 4: 16}.get(kind) or read(1)[0])
        family = socket.AF_INET if kind == 1 else socket.AF_INET6
        host = target.decode() if kind == 3 else socket.inet_ntop(family, target)
        server.received.append(f"{kind} {host}".encode())
        with socket.socket() as upstream:
            failed = upstream.connect_ex(("127.0.0.1", int.from_bytes(read(2), "big")))
            connection.sendall(bytes((5, 5 if failed else 0, 0, 1, 0, 0, 0, 0, 0, 0)))
            if not failed:
                _copy(connection, upstream, server)

    return talk
