# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Temporary keys from the metadata service, against the simulator's and servers that are no good ones."""

from __future__ import annotations

import json
import re
import time
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _metadata
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import AccessKey, EcsAgency
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._metadata import temporary_key
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import Network
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import Transport
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import OK, dripping, in_turn, once, refused_port, reply, serve

ADVICE = " - Run this on an ECS instance that has an agency, or use another auth_method."
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


def key_from(endpoint: str, seconds: float = 60.0, **network: t.Any) -> AccessKey:
    """Fetch a key."""
    transport = Transport(Network(**{"timeout": 5.0, **network}))
    try:
        identity = EcsAgency(project_id="project", metadata_endpoint=endpoint)
        return temporary_key(identity, transport, time.monotonic() + seconds)
    finally:
        transport.close()


def failure(endpoint: str, **network: t.Any) -> str:
    """How fetching a key fails."""
    with pytest.raises(CallError) as caught:
        key_from(endpoint, **network)
    told = caught.value.failure
    assert (told.route_id, told.attempts, told.solution_source) == (None, 1, "collection")
    assert "fake-" not in repr(told)
    assert told.msg.endswith(ADVICE)
    return told.msg.removesuffix(ADVICE)


@pytest.mark.parametrize("mode", ["v2", "v1-404", "v1-405", "v1-503"])
def test_a_key(simulator: Simulator, mode: str) -> None:
    """With the token of version 2, or without it where there is only version 1; never through a proxy."""
    simulator.set(metadata_mode=mode)
    key = key_from(simulator.url, proxy=f"http://127.0.0.1:{refused_port()}")
    assert key.project_id == "project"
    assert key.access_key.startswith("TEMP")
    assert len(key.secret_key) == 40
    assert len(str(key.security_token)) == 64
    assert simulator.counters().metadata == 2


def test_what_is_sent() -> None:
    """The SDK's own paths and headers, and white space around a value is nothing."""
    credential = json.dumps({"credential": {name: f" {value}\n" for name, value in KEY.items()}}).encode()
    with serve(in_turn(reply(b"meta-token\n"), reply(credential))) as server:
        key = key_from(server.url)
    assert key == AccessKey("project", "FAKEACCESS", "fake-secret", "fake-security-token")
    first, second = (request.decode().lower() for request in server.received)
    assert first.startswith("put /meta-data/latest/api/token http/1.1\r\n")
    assert "\r\nx-metadata-token-ttl-seconds: 21600\r\n" in first
    assert second.startswith("get /openstack/latest/securitykey http/1.1\r\n")
    assert "\r\nx-metadata-token: meta-token\r\n" in second


def test_no_agency(simulator: Simulator) -> None:
    """The instance says so itself."""
    simulator.set(metadata_mode="no-agency")
    told = failure(simulator.url)
    assert told.startswith(f"The metadata service at {simulator.url} gave no access key (HTTP 401, no agency is config")
    assert simulator.counters().metadata == 2


@pytest.mark.parametrize("status", [400, 401, 403, 500, 502])
def test_no_token(status: int) -> None:
    """Other refusals of version 2 are not passed over."""
    with serve(reply(b'{"error_code": "fake-code"}', f"{status} No")) as server:
        told = failure(server.url)
    assert told.startswith(f"The metadata service at {server.url} gave no access key (HTTP {status}")
    assert server.connections == 1


@pytest.mark.parametrize("token", [b"", b" \n", b"a b", b"\xff\xfe"])
def test_a_token_that_cannot_be_sent(token: bytes) -> None:
    """It is not sent, and not shown."""
    with serve(reply(token)) as server:
        told = failure(server.url)
    assert told == (
        f"The metadata service at {server.url} gave no access key (HTTP 200, its token cannot be sent in a header)"
    )
    assert server.connections == 1


@pytest.mark.parametrize("status", [202, 404, 500])
def test_no_key(status: int) -> None:
    """Only 200 is a key."""
    with serve(in_turn(reply(b"t"), reply(json.dumps({"credential": KEY}).encode(), f"{status} No"))) as server:
        told = failure(server.url)
    assert told.startswith(f"The metadata service at {server.url} gave no access key (HTTP {status}")
    assert "no agency" not in told


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"credential": "fake-text"}',
        *(json.dumps({"credential": {**KEY, name: value}}).encode() for name in KEY for value in (None, "", " ")),
        json.dumps({"credential": {**KEY, "access": "a b"}}).encode(),
        json.dumps({"credential": {**KEY, "securitytoken": "fake-\u00e4"}}).encode(),
    ],
)
def test_an_incomplete_key(body: bytes) -> None:
    """A key that lacks a part is none, and no part of it is shown."""
    with serve(in_turn(reply(b"t"), reply(body))) as server:
        told = failure(server.url)
    assert told.startswith(
        f"The metadata service at {server.url} gave no access key (HTTP 200, its answer holds no complete temporary key"
    )


def test_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off an instance nobody answers: one attempt, and a bound of its own."""
    endpoint = f"http://127.0.0.1:{refused_port()}"
    assert failure(endpoint, retries=5) == f"The metadata service at {endpoint} refused the connection"
    monkeypatch.setattr(_metadata, "_TIMEOUT", 0.3)
    with serve(dripping(OK[:20], b"x", 0.05)) as server:
        told = failure(server.url, timeout=60.0)
    assert told == f"The metadata service at {server.url} did not answer completely within 0.3 s"
    assert server.connections == 1


def test_the_time_that_is_left() -> None:
    """It bounds both requests together, where it is less than each may take."""
    with serve(dripping(OK[:20], b"x", 0.05)) as server:
        told = failure(server.url, seconds=0.25, timeout=60.0)
    within = re.fullmatch(rf"The metadata service at {server.url} did not answer completely within (\S+) s", told)
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
