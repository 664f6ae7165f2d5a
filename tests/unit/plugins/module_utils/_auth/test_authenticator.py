# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The authentication of requests: obtained once for all threads, renewed once, and never shown."""

from __future__ import annotations

import base64
import threading
import time
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._authenticator import (
    Authentication,
    Authenticator,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._ecs_metadata import EcsMetadata
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Transport,
    TransportError,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import AuthBase, requests
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

    def authenticator(identity: Credential, **config: t.Any) -> Authenticator:
        transports.append(Transport(HttpConfig(**{"timeout": 5.0, "retries": 0, **config})))
        return Authenticator(identity, transports[-1], Throttle())

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


def refusal(reason: str = "credential_refused", *, expired: bool = False) -> CallError:
    """A response by which the service refused what was sent."""
    return CallError("refused", reason=reason, http_status=401, ends_run=True, expired=expired)


def accepted(authenticator: Authenticator) -> Authentication:
    """What the service has accepted once."""
    authentication = authenticator.current(soon())
    authentication.accepted = True
    return authentication


EXPIRY = refusal(expired=True)


def headers_of(auth: AuthBase) -> dict[str, str]:
    """The headers that are added to a request."""
    request = requests.Request("POST", "https://fabric.example/v1/sessions?route_id=a", auth=auth).prepare()
    return {name: str(value) for name, value in request.headers.items() if name != "Content-Length"}


@pytest.mark.parametrize(
    ("identity", "headers"),
    [
        (NoCredential(), {}),
        (NoCredential(project_id="p"), {"X-Project-Id": "p"}),
        (Token(token="fake-token"), {"X-Auth-Token": "fake-token"}),
        (Token(project_id="p", token="fake-token"), {"X-Auth-Token": "fake-token", "X-Project-Id": "p"}),
    ],
)
def test_headers(identity: Credential, headers: dict[str, str], make: t.Callable[..., Authenticator]) -> None:
    """Those of a token and a project, where they are known."""
    authenticator = make(identity)
    assert headers_of(authenticator.current(soon()).auth) == headers
    assert authenticator.method == identity.method
    assert set(authenticator.secrets) == set(identity.secrets)


@pytest.mark.parametrize("source", ["access_key", "profile"])
def test_an_access_key_signs(source: str, make: t.Callable[..., Authenticator]) -> None:
    """And its secret is not sent."""
    identity = AccessKey("p", "FAKEACCESS", "fake-secret", "fake-security", source)
    authenticator = make(identity)
    headers = headers_of(authenticator.current(soon()).auth)
    assert headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=FAKEACCESS, ")
    assert (headers["X-Project-Id"], headers["X-Security-Token"]) == ("p", "fake-security")
    assert "fake-secret" not in repr(headers)
    assert set(authenticator.secrets) == {"FAKEACCESS", "fake-secret", "fake-security"}
    assert authenticator.method == source


def test_one_login_for_all_threads(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """A password is exchanged on first use, once; the token is a secret from then on, in every text."""
    authenticator = make(password(simulator))
    assert (authenticator.method, simulator.counters().tokens) == ("password", 0)
    assert authenticator.secrets == ("fake-password",)
    given: list[Authentication] = []
    threads = [threading.Thread(target=lambda: given.append(authenticator.current(soon()))) for _thread in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 16
    assert len(set(map(id, given))) == 1
    assert simulator.counters().tokens == 1
    headers = headers_of(given[0].auth)
    assert headers["X-Project-Id"] == "p" * 32
    assert set(authenticator.secrets) == {"fake-password", headers["X-Auth-Token"]}
    assert headers["X-Auth-Token"] not in authenticator.redact(f"It said {headers} and fake-password.")


def test_one_renewal(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """A token that expired is replaced once for all who had it; a second time is no use."""
    authenticator = make(password(simulator))
    stale = authenticator.current(soon())
    fresh = authenticator.renewed(stale, EXPIRY, soon())
    assert fresh is not None
    assert headers_of(fresh.auth)["X-Auth-Token"] != headers_of(stale.auth)["X-Auth-Token"]
    assert not fresh.accepted
    assert authenticator.renewed(stale, EXPIRY, soon()) is fresh  # another thread, which had the old one as well
    assert authenticator.current(soon()) is fresh
    assert authenticator.renewed(fresh, EXPIRY, soon()) is None
    fresh.accepted = True
    assert authenticator.renewed(fresh, EXPIRY, soon()) is None
    assert authenticator.current(soon()) is fresh
    assert simulator.counters().tokens == 2


@pytest.mark.parametrize("expired", [True, False])
@pytest.mark.parametrize("before", [True, False])
def test_what_is_renewed(
    expired: bool, before: bool, simulator: Simulator, make: t.Callable[..., Authenticator]
) -> None:
    """What was accepted before, after any refusal; what never was, only where the service says that it expired."""
    authenticator = make(password(simulator))
    stale = accepted(authenticator) if before else authenticator.current(soon())
    fresh = authenticator.renewed(stale, refusal(expired=expired), soon())
    assert (fresh is not None) == (before or expired)
    assert simulator.counters().tokens == (2 if before or expired else 1)


@pytest.mark.parametrize("reason", ["permission_denied", "not_found", "throttled", "service", "gateway", "timeout"])
def test_what_is_no_refusal(reason: str, simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """Another token would change nothing."""
    authenticator = make(password(simulator))
    assert authenticator.renewed(accepted(authenticator), refusal(reason, expired=True), soon()) is None
    assert simulator.counters().tokens == 1


@pytest.mark.parametrize(
    "identity", [Token(token="fake-token"), AccessKey(access_key="A", secret_key="s"), NoCredential()]
)
def test_what_cannot_be_renewed(identity: Credential, make: t.Callable[..., Authenticator]) -> None:
    """What was given is what there is."""
    authenticator = make(identity)
    assert authenticator.renewed(accepted(authenticator), EXPIRY, soon()) is None


def test_a_login_that_fails(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """It is everybody's failure: nobody sends the same password again."""
    authenticator = make(password(simulator, password="fake-other"))
    for _turn in range(3):
        with pytest.raises(CallError, match="refused the login"):
            authenticator.current(soon())
    assert simulator.counters().tokens == 1


def test_a_renewal_that_fails(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """All who had the expired token learn of it, and one of them has asked."""
    authenticator = make(password(simulator))
    stale = authenticator.current(soon())
    simulator.set(iam_answer="403")
    for _turn in range(3):
        with pytest.raises(CallError, match="refused the login"):
            authenticator.renewed(stale, EXPIRY, soon())
    with pytest.raises(CallError, match="refused the login"):
        authenticator.current(soon())
    assert simulator.counters().tokens == 2


def test_a_login_that_takes_too_long(make: t.Callable[..., Authenticator]) -> None:
    """Neither the one who logs in nor those who wait for it take more than the time they have."""
    with serve(silent) as server:
        identity = Password(username="user", password="fake-password", iam_endpoint=server.url)
        authenticator = make(identity, timeout=30.0, retry_deadline=2.0)
        failures: list[CallError] = []

        def log_in() -> None:
            with pytest.raises(CallError) as caught:
                authenticator.current(time.monotonic() + 1.5)
            failures.append(caught.value)

        first = threading.Thread(target=log_in)
        first.start()
        while not server.received:
            time.sleep(0.01)
        with pytest.raises(TransportError, match="could not be called within the 2 s of retry_deadline"):
            authenticator.current(time.monotonic() + 0.2)
        assert not failures
        first.join(30)
        assert "did not answer completely" in str(failures[0])
        # The lock is free again.
        with pytest.raises(CallError, match="did not answer completely"):
            authenticator.current(soon())
    assert server.connections == 1


@pytest.mark.parametrize(("status", "share", "ends_run"), [(503, 0.4, False), (503, 0.6, True), (403, 0.4, True)])
def test_a_hurried_login(
    status: int, share: float, ends_run: bool, simulator: Simulator, make: t.Callable[..., Authenticator]
) -> None:
    """Where little time was left and IAM did not answer, the next may log in; a refusal stands, however late it is."""
    authenticator = make(password(simulator))
    stale = authenticator.current(soon())
    simulator.set(iam_answer={"status": status, "json": {}})
    with pytest.raises(CallError) as caught:
        authenticator.renewed(stale, EXPIRY, time.monotonic() + 120 * share)
    assert (caught.value.ends_run, caught.value.http_status) == (ends_run, status)
    simulator.set(iam_answer=None)
    if ends_run:
        with pytest.raises(CallError):
            authenticator.current(soon())
        assert simulator.counters().tokens == 2
    else:
        assert authenticator.current(soon()) is not stale
        assert simulator.counters().tokens == 3


def test_an_agency(simulator: Simulator, make: t.Callable[..., Authenticator]) -> None:
    """Its temporary key signs, belongs to the project that was given, is a secret, and is renewed once."""
    authenticator = make(EcsMetadata(project_id="p", metadata_endpoint=simulator.url))
    assert (authenticator.method, authenticator.secrets) == ("ecs_metadata", ())
    current = authenticator.current(soon())
    assert authenticator.current(soon()) is current
    assert simulator.counters().metadata == 2
    headers = headers_of(current.auth)
    assert headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=TEMP")
    assert headers["X-Project-Id"] == "p"
    assert len(authenticator.secrets) == 3
    assert headers["X-Security-Token"] in authenticator.secrets
    assert headers["X-Security-Token"] not in authenticator.redact(str(headers))
    assert authenticator.renewed(current, refusal(), soon()) is None  # it was never accepted
    current.accepted = True
    fresh = authenticator.renewed(current, refusal(), soon())
    assert fresh
    assert headers_of(fresh.auth)["X-Security-Token"] != headers["X-Security-Token"]
    assert len(authenticator.secrets) == 6
    fresh.accepted = True
    assert authenticator.renewed(fresh, refusal(), soon()) is None
    assert simulator.counters().metadata == 4


@pytest.mark.parametrize("lasts", [3600.0, 61.0, 60.0, -60.0, None])
def test_when_another_key_is_obtained(
    lasts: float | None, make: t.Callable[..., Authenticator], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute before the end; one that is over already is used, as it is this machine's clock that may be wrong."""
    obtained: list[int] = []
    begin = time.time()
    now = [begin]
    monkeypatch.setattr(time, "time", lambda: now[0])

    class Agency(EcsMetadata):
        def obtain(self, *_arguments: object) -> Credential:
            obtained.append(len(obtained))
            return AccessKey(
                access_key=f"A{len(obtained)}", secret_key="s", ends_at=None if lasts is None else now[0] + lasts
            )

    authenticator = make(Agency())
    first = authenticator.current(soon())
    assert authenticator.current(soon()) is first
    assert len(obtained) == 1
    if lasts and lasts > 60:
        now[0] = begin + lasts - 60.5
        assert authenticator.current(soon()) is first
        now[0] = begin + lasts - 60
        second = authenticator.current(soon())
        assert second is not first
        assert authenticator.current(soon()) is second
        assert len(obtained) == 2
    else:
        now[0] = begin + 10_000
        assert authenticator.current(soon()) is first


def test_a_proxys_password_is_a_secret(make: t.Callable[..., Authenticator]) -> None:
    """As it may come back in an answer of the proxy."""
    proxies = {"https_proxy": "http://user:fake-proxy-password@127.0.0.1:1"}
    authenticator = make(Token(token="fake-token"), proxies=proxies, urls=("https://fabric.example",))
    pair = base64.b64encode(b"user:fake-proxy-password").decode()
    assert set(authenticator.secrets) == {"fake-token", "fake-proxy-password", pair}
    assert "fake-proxy-password" not in authenticator.redact("user:fake-proxy-password")
