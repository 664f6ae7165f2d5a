# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What requests are authenticated with: fetched once for all threads, renewed once, and never shown."""

from __future__ import annotations

import threading
import time
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Pace
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import (
    AccessKey,
    Anonymous,
    EcsAgency,
    Identity,
    Password,
    Profile,
    Token,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import Network
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import AuthBase, requests
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import Transport, TransportError
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import serve, silent

PROJECT = {"id": "p" * 32, "name": "cn-north-4"}
USER = {"domain": "account", "name": "user", "password": "fake-password", "projects": [PROJECT]}


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start({"users": [USER]}) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Simulator) -> Simulator:
    """The simulator, as it was at its start."""
    _simulator.reset()
    return _simulator


@pytest.fixture
def make() -> Iterator[t.Callable[..., Authenticator]]:
    """Makes authenticators, whose connections are closed at the end."""
    transports: list[Transport] = []

    def authenticator(identity: Identity, **network: t.Any) -> Authenticator:
        transports.append(Transport(Network(**{"timeout": 5.0, "retries": 0, **network})))
        return Authenticator(identity, transports[-1], Pace())

    yield authenticator
    for transport in transports:
        transport.close()


def password(simulator: Simulator, **values: str) -> Password:
    """The simulator's user."""
    user = {"username": "user", "password": "fake-password", "domain_name": "account", "project_id": "p" * 32}
    return Password(iam_endpoint=simulator.url, **{**user, **values})


def soon() -> float:
    """The end of a route that begins now."""
    return time.monotonic() + 120


def headers_of(auth: AuthBase) -> dict[str, str]:
    """The headers that are added to a request."""
    request = requests.Request("POST", "https://fabric.example/v1/sessions?route_id=a", auth=auth).prepare()
    return {name: str(value) for name, value in request.headers.items() if name != "Content-Length"}


@pytest.mark.parametrize(
    ("identity", "headers"),
    [
        (Anonymous(), {}),
        (Anonymous(project_id="p"), {"X-Project-Id": "p"}),
        (Token(token="fake-token"), {"X-Auth-Token": "fake-token"}),
        (Token(project_id="p", token="fake-token"), {"X-Auth-Token": "fake-token", "X-Project-Id": "p"}),
    ],
)
def test_headers(identity: Identity, headers: dict[str, str], make: t.Callable[..., Authenticator]) -> None:
    """Those of a token and a project, where they are known."""
    authenticator = make(identity)
    assert headers_of(authenticator.auth(soon())) == headers
    assert authenticator.method == identity.method
    assert set(authenticator.secrets) == set(identity.secrets)


@pytest.mark.parametrize("kind", [AccessKey, Profile])
def test_an_access_key_signs(kind: type[AccessKey], make: t.Callable[..., Authenticator]) -> None:
    """And its secret is not sent."""
    identity = kind(project_id="p", access_key="FAKEACCESS", secret_key="fake-secret", security_token="fake-security")
    authenticator = make(identity)
    headers = headers_of(authenticator.auth(soon()))
    assert headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=FAKEACCESS, ")
    assert (headers["X-Project-Id"], headers["X-Security-Token"]) == ("p", "fake-security")
    assert "fake-secret" not in repr(headers)
    assert set(authenticator.secrets) == {"FAKEACCESS", "fake-secret", "fake-security"}


