# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Temporary keys from the metadata service: of the simulator, and of servers that misbehave."""

from __future__ import annotations

import json
import re
import time
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._body import BodyError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth import _ecs_metadata
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._ecs_metadata import (
    EcsMetadata,
    ShowSecurityKey,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _retry
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Response,
    Transport,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import Redactor
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import OK, dripping, in_turn, once, refused_port, reply, reset, serve

ADVICE = " - Run this on an ECS instance that has an agency, or use another auth_method."
GOAL = "Could not get a temporary access key"
KEY = {"access": "FAKEACCESS", "secret": "fake-secret", "securitytoken": "fake-security-token"}


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start({}) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Simulator) -> Simulator:
    """The simulator, as it was at its start."""
    _simulator.reset()
    return _simulator


def key_from(endpoint: str, seconds: float = 60.0, **config: t.Any) -> AccessKey:
    """Fetch a key."""
    transport = Transport(HttpConfig(**{"timeout": 5.0, **config}))
    try:
        agency = EcsMetadata(project_id="project", metadata_endpoint=endpoint)
        key = agency.obtain(transport, Throttle(), Redactor(()), time.monotonic() + seconds)
        assert isinstance(key, AccessKey)
        return key
    finally:
        transport.close()


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "_FIRST_WAIT", 0.001)


def failure(endpoint: str, advice: str = ADVICE, tries: int = 1, **config: t.Any) -> str:
    """How fetching a key fails."""
    with pytest.raises(CallError) as caught:
        key_from(endpoint, **{"retries": 0, **config})
    told = caught.value
    assert (dict(told.target), told.tries, told.solution_source) == ({}, tries, "collection")
    assert (told.error_code, told.error_msg) == (None, None)
    assert "fake-" not in repr(told)
    assert told.msg.endswith(advice)
    return told.msg.removesuffix(advice)


@pytest.mark.parametrize(("mode", "requests"), [("v2", 2), ("v1-404", 2), ("v1-405", 2), ("v1-503", 3)])
def test_a_key(simulator: Simulator, mode: str, requests: int) -> None:
    """With the token of version 2, or without it where there is only version 1; never through a proxy."""
    simulator.set(metadata_mode=mode)
    key = key_from(simulator.url, proxy=f"http://127.0.0.1:{refused_port()}", retries=1)
    assert key.project_id == "project"
    assert key.access_key.startswith("TEMP")
    assert len(key.secret_key) == 40
    assert len(str(key.security_token)) == 64
    assert key.method == "ecs_metadata"
    assert key.expires_at
    assert 3500 < key.expires_at - time.time() <= 3600
    assert simulator.counters().metadata == requests  # a 503 is tried again before it means that


def test_what_is_sent() -> None:
    """The SDK's own paths and headers, and white space around a value is nothing."""
    credential = json.dumps({"credential": {name: f" {value}\n" for name, value in KEY.items()}}).encode()
    with serve(in_turn(reply(b"meta-token\n"), reply(credential))) as server:
        key = key_from(server.url)
    assert key == AccessKey("project", "FAKEACCESS", "fake-secret", "fake-security-token", "ecs_metadata")
    first, second = (request.decode().lower() for request in server.received)
    assert first.startswith("put /meta-data/latest/api/token http/1.1\r\n")
    assert "\r\nx-metadata-token-ttl-seconds: 21600\r\n" in first
    assert second.startswith("get /openstack/latest/securitykey http/1.1\r\n")
    assert "\r\nx-metadata-token: meta-token\r\n" in second


def test_no_agency(simulator: Simulator) -> None:
    """The instance says so itself."""
    simulator.set(metadata_mode="no-agency")
    told = failure(simulator.url)
    assert told.startswith(f"{GOAL}: the metadata service at {simulator.url} refused the request (HTTP 401, ")
    assert simulator.counters().metadata == 2


@pytest.mark.parametrize("status", [400, 401, 403, 500, 502])
def test_no_token(status: int) -> None:
    """Other refusals of version 2 are not passed over."""
    with serve(reply(b'{"error_code": "fake-code"}', f"{status} No")) as server:
        told = failure(server.url)
    assert f"the metadata service at {server.url}" in told
    assert f"(HTTP {status}, its body is not shown" in told
    assert server.connections == 1


@pytest.mark.parametrize("token", [b"", b" \n", b"a b", b"\xff\xfe"])
def test_a_token_that_cannot_be_sent(token: bytes) -> None:
    """It is not sent, and not shown."""
    with serve(reply(token)) as server:
        told = failure(server.url)
    assert told == (
        f"{GOAL} from the metadata service at {server.url}: its response is not a token that can be sent in a header"
        " (HTTP 200, its body contains other characters)"
    )
    assert server.connections == 1


@pytest.mark.parametrize("status", [202, 404, 500])
def test_no_key(status: int) -> None:
    """Only 200 is a key."""
    with serve(in_turn(reply(b"t"), reply(json.dumps({"credential": KEY}).encode(), f"{status} No"))) as server:
        told = failure(server.url)
    assert f"the metadata service at {server.url}" in told
    assert f"(HTTP {status}, " in told


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"credential": "fake-text"}',
        *(
            json.dumps({"credential": {**KEY, name: value}}).encode()
            for name in KEY
            for value in (None, "", " ", ["fake-a"], True)
        ),
        json.dumps({"credential": {**KEY, "access": "a b"}}).encode(),
        json.dumps({"credential": {**KEY, "securitytoken": "fake-\u00e4"}}).encode(),
    ],
)
def test_an_incomplete_key(body: bytes) -> None:
    """A key that lacks a part is none, and no part of it is shown."""
    with serve(in_turn(reply(b"t"), reply(body))) as server:
        told = failure(server.url)
    assert told.startswith(
        f"{GOAL} from the metadata service at {server.url}: its response is not a complete temporary key (HTTP 200, its"
    )


