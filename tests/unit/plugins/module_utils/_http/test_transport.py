# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One try of a request: its response, or the message if there is none."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import socket
import threading
import time
import tracemalloc
import typing as t
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._signing import SignatureAuth
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _adapter
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import (
    HttpConfig,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    BODY_LIMIT,
    HeaderAuth,
    Response,
    Transport,
    TransportError,
)
from tests.unit.attempts import send
from tests.unit.misbehaving import (
    OK,
    Server,
    Talk,
    dripping,
    once,
    read_request,
    reset,
    reset_within,
    serve,
    silent,
)

HEAD = b"HTTP/1.1 200 OK\r\n"


def kind_of(talk: Talk, config: HttpConfig | None = None) -> str:
    """What kind of error an attempt at such a server ends in."""
    with serve(talk) as server, pytest.raises(TransportError) as caught:
        send(server.url, config)
    assert "hidden" not in str(caught.value)
    return f"{caught.value.kind}{'' if caught.value.retryable else ', for good'}: {caught.value.what}"


def test_what_is_sent() -> None:
    """The request, to the byte."""
    with serve(once(OK)) as server:
        answer = send(server.url)
    assert (answer.status, answer.body) == (200, b'{"session_id": "s-1", "status": "RUNNING"}')
    lines = server.received[0].decode().split("\r\n")
    assert lines[0] == "POST /v1/sessions?route_id=a HTTP/1.1"
    names = sorted(line.split(":")[0] for line in lines[1:] if line)
    assert names == ["Accept", "Accept-Encoding", "Content-Length", "Host", "User-Agent", "X-Auth-Token"]


