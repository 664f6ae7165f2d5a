# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault of the matrix: how it is made, and what must come of it. Requests are retried once."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
import socket
import threading
import typing as t

from tests.simulator.answers import ANSWERS, Answer
from tests.unit.misbehaving import (
    OK,
    Server,
    Talk,
    dripping,
    in_turn,
    once,
    read_request,
    reply,
    reset,
    reset_within,
    silent,
)

Place = t.Literal[
    "service",
    "proxy",
    "plain proxy",
    "no proxy",
    "nobody",
    "no host",
    "full",
    "plain",
    "login",
    "no login",
    "no service",
]
Certificate = t.Literal["", "good", "expired", "other host", "other authority", "old"]


FINE = once(OK)
_GOOD = b'{"session_id": "s-1", "status": "RUNNING"}'
# A kept connection that its server closes at any time would be a fault of its own.
_LAST = reply(_GOOD, "200 OK", "Connection: close")


@dataclasses.dataclass(frozen=True)
class Fault:
    """One row.

    :param sentence: what the failure says; nothing where the route is found in the end
    :param tries: how many requests are sent
    :param talk: how the server of this fault answers
    :param place: what the server is: the service, a proxy, one without TLS where TLS is expected, the service behind a
        login, or none at all
    :param certificate: what it shows where it speaks TLS
    :param drift: whether ``session_drift`` takes it for drift
    """

    name: str
    sentence: str
    tries: int
    talk: Talk = FINE
    place: Place = "service"
    certificate: Certificate = ""
    drift: bool = False


def _answer(name: str, *headers: str) -> Talk:
    answer: Answer = ANSWERS[name]
    return reply(answer.body, f"{answer.status} Something", *headers)


def _half_closed(connection: socket.socket, server: Server) -> None:
    read_request(connection, server)
    connection.shutdown(socket.SHUT_WR)
    server.ended.wait(5)


def _stalled(connection: socket.socket, server: Server) -> None:
    read_request(connection, server)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n")
    server.ended.wait(60)


def _speaks_no_tls(connection: socket.socket, server: Server) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    server.ended.wait(0.1)


def _redirected_elsewhere(connection: socket.socket, server: Server) -> None:
    """Lead to another host, which is this server too: who follows is counted, and what is given away is received."""
    read_request(connection, server)
    elsewhere = server.url.replace("127.0.0.1", "localhost")
    connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: {elsewhere}/v1\r\nContent-Length: 0\r\n\r\n".encode())


@dataclasses.dataclass(frozen=True)
class ListFault:
    """One row of the table of lists: 1,000 routes, requested concurrently.

    :param sentence: what the failure says; nothing where all are found
    :param found: how many routes are found
    :param make: makes a server's way to answer, which may remember what it has answered
    """

    name: str
    sentence: str
    found: int
    make: t.Callable[[], Talk]
    place: Place = "service"


LISTED = tuple(f"ray-{number}" for number in range(1, 1001))


def _one_slow_route() -> Talk:
    def talk(connection: socket.socket, server: Server) -> None:
        if b"route_id=ray-500 " in _peek(connection):
            server.ended.wait(10)
        _LAST(connection, server)

    return talk


def _expiring_token() -> Talk:
    """The first token is good for 500 answers."""
    answered: dict[bytes, int] = {}
    guard = threading.Lock()
    expired = reply(ANSWERS["token-must-be-updated"].body, "401 Unauthorized", "Connection: close")

    def talk(connection: socket.socket, server: Server) -> None:
        found = re.search(rb"(?i)x-auth-token: (\S+)", _peek(connection))
        with guard:
            token = found[1] if found else b""
            answered[token] = answered.get(token, 0) + 1
            good = token != next(iter(answered)) or answered[token] <= 500
        (_LAST if good else expired)(connection, server)

    return talk


def _peek(connection: socket.socket) -> bytes:
    """The head of a request, which is left for whoever answers it."""
    data = b""
    while b"\r\n\r\n" not in data:
        data = connection.recv(65536, socket.MSG_PEEK)
        if not data:
            raise OSError("closed")
    return data


