# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulator of the service for the event source, and its arguments."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._arguments import (
    Arguments,
    read_arguments,
)
from tests.simulator.handle import Simulator

TOKEN = "token-for-tests-only"
PASSWORD = "fake-password"
SECRET_KEY = "fake-secret-key"
USER = {"domain": "account", "name": "user", "password": PASSWORD, "projects": [{"id": "p", "name": "project"}]}
TABLE = {
    "tokens": [TOKEN],
    "access_keys": {"FAKEACCESS": {"secret_key": SECRET_KEY}},
    "users": [USER],
    "routes": {"ray-1": {"session_id": "one", "status": "RUNNING"}, "ray-2": {"session_id": "two"}},
}


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
def arguments(simulator: Simulator) -> t.Callable[..., Arguments]:
    """Makes the arguments of two routes at the simulator."""

    def make(**given: t.Any) -> Arguments:
        return read_arguments({"routes": ["ray-1", "ray-2"], "endpoint": simulator.url, "retries": 0, **given})

    return make
