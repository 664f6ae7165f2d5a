# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls that get no answer, or none in time, with their logins."""

from __future__ import annotations

import re
import socket
import threading
import time

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import Server as Place
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._api import Api
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import StoppedError, Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Transport
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import (
    Session,
    ShowSession,
)
from tests.unit.misbehaving import (
    Server,
    Talk,
    dripping,
    in_turn,
    once,
    read_request,
    refused_port,
    reply,
    reset,
    serve,
    silent,
)
from tests.unit.plugins.module_utils._session.conftest import EXPIRY, LOGIN, TOKEN, failure, show

pytestmark = pytest.mark.usefixtures("quick_retries")


def test_no_answer() -> None:
    """Each kind of error in a sentence with the endpoint, without a status, and tried again where that may help."""
    endpoint = f"http://127.0.0.1:{refused_port()}"
    error = failure(endpoint, retries=2)
    assert str(error) == (
        f"Could not get the session of route ray-1: {endpoint} refused the connection (3 tries)"
        " - Check the host and port of the endpoint, and that the service is running."
    )
    keys = error.as_result()
    assert {name for name, value in keys.items() if value is None} == {
        "http_status",
        "error_code",
        "error_msg",
        "request_id",
    }
    assert (error.reason, error.ends_run) == ("connection", False)


def test_an_answer_after_faults() -> None:
    """Attempts are counted over transport errors and refusals alike."""
    session = reply(b'{"session_id": "s"}', "200 OK", "X-Request-Id: of-the-last")
    with serve(in_turn(reset, reply(status="503 Unavailable"), session)) as server:
        assert show(server.url, retries=2) == Session("ray-1", "s", None, "of-the-last", 3)
    assert len(server.received) == 3


def test_stopped() -> None:
    """Where the run is over nothing is sent, and it is no failure of the route."""
    transport, throttle = Transport(HttpConfig()), Throttle()
    throttle.stop()
    with serve(reply()) as server:
        api = Api(Place(server.url, transport, throttle), Authenticator(Token(token=TOKEN), transport, throttle))
        with pytest.raises(StoppedError):
            api.call(ShowSession("ray-1"))
    assert server.connections == 0


def test_the_deadline_of_a_route_bounds_a_slow_body() -> None:
    """One attempt may take what is left for all of them, however long its own time is."""
    with serve(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b"a", 0.1)) as server:
        error = failure(server.url, timeout=600.0, retry_deadline=0.5, retries=20)
    within = re.search(r"did not answer completely within (\S+) s \(no further attempt within the", str(error))
    assert within
    assert 0 < float(within[1]) <= 0.5
    assert server.connections == 1


def test_the_deadline_of_a_route_holds_its_logins_too() -> None:
    """A login, the call, a second login and the second call: together they take no more than the route may."""

    def slowly(answer: bytes, seconds: float) -> Talk:
        def talk(connection: socket.socket, server: Server) -> None:
            read_request(connection, server)
            server.ended.wait(seconds)
            connection.sendall(answer)

        return talk

    with serve(slowly(LOGIN, 0.4)) as iam, serve(in_turn(slowly(EXPIRY, 0.4), silent)) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        error = failure(server.url, credential=user, timeout=60.0, retry_deadline=1.6, retries=0)
    assert re.search(r"did not answer completely within 0\.[0-4]\d* s", str(error))
    assert (error.tries, iam.connections, server.connections) == (2, 2, 2)


def test_a_login_that_ends_with_the_time_of_the_route() -> None:
    """Whoever waits for another's login fails when the own time is over, and is not the end of the list."""
    with serve(silent) as iam, serve(reply(b"{}")) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        transport, throttle = Transport(HttpConfig(timeout=60.0, retry_deadline=0.3, retries=0)), Throttle()
        authenticator = Authenticator(user, transport, throttle)
        api = Api(Place(server.url, transport, throttle), authenticator)

        def log_in() -> None:
            with pytest.raises(CallError):
                authenticator.current(time.monotonic() + 2.0)

        busy = threading.Thread(target=log_in)
        busy.start()
        while not iam.received:
            time.sleep(0.01)
        with pytest.raises(CallError) as caught:
            api.call(ShowSession("ray-1"))
        busy.join(30)
        transport.close()
    assert str(caught.value).startswith(
        f"Could not get the session of route ray-1: {server.url} could not be called within the 0.3 s of"
        " retry_deadline - Check the network and the proxy, or increase timeout and retry_deadline."
    )
    failed = caught.value
    assert (failed.ends_run, failed.tries, failed.http_status) == (False, 0, None)
    assert (failed.target, failed.reason) == ({"route_id": "ray-1"}, "timeout")
    assert server.connections == 0


def test_a_renewal_that_is_refused() -> None:
    """It is the failure of the route that had the expired token, and of the list."""
    no = once(b"HTTP/1.1 403 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    with serve(in_turn(once(LOGIN), no)) as iam, serve(once(EXPIRY)) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        error = failure(server.url, credential=user)
    assert str(error).startswith(f"Could not log in user 'u': IAM at {iam.url} refused the login")
    assert (error.ends_run, iam.connections, server.connections) == (True, 2, 1)


def test_a_renewal_that_ends_with_the_time_of_the_route() -> None:
    """Whoever waits for it has made one attempt by then."""
    transport, throttle = Transport(HttpConfig(timeout=60.0, retry_deadline=0.5, retries=0)), Throttle()
    renewing: list[threading.Thread] = []
    expiry = CallError("expired", reason="credential_refused", expired=True)

    def renew() -> None:
        with pytest.raises(CallError):
            authenticator.renewed(stale, expiry, time.monotonic() + 2.0)

    def expire_while_another_renews(connection: socket.socket, server: Server) -> None:
        renewing.append(threading.Thread(target=renew))
        renewing[0].start()
        while len(iam.received) < 2:
            time.sleep(0.01)
        once(EXPIRY)(connection, server)

    with serve(in_turn(once(LOGIN), silent)) as iam, serve(expire_while_another_renews) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        authenticator = Authenticator(user, transport, throttle)
        stale = authenticator.current(time.monotonic() + 60.0)
        with pytest.raises(CallError, match=f"route ray-1: {server.url} could not be called") as caught:
            Api(Place(server.url, transport, throttle), authenticator).call(ShowSession("ray-1"))
        renewing[0].join(30)
        transport.close()
    assert (caught.value.ends_run, caught.value.tries) == (False, 1)
    assert caught.value.target == {"route_id": "ray-1"}
