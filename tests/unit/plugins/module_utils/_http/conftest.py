# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A CA, what trusts it, and transports that are closed at the end."""

from __future__ import annotations

import ssl
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Transport
from tests.unit.misbehaving import OK, Server, once, serve


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who signs the certificates here."""
    return trustme.CA()


@pytest.fixture(scope="session")
def context(authority: trustme.CA) -> ssl.SSLContext:
    """What a server with a good certificate speaks TLS with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def tls(context: ssl.SSLContext) -> Iterator[Server]:
    """A server with a good certificate for 127.0.0.1."""
    with serve(once(OK), context) as server:
        yield server


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> str:
    """A file with the CA."""
    path = str(tmp_path / "ca.pem")
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture
def transport_for() -> Iterator[t.Callable[..., Transport]]:
    """Makes transports, which are closed at the end."""
    made: list[Transport] = []

    def make(**config: t.Any) -> Transport:
        made.append(Transport(HttpConfig(**config)))
        return made[-1]

    yield make
    for transport in made:
        transport.close()
