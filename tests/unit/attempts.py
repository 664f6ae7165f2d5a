# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make one try of a request, and give host names the addresses that a test wants."""

from __future__ import annotations

import socket
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    HeaderAuth,
    Response,
    Transport,
    TransportError,
)


def send(url: str, config: HttpConfig | None = None) -> Response:
    """Make one attempt."""
    transport = Transport(config or HttpConfig(timeout=1.0))
    try:
        return transport.send("POST", f"{url}/v1/sessions?route_id=a", auth=HeaderAuth({"X-Auth-Token": "hidden"}))
    finally:
        transport.close()


def outcome(transport: Transport, url: str) -> str:
    """What an attempt comes to."""
    try:
        return str(transport.send("POST", url, auth=HeaderAuth({})).status)
    except TransportError as error:
        return error.what


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: tuple[socket.AddressFamily | int, str]) -> None:
    """Let every name have these addresses."""

    def getaddrinfo(_host: str, port: int, *_args: object, **_kwargs: object) -> list[tuple[t.Any, ...]]:
        return [(family, socket.SOCK_STREAM, 0, "", (address, port)) for family, address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
