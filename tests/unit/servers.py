# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small servers on loopback whose sockets misbehave as told: a thread for each connection, a script for each thread."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import ssl
import struct
import threading
import typing as t
from collections.abc import Iterator

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, server: Server) -> None:
        self.sock = sock
        self.server = server

    def request(self) -> bytes:
        """Read a request and note it; empty when the client has hung up."""
        data = b""
        while b"\r\n\r\n" not in data:
            part = self.sock.recv(65536)
            if not part:
                return b""
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        while length and len(body) < int(length[1]):
            body += self.sock.recv(65536)
        self.server.requests.append(head + b"\r\n\r\n" + body)
        return self.server.requests[-1]

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self.sock.sendall(data)

    def drip(self, data: bytes, pause: float = 0.02) -> None:
        """Send it byte by byte."""
        for index in range(len(data)):
            self.send(data[index : index + 1])
            if self.server.stopping.wait(pause):
                return

    def hold(self) -> None:
        """Say nothing more, and keep the connection open until the server stops."""
        self.server.stopping.wait(60)

    def reset(self) -> None:
        """End the connection by a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def relay(self, target: socket.socket) -> None:
        """Carry bytes both ways until one side ends."""
        other = {self.sock: target, target: self.sock}
        while not self.server.stopping.is_set():
            for ready in select.select(list(other), [], [], 0.05)[0]:
                data = ready.recv(65536)
                if not data:
                    return
                other[ready].sendall(data)


Script = t.Callable[[Peer], None]


class Server:
    """A server that runs: how to reach it, and what it saw."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port = port
        self.url = f"{scheme}://127.0.0.1:{port}"
        self.requests: list[bytes] = []
        self.connections = 0
        self.finished = 0
        """How many scripts came to their own end."""
        self.stopping = threading.Event()


@contextlib.contextmanager
def serve(*scripts: Script | bytes, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server until the end of the ``with`` block.

    :param scripts: what happens on the first connection, the second and so on, the last for all further; bytes answer
        every request on a connection
    """
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        listener.settimeout(0.05)
        server = Server(listener.getsockname()[1], "https" if tls else "http")
        threads: list[threading.Thread] = []

        def accept() -> None:
            while not server.stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    sock, _address = listener.accept()
                    script = scripts[min(server.connections, len(scripts) - 1)]
                    server.connections += 1
                    threads.append(threading.Thread(target=_play, args=(sock, script, server, tls), name="peer"))
                    threads[-1].start()

        acceptor = threading.Thread(target=accept, name="acceptor")
        acceptor.start()
        try:
            yield server
        finally:
            server.stopping.set()
            acceptor.join()
            for thread in threads:
                thread.join()


def _play(sock: socket.socket, script: Script | bytes, server: Server, tls: ssl.SSLContext | None) -> None:
    sock.settimeout(30)  # a test that fails is not to hang
    with contextlib.suppress(OSError), sock:
        if tls:
            with tls.wrap_socket(sock, server_side=True) as secured:
                _run(Peer(secured, server), script)
        else:
            _run(Peer(sock, server), script)


def _run(peer: Peer, script: Script | bytes) -> None:
    if callable(script):
        script(peer)
        peer.server.finished += not peer.server.stopping.is_set()
    else:
        while _readable(peer) and peer.request():
            peer.send(script)


def _readable(peer: Peer) -> bool:
    while not peer.server.stopping.is_set():
        if select.select([peer.sock], [], [], 0.05)[0]:
            return True
    return False


def answer(body: bytes = b"{}", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer, as bytes; ``Retry_After`` is the header ``Retry-After``."""
    headers.setdefault("Content_Length", str(len(body)))
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def once(data: bytes) -> Script:
    """Answer one request with bytes and close the connection."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(data)

    return script


def forward(peer: Peer) -> None:
    """Be an HTTP proxy, for plain requests and for CONNECT."""
    request = peer.request()
    method, target = request.split(b" ", 2)[:2]
    authority = target if method == b"CONNECT" else target.split(b"/")[2]
    host, _, port = authority.rpartition(b":")
    with socket.create_connection((host.decode(), int(port)), timeout=30) as upstream:
        if method == b"CONNECT":
            peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            upstream.sendall(request)
        peer.relay(upstream)


def refused_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """A port where connecting itself hangs: its queue is full, so that the kernel drops what else comes."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("0.0.0.0", 0), backlog=0))
        for _place in range(2):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", listener.getsockname()[1]))
        yield int(listener.getsockname()[1])
