# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls for one session, of the simulator or of a server that misbehaves."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import Server as Place
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._api import Api
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import REASONS, CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _retry
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Transport
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import (
    Session,
    ShowSession,
)
from tests.simulator.handle import Simulator

TOKEN = "token-for-tests-only"
TABLE = {"tokens": [TOKEN], "routes": {"ray-1": {"session_id": "s" * 36, "status": "RUNNING"}}}
EXPIRED = b'{"error_code": "APIGW.0307", "error_msg": "x"}'
EXPIRY = b"HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(EXPIRED), EXPIRED)
LOGIN = b"HTTP/1.1 201 Created\r\nX-Subject-Token: t\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start(TABLE) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Simulator) -> Simulator:
    """The simulator, as it was at its start."""
    _simulator.reset()
    return _simulator


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between two tries that nobody notices."""
    monkeypatch.setattr(_retry, "_FIRST_WAIT", 0.001)


def show(endpoint: str, route_id: str = "ray-1", credential: Credential | None = None, **config: t.Any) -> Session:
    """Ask for one session."""
    transport, throttle = Transport(HttpConfig(**{"timeout": 5.0, **config})), Throttle()
    try:
        authenticator = Authenticator(credential or Token(project_id="project", token=TOKEN), transport, throttle)
        return Api(Place(endpoint, transport, throttle), authenticator).call(ShowSession(route_id))
    finally:
        transport.close()


def failure(endpoint: str, route_id: str = "ray-1", **options: t.Any) -> CallError:
    """How asking for one session fails."""
    with pytest.raises(CallError) as caught:
        show(endpoint, route_id, **options)
    assert caught.value.target == {"route_id": route_id}
    assert caught.value.msg == str(caught.value)
    assert caught.value.reason in REASONS
    assert TOKEN not in repr(caught.value)
    return caught.value