@pytest.mark.parametrize(
    ("talk", "outcome"),
    [
        (reset, "reset: closed the connection without an answer"),
        (reset_within(b"HTTP/1.1 200 OK\r\nContent-"), "reset: closed the connection without an answer"),
        (
            reset_within(HEAD + b"Content-Length: 100\r\n\r\nabc"),
            "body: closed the connection in the middle of its answer",
        ),
        (once(), "reset: closed the connection without an answer"),
        (once(HEAD + b"Content-Length: 100\r\n\r\nabc"), "body: closed the connection in the middle of its answer"),
        (
            once(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"),
            "body: closed the connection in the middle of its answer",
        ),
        (
            once(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
            "body, for good: sent a body in no proper chunks",
        ),
        (
            once(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"),
            "body: closed the connection in the middle of its answer",
        ),
        (
            once(HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n"),
            "body, for good: sent a body in no proper chunks",
        ),
        (once(b"\x15\x03\x03\x00\x02\x02\x46"), "tls, for good: answered plain HTTP with TLS"),
        (once(OK.partition(b"\r\n\r\n")[2]), "protocol, for good: sent something that cannot be read as HTTP"),
        (once(b"\x00\x00\x12\x04\x00"), "protocol, for good: sent something that cannot be read as HTTP"),
        (once(b"HTTP/1.1 2"), "body: closed the connection in the middle of its answer"),
        (once(HEAD + b"Conten"), "body: closed the connection in the middle of its answer"),
        (once(HEAD + b"X: y\r\n"), "body: closed the connection in the middle of its answer"),
        (once(b"HTTP/1.0 404 No\r\nX: y"), "body: closed the connection in the middle of its answer"),
        (once(b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + OK), "protocol, for good: switched protocols, HTTP 101"),
        (
            once(b"HTTP/1.1 102 Processing\r\n\r\n" * 200 + OK),
            "protocol, for good: sent 100 interim responses (HTTP 1xx) and no final one",
        ),
        (
            once(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
            "body, for good: sent a body that cannot be decompressed",
        ),
        (silent, "timeout: did not answer completely within 1 s"),
        (dripping(b"", b"H", 0.2), "timeout: did not answer completely within 1 s"),
        (dripping(HEAD, b"X-A: b\r\n", 0.2), "timeout: did not answer completely within 1 s"),
        (dripping(HEAD + b"Content-Length: 999\r\n\r\n", b"a", 0.2), "timeout: did not answer completely within 1 s"),
        (dripping(HEAD + b"\r\n", b"a", 0.2), "timeout: did not answer completely within 1 s"),
    ],
)
def test_no_complete_answer(talk: Talk, outcome: str) -> None:
    """Each way of not answering has its words. A drip a byte at a time does not start the clock anew."""
    assert kind_of(talk) == outcome


@pytest.mark.parametrize("status", [401, 403, 407])
@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 100\r\n\r\nabc",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    ],
)
def test_a_refusal_whose_body_cannot_be_read(status: int, rest: bytes) -> None:
    """It is a refusal, so that the credential is not sent again: five in a row lock an access key."""
    with serve(once(b"HTTP/1.1 %d No\r\nX: y\r\n" % status + rest)) as server:
        answer = send(server.url)
    assert answer == Response(status, answer.headers, b"", unread=True)
    assert answer.headers["X"] == "y"


@pytest.mark.parametrize("start", [b"HTTP/1.1 401", b"HTTP/1.1 401 No\r\n", b"HTTP/1.0 401 No\r\nContent-Le"])
def test_a_refusal_that_is_cut_in_its_headers(start: bytes) -> None:
    """It is one too."""
    with serve(once(start)) as server:
        assert send(server.url).status == 401


def test_a_refusal_whose_body_never_ends() -> None:
    """It is one too, once the time is over."""
    with serve(dripping(b"HTTP/1.1 401 No\r\nContent-Length: 999\r\n\r\n", b"a", 0.2)) as server:
        assert send(server.url).status == 401


@pytest.mark.parametrize("end", [b"\r\n", b"Connection: close\r\n\r\n"])
def test_no_length_and_no_body(end: bytes) -> None:
    """The end of the connection is the end of the body, even where there is none: a refusal is not tried again."""
    with serve(once(b"HTTP/1.1 401 No\r\n" + end)) as server:
        answer = send(server.url)
    assert (answer.status, answer.body) == (401, b"")


def test_garbage() -> None:
    """What is no HTTP, or no end of it, is an error of its own words, which repeats nothing of what was sent."""
    for garbage in (
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\x1b[31mX-Auth-Token: hidden\r\n\r\n",
        b"HTTP/1.1 1000 hidden\r\n\r\n",
        HEAD + b"X: " + b"a" * 70000 + b"\r\n\r\n",
        HEAD + b"X: hidden\r\n" * 200 + b"\r\n",
        HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    ):
        assert kind_of(once(garbage)) == "protocol, for good: sent something that cannot be read as HTTP"


def test_nobody_listens() -> None:
    """Refused, and a name that nobody knows."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TransportError, match="refused the connection"):
        send(f"http://127.0.0.1:{port}")
    with pytest.raises(TransportError) as unknown:
        send("http://no-such-host.invalid")
    assert (str(unknown.value), unknown.value.retryable) == ("has a host name that could not be resolved", True)


@pytest.mark.parametrize("length", [b"", b"Content-Length: 3000000\r\n"])
def test_a_large_body_is_not_read_to_its_end(length: bytes) -> None:
    """Reading stops at the limit."""
    with serve(once(HEAD + length + b"\r\n", b"x" * 3_000_000)) as server:
        answer = send(server.url)
    assert answer.too_large
    assert len(answer.body) == BODY_LIMIT


def test_a_compressed_bomb() -> None:
    """A gigabyte of zeros in a megabyte is not unpacked to its end."""
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 9)
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with serve(once(head, bomb)) as server:
        answer = send(server.url, HttpConfig(timeout=20))
    assert answer.too_large
    assert len(answer.body) == BODY_LIMIT


def test_a_redirect_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not followed, so that nothing goes along; and a cookie is not sent back, nor a netrc read."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login hidden password hidden\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with serve(once(OK)) as other:
        head = b"HTTP/1.1 302 Found\r\nConnection: close\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\nLocation: "
        with serve(once(head + other.url.encode() + b"/\r\n\r\n")) as server:
            transport = Transport(HttpConfig(timeout=5))
            for _turn in range(2):
                url = f"{server.url}/v1/sessions"
                assert transport.send("POST", url, auth=HeaderAuth({"X-Auth-Token": "hidden"})).status == 302
            transport.close()
    assert other.received == []
    assert len(server.received) == 2
    for request in server.received:
        assert b"Cookie" not in request
        assert b"Authorization" not in request


def test_interim_answers() -> None:
    """A 1xx in front is passed over; a 204 is an answer."""
    with serve(once(b"HTTP/1.1 100 Continue\r\n\r\n" + OK)) as server:
        assert send(server.url).status == 200
    with serve(once(b"HTTP/1.1 204 No Content\r\n\r\n")) as server:
        assert (send(server.url).status, send(server.url).body) == (204, b"")


def test_one_connection_is_kept() -> None:
    """Requests in a row share a connection."""
    connections = []

    def talk(connection: socket.socket, server: Server) -> None:
        connections.append(connection)
        while True:
            read_request(connection, server)
            connection.sendall(OK)

    with serve(talk) as server:
        transport = Transport(HttpConfig(timeout=5))
        for _turn in range(5):
            assert transport.send("POST", server.url, auth=HeaderAuth({})).status == 200
        transport.close()
    assert len(connections) == 1


def test_abort_ends_what_others_wait_for() -> None:
    """A thread that waits for an answer is let go at once."""
    with serve(silent) as server:
        transport = Transport(HttpConfig(timeout=60))
        ended: list[str] = []

        def ask() -> None:
            with pytest.raises(TransportError) as caught:
                transport.send("POST", server.url, auth=HeaderAuth({}))
            ended.append(caught.value.kind)

        thread = threading.Thread(target=ask)
        thread.start()
        while not server.received:
            time.sleep(0.01)
        transport.abort()
        thread.join(30)
        transport.close()
    assert ended == ["reset"]


def test_a_bomb_takes_little_memory() -> None:
    """What is unpacked and thrown away does not pile up, and neither does a body without an end."""
    bomb = gzip.compress(bytes(50 * 1024 * 1024), 9)
    gzipped = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    for talk in (once(gzipped, bomb), dripping(HEAD + b"\r\n", bytes(4096), 0)):
        with serve(talk) as server:
            tracemalloc.start()
            answer = send(server.url, HttpConfig(timeout=30))
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert answer.too_large
        assert peak < 8 * 1024 * 1024


def test_an_empty_body_in_chunks() -> None:
    """It says itself that nothing follows."""
    with serve(once(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) as server:
        assert send(server.url).body == b""


def test_an_ipv6_address() -> None:
    """Its brackets are the URL's, not the address's."""
    with pytest.raises(TransportError) as caught:
        send("http://[::1]:1")
    assert caught.value.kind != "dns"


def test_a_body_that_just_fits() -> None:
    """The limit belongs to what may be sent."""
    with serve(once(HEAD + b"Content-Length: %d\r\n\r\n" % BODY_LIMIT, bytes(BODY_LIMIT))) as server:
        assert send(server.url, HttpConfig(timeout=30)) == Response(
            200, {"Content-Length": str(BODY_LIMIT)}, bytes(BODY_LIMIT)
        )


def test_a_line_without_an_end() -> None:
    """Of the line before a chunk and of a trailer no more is read than of a header, whichever urllib3 asks for it."""
    reader = _adapter._Lines(io.BytesIO(b"1" * 1_000_000 + b"\nrest\n"))
    assert reader.readline() == reader.readline(-1) == reader.readline(None) == b"1" * 65536
    assert reader.readline(3) == b"111"
    while reader.readline() != b"rest\n":
        pass
    for start in (b"", b"0\r\n"):
        endless = dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + start, b"1" * 2**20, 0)
        with serve(endless) as server, contextlib.suppress(TransportError):  # which of them, urllib3's release decides
            tracemalloc.start()
            try:
                assert send(server.url).too_large
            finally:
                _now, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
        assert peak < 8 * 2**20


@pytest.mark.parametrize(("missing", "sent"), [(("md5", "sha1", "blake2b"), 1), (("sha256",), 0)])
def test_hashes_that_are_refused(monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], sent: int) -> None:
    """As under FIPS: only SHA-256 is needed, and whoever lacks that is told so before anything is sent."""

    def refuse(*_args: object, **_kwargs: object) -> t.NoReturn:
        raise ValueError("[digital envelope routines] unsupported")

    for name in missing:
        monkeypatch.setattr(hashlib, name, refuse)
    with serve(once(OK)) as server:
        transport = Transport(HttpConfig(timeout=20))
        try:
            transport.send("POST", f"{server.url}/v1/sessions?route_id=a", auth=SignatureAuth("ak", "sk", None, None))
        except TransportError as error:
            assert (error.kind, error.retryable, sent) == ("other", False, 0)  # noqa: PT017 - one of two outcomes
            assert "SHA-256" in str(error.advice)  # noqa: PT017 - as above
        transport.close()
        assert len(server.received) == sent