def test_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off an instance nobody answers: as many tries as the option says, and a bound of its own for each."""
    endpoint = f"http://127.0.0.1:{refused_port()}"
    told = failure(endpoint, tries=3, retries=2)
    assert told == f"{GOAL}: the metadata service at {endpoint} refused the connection (3 tries)"
    monkeypatch.setattr(_ecs_metadata, "_TIMEOUT", 0.3)
    with serve(dripping(OK[:20], b"x", 0.05)) as server:
        told = failure(server.url, tries=2, timeout=60.0, retries=1)
    assert told == f"{GOAL}: the metadata service at {server.url} did not answer completely within 0.3 s (2 tries)"
    assert server.connections == 2


def test_a_fault_that_passes() -> None:
    """Each of the two requests is tried again."""
    credential = json.dumps({"credential": KEY}).encode()
    talks = (reset, reply(b"t"), reply(b"busy", "500 No"), reply(credential))
    with serve(in_turn(*talks)) as server:
        assert key_from(server.url, retries=1).access_key == "FAKEACCESS"
    assert server.connections == 4


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-25T12:00:00.000000Z", 1795608000.0),
        ("2026-11-25T12:00:00", 1795608000.0),
        ("2026-11-25T14:00:00+02:00", 1795608000.0),
        ("soon", None),
        (None, None),
        (7, None),
        ("9999-12-31T23:59:59-12:00", 253402343999.0),
    ],
)
def test_when_a_key_ends(text: object, seconds: float | None) -> None:
    """As far as it is said in a form that is known."""
    credential = json.dumps({"credential": {**KEY, "expires_at": text}}).encode()
    with serve(in_turn(reply(b"t"), reply(credential))) as server:
        assert key_from(server.url).expires_at == seconds


def test_the_time_that_is_left() -> None:
    """It bounds both requests together, where it is less than each may take."""
    with serve(dripping(OK[:20], b"x", 0.05)) as server:
        told = failure(server.url, seconds=0.25, timeout=60.0)
    within = re.fullmatch(
        rf"{GOAL}: the metadata service at {server.url} did not answer completely within (\S+) s", told
    )
    assert within
    assert 0 < float(within[1]) <= 0.25
    slow = dripping(OK[:20], b"x", 0.05)
    with serve(in_turn(reply(b"t"), slow)) as server:
        told = failure(server.url, seconds=0.5, timeout=60.0)
    assert re.search(r"did not answer completely within 0\.[345]\d* s", told)


def test_a_redirect_is_not_followed() -> None:
    """Nobody else is asked for a key."""
    with serve(once(OK)) as other, serve(reply(b"", "302 Found", f"Location: {other.url}")) as server:
        assert "HTTP 302" in failure(server.url)
    assert other.connections == 0


@pytest.fixture
def _far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "TST-8")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_far_from_utc")
def test_when_a_key_ends_on_a_machine_far_from_utc() -> None:
    """What says no zone is in UTC there too."""
    for text in ("2026-11-25T12:00:00", "2026-11-25T12:00:00Z", "2026-11-25T20:00:00+08:00"):
        body = json.dumps({"credential": {**KEY, "expires_at": text}}).encode()
        key = ShowSecurityKey(EcsMetadata(), None).read(Response(200, {}, body))
        assert key.expires_at == 1795608000.0


def test_a_key_that_is_too_large() -> None:
    """What was not read to its end is no key, even if its beginning could be one."""
    body = json.dumps({"credential": KEY}).encode()
    with pytest.raises(BodyError, match=r"^is larger than 1 MiB$"):
        ShowSecurityKey(EcsMetadata(), None).read(Response(200, {}, body, too_large=True))
    with pytest.raises(BodyError, match=r"^lacks access, secret or securitytoken, or they cannot be sent$"):
        ShowSecurityKey(EcsMetadata(), None).read(Response(200, {}, b"{}"))


def test_a_token_that_is_repeated() -> None:
    """As any secret, it is not shown where a request ID should be."""
    reply_with_token = reply(json.dumps({"credential": KEY}).encode(), "200 OK", "X-Request-Id: fake-meta-token")
    with serve(in_turn(reply(b"fake-meta-token"), reply_with_token)) as server:
        told = failure(server.url)
    assert told == (
        f"{GOAL} from the metadata service at {server.url}: its response is not a complete temporary key (HTTP 200, its"
        " body repeats a credential as request_id)"
    )


def test_version_1() -> None:
    """No token is sent where there is none."""
    credential = json.dumps({"credential": KEY}).encode()
    with serve(in_turn(reply(b"", "404 Not Found"), reply(credential))) as server:
        assert key_from(server.url).security_token == "fake-security-token"
    assert b"x-metadata-token:" not in server.received[1].lower()