def test_one_login_for_all_threads(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """A password is exchanged on first use, once; the token is a secret from then on, in every text."""
    authenticator = make(password(simulator))
    assert (authenticator.method, simulator.counters().tokens) == ("password", 0)
    assert authenticator.secrets == ("fake-password",)
    given: list[AuthBase] = []
    threads = [threading.Thread(target=lambda: given.append(authenticator.auth(soon()))) for _thread in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 16
    assert len(set(map(id, given))) == 1
    assert simulator.counters().tokens == 1
    headers = headers_of(given[0])
    assert headers["X-Project-Id"] == "p" * 32
    assert set(authenticator.secrets) == {"fake-password", headers["X-Auth-Token"]}
    assert headers["X-Auth-Token"] not in authenticator.clean(f"It said {headers} and fake-password.")


def test_one_renewal(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """A token that expired is replaced once for all who had it; a second time is no use."""
    authenticator = make(password(simulator))
    stale = authenticator.auth(soon())
    fresh = authenticator.renewed(stale, soon())
    assert fresh is not None
    assert headers_of(fresh)["X-Auth-Token"] != headers_of(stale)["X-Auth-Token"]
    assert authenticator.renewed(stale, soon()) is fresh  # another thread, which had the old one as well
    assert authenticator.auth(soon()) is fresh
    assert authenticator.renewed(fresh, soon()) is None
    assert authenticator.auth(soon()) is fresh
    assert simulator.counters().tokens == 2


@pytest.mark.parametrize(
    "identity", [Token(token="fake-token"), AccessKey(access_key="A", secret_key="s"), Anonymous()]
)
def test_what_cannot_be_renewed(identity: Identity, make: t.Callable[..., Authenticator]) -> None:
    """What was given is what there is."""
    authenticator = make(identity)
    assert authenticator.renewed(authenticator.auth(soon()), soon()) is None


def test_a_login_that_fails(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """It is everybody's failure: nobody sends the same password again."""
    authenticator = make(password(simulator, password="fake-other"))
    for _turn in range(3):
        with pytest.raises(CallError, match="refused user 'user'"):
            authenticator.auth(soon())
    assert simulator.counters().tokens == 1


def test_a_renewal_that_fails(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """All who had the expired token learn of it, and one of them has asked."""
    authenticator = make(password(simulator))
    stale = authenticator.auth(soon())
    simulator.set(iam_answer="403")
    for _turn in range(3):
        with pytest.raises(CallError, match="refused user 'user'"):
            authenticator.renewed(stale, soon())
    with pytest.raises(CallError, match="refused user 'user'"):
        authenticator.auth(soon())
    assert simulator.counters().tokens == 2


def test_a_login_that_takes_too_long(make: t.Callable[..., Authenticator]) -> None:
    """Neither the one who logs in nor those who wait for it take more than the time they have."""
    with serve(silent) as server:
        identity = Password(username="user", password="fake-password", iam_endpoint=server.url)
        authenticator = make(identity, timeout=30.0, retry_deadline=2.0)
        failures: list[CallError] = []

        def log_in() -> None:
            with pytest.raises(CallError) as caught:
                authenticator.auth(time.monotonic() + 1.5)
            failures.append(caught.value)

        first = threading.Thread(target=log_in)
        first.start()
        while not server.received:
            time.sleep(0.01)
        with pytest.raises(TransportError, match="was not ready to be asked within the 2 s of retry_deadline"):
            authenticator.auth(time.monotonic() + 0.2)
        assert not failures
        first.join(30)
        assert "did not answer completely" in str(failures[0])
        # The lock is free again.
        with pytest.raises(CallError, match="did not answer completely"):
            authenticator.auth(soon())
    assert server.connections == 1


@pytest.mark.parametrize(("status", "share", "fatal"), [(503, 0.4, False), (503, 0.6, True), (403, 0.4, True)])
def test_a_hurried_login(
    status: int, share: float, fatal: bool, simulator: Simulator, make: t.Callable[..., Authenticator]
) -> None:
    """Where little time was left and IAM did not answer, the next may log in; a refusal stands, however late it is."""
    authenticator = make(password(simulator))
    stale = authenticator.auth(soon())
    simulator.set(iam_answer={"status": status, "json": {}})
    with pytest.raises(CallError) as caught:
        authenticator.renewed(stale, time.monotonic() + 120 * share)
    assert (caught.value.fatal, caught.value.failure.http_status) == (fatal, status)
    simulator.set(iam_answer=None)
    if fatal:
        with pytest.raises(CallError):
            authenticator.auth(soon())
        assert simulator.counters().tokens == 2
    else:
        assert authenticator.auth(soon()) is not stale
        assert simulator.counters().tokens == 3


def test_an_agency(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """Its temporary key signs, belongs to the project that was given, and is a secret."""
    authenticator = make(EcsAgency(project_id="p", metadata_endpoint=simulator.url))
    assert (authenticator.method, authenticator.secrets) == ("ecs_metadata", ())
    auth = authenticator.auth(soon())
    assert authenticator.auth(soon()) is auth
    assert simulator.counters().metadata == 2
    headers = headers_of(auth)
    assert headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=TEMP")
    assert headers["X-Project-Id"] == "p"
    assert len(authenticator.secrets) == 3
    assert headers["X-Security-Token"] in authenticator.secrets
    assert headers["X-Security-Token"] not in authenticator.clean(str(headers))
    assert authenticator.renewed(auth, soon()) is None


def test_a_proxys_password_is_a_secret(make: t.Callable[..., Authenticator]) -> None:
    """As it may come back in an answer of the proxy."""
    proxies = {"https_proxy": "http://user:fake-proxy-password@127.0.0.1:1"}
    authenticator = make(Token(token="fake-token"), proxies=proxies)
    assert set(authenticator.secrets) == {"fake-token", "fake-proxy-password"}
    assert "fake-proxy-password" not in authenticator.clean("user:fake-proxy-password")