LIST_FAULTS = (
    ListFault("one slow route of 1,000", "did not answer completely within 2 s", 999, _one_slow_route),
    ListFault("the token expires after 500 of 1,000", "", 1000, _expiring_token, "login"),
)


def _session(body: bytes, *headers: str) -> Talk:
    return reply(body, "200 OK", *headers)


_OTHER = b'{"session_id": "s-2", "status": "RUNNING"}'
_BUSY = reply(b"{}", "503 Busy", "Retry-After: 1")
_RENEWED = in_turn(_answer("token-must-be-updated"), once(OK))
_BOMB = gzip.compress(b" " * (64 * 2**20))
_HUGE = (b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n", *[b" " * 2**20] * 50)
_MANY = b"".join(b"X-Header-%d: x\r\n" % number for number in range(200))

FAULTS = (
    Fault("refused", "refused the connection", 2, place="nobody"),
    Fault("no such host", "has a host name that could not be resolved", 2, place="no host"),
    Fault("reset before a response", "closed the connection without an answer", 2, reset),
    Fault(
        "reset within the headers", "closed the connection without an answer", 2, reset_within(b"HTTP/1.1 200 OK\r\nCo")
    ),
    Fault("reset within the body", "closed the connection", 2, reset_within(OK[:-10])),
    Fault("closed without a response", "closed the connection without an answer", 2, once()),
    Fault("closed for writing only", "closed the connection without an answer", 2, _half_closed),
    Fault("reset, then success", "", 2, in_turn(reset, once(OK))),
    Fault("never accepts", "did not answer completely within 2 s", 2, place="full"),
    Fault("no response", "did not answer completely within 2 s", 2, silent),
    Fault(
        "slow loris: headers", "did not answer completely within 2 s", 2, dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.2)
    ),
    Fault("slow loris: body", "did not answer completely within 2 s", 2, dripping(OK[:-20], b" ", 0.2)),
    Fault("headers, then nothing", "did not answer completely within 2 s", 2, _stalled),
    Fault("an endless body", "is larger than 1 MiB", 1, dripping(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 2**16, 0.001)),
    Fault("a body of 50 MiB", "is larger than 1 MiB", 1, once(*_HUGE)),
    Fault("a body longer than its Content-Length", "", 1, once(OK, b"HTTP/1.1 200 OK\r\n")),
    Fault(
        "a body shorter than its Content-Length", "closed the connection in the middle of its answer", 2, once(OK[:-10])
    ),
    Fault("a body shorter than its Content-Length, then success", "", 2, in_turn(once(OK[:-10]), once(OK))),
    Fault("TLS: expired", "failed TLS (certificate not valid: certificate has expired)", 1, certificate="expired"),
    Fault("TLS: another host", "failed TLS (certificate not valid: IP address mismatch", 1, certificate="other host"),
    Fault("TLS: unknown authority", "failed TLS (certificate not valid: ", 1, certificate="other authority"),
    Fault("TLS: too old a version", "failed TLS", 1, certificate="old"),
    Fault("HTTP instead of TLS", "failed TLS", 1, _speaks_no_tls, "plain"),
    Fault("redirect to the same host", "HTTP 302", 1, reply(b"", "302 Found", "Location: /elsewhere")),
    Fault("redirect to another host", "HTTP 302", 1, _redirected_elsewhere),
    Fault("proxy demands a password", "through the proxy (which answered HTTP 407)", 1, reply(b"", "407 No"), "proxy"),
    Fault("proxy returns HTTP 503", "through the proxy (which answered HTTP 503)", 2, reply(b"", "503 Busy"), "proxy"),
    Fault("proxy refused", "could not be reached through the proxy (Connection refused)", 2, place="no proxy"),
    Fault(
        "proxy responds in place of the service",
        "is HTML, not JSON",
        1,
        _session(b"<html>Log in</html>"),
        "plain proxy",
    ),
    Fault("IAM is down", "log", 2, place="no login"),
    Fault("IAM is up, the service is down", "refused the connection", 2, place="no service"),
    Fault("the token expires", "", 2, _RENEWED, "login"),
    Fault("1xx, then the response", "", 1, once(b"HTTP/1.1 100 Continue\r\n\r\n", OK)),
    Fault("only 1xx", "closed the connection without an answer", 2, once(b"HTTP/1.1 102 Processing\r\n\r\n")),
    Fault("103, then the response", "", 1, once(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", OK)),
    Fault("101", "switched protocols, HTTP 101", 1, once(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")),
    Fault("204", "HTTP 204", 1, reply(b"", "204 No Content")),
    *(
        Fault(name, f"HTTP {name}, {code}", tries, _answer(name))
        for name, code, tries in (
            ("400", "common.01000001", 1),
            ("401", "APIG.1002", 1),
            ("403", "X-Auth-Token is invalid", 1),
            ("408", "common.00000408", 2),
            ("500", "common.00000500", 2),
        )
    ),
    Fault("404", "Route ray-1 does not exist", 1, _answer("404"), drift=True),
    Fault("418", "HTTP 418, teapot.0418", 1, _answer("teapot")),
    Fault("429, per second", "HTTP 429, APIG.0308", 2, _answer("throttled-second")),
    Fault("429, per day", "HTTP 429, APIG.0308", 1, _answer("throttled-day")),
    Fault("502", "HTTP 502, APIG.0201", 2, _answer("bad-gateway")),
    Fault("502, HTML", "HTTP 502, its page says: ", 2, _answer("html")),
    Fault("503", "HTTP 503, its page says: ", 2, _answer("unavailable")),
    Fault("504", "HTTP 504, APIG.0203", 2, _answer("gateway-timeout")),
    Fault("599", "HTTP 599", 1, reply(b"{}", "599 Odd")),
    Fault("503 with Retry-After, then success", "", 2, in_turn(_BUSY, once(OK))),
    Fault("503 with a long Retry-After", "its Retry-After of 900 s", 1, reply(b"{}", "503 Busy", "Retry-After: 900")),
    Fault("404 of the gateway", "does not serve the session API", 1, _answer("api-not-found")),
    Fault("404, HTML", "does not serve the session API", 1, _answer("html-404")),
    Fault("a response that is not HTTP", "cannot be read as HTTP", 1, once(b"SSH-2.0-OpenSSH_9.2\r\n")),
    Fault(
        "invalid chunks",
        "in no proper chunks",
        1,
        once(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx"),
    ),
    Fault("duplicate headers", "", 1, _session(_GOOD, "X-Request-Id: one", "X-Request-Id: two")),
    Fault("a header of 100 KiB", "cannot be read as HTTP", 1, _session(_GOOD, f"X-Header: {'x' * 102400}")),
    Fault("200 headers", "cannot be read as HTTP", 1, once(b"HTTP/1.1 200 OK\r\n", _MANY, b"\r\n")),
    Fault("another charset", "is not UTF-8", 1, _session('{"session_id": "é"}'.encode("latin-1"))),
    Fault("a byte order mark", "", 1, _session(b"\xef\xbb\xbf" + _GOOD)),
    Fault("another session in each response: the first one is used", "", 1, in_turn(_session(_GOOD), _session(_OTHER))),
    Fault("NaN in the body", "is not JSON", 1, _session(b'{"session_id": "s-1", "status": NaN}')),
    Fault(
        "duplicate keys: the last one takes precedence", "", 1, _session(b'{"session_id": "old", "session_id": "s-1"}')
    ),
    Fault("nested 10,000 levels deep", "its body is", 1, _session(b'{"session_id": ' + b"[" * 10000)),
    Fault("a body that is not JSON", "is not JSON", 1, _session(b"session")),
    Fault("a body that is HTML", "is HTML, not JSON", 1, _session(b"<html>Log in</html>")),
    Fault("no session ID", "has no session_id", 1, _session(b'{"status": "RUNNING"}')),
    Fault("a number for a session ID", "has no session_id", 1, _session(json.dumps({"session_id": 7}).encode())),
    Fault("gzip that was not requested", "", 1, _session(gzip.compress(_GOOD), "Content-Encoding: gzip")),
    Fault("truncated gzip", "is not", 1, _session(gzip.compress(_GOOD)[:-12], "Content-Encoding: gzip")),
    Fault("a decompression bomb", "is larger than 1 MiB", 1, _session(_BOMB, "Content-Encoding: gzip")),
)
