# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator of the service, and Ansible with the installed collection pointed at it."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import documentation
from tests.e2e.runner import Ansible, Row
from tests.simulator.handle import Simulator

TOKEN = "token-for-tests-only"
ROUTES: dict[str, t.Any] = {
    "tokens": [TOKEN],
    "access_keys": {"AKFORTESTSONLY": {"secret_key": "sk-for-tests-only"}},
    "users": [
        {
            "domain": "account",
            "name": "user",
            "password": "password-for-tests-only",
            "projects": [{"id": "0123456789abcdef0123456789abcdef", "name": "cn-north-4"}],
        }
    ],
    "routes": {
        "ray-1": {"session_id": "ac8111bf-3601-4905-8ddd-b41d3e636a4e", "status": "RUNNING"},
        "ray-2": {"session_id": "5b0c2e0c-6a1c-4a57-9d6b-3f1f4f6a7b10", "status": "CREATING"},
        "4711": {"session_id": "digits", "status": ""},
        "no-status": {"session_id": "bare", "request_id": False},
    },
}


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start(ROUTES) as simulator:
        yield simulator


@pytest.fixture
def simulator(_simulator: Simulator) -> Simulator:
    """The simulator, as it was at its start."""
    _simulator.reset()
    return _simulator


@pytest.fixture(scope="session")
def _documented_service() -> Iterator[Simulator]:
    with Simulator.start(documentation.TABLE) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def documented_service(_documented_service: Simulator) -> Simulator:
    """A simulator with the routes and credentials that the documentation names, as it was at its start."""
    _documented_service.reset()
    return _documented_service


# By test: what came of each task when the call was made inside Ansible's process.
_answers: dict[str, list[t.Any]] = {}


_IN_BOTH_MODES = {"test_one_route", "test_many_routes", "test_documented_errors"}
"""The tests that make test runs both ways; make nightly runs all of them so."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the other tests of the module in a process of its own to the night."""
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        name = getattr(item, "originalname", "")
        own_process = parameters.get("mode") == "module" and name not in _IN_BOTH_MODES
        searched = parameters.get("where") == "in a process of its own" and parameters.get("identity") != "password"
        if own_process or searched:
            item.add_marker(pytest.mark.nightly)


@pytest.fixture(params=["in-process", "module"])
def mode(request: pytest.FixtureRequest) -> str:
    """Where the call is made: inside Ansible's process, or by the module in one of its own."""
    return str(request.param)


@pytest.fixture
def bare_ansible(
    request: pytest.FixtureRequest, tmp_path: Path, installed_collections: Path, mode: str
) -> Iterator[Ansible]:
    """Ansible without an endpoint or a credential. A test that uses it is run both ways, with the same results."""
    arguments = ("-e", "ansible_dataarts_fabric_in_process=false") if mode == "module" else ()
    ansible = Ansible(tmp_path, installed_collections, arguments=arguments)
    yield ansible
    parameters = getattr(request.node, "callspec", None)
    if parameters is None or "mode" not in parameters.params:
        return  # a test that chooses the mode for itself
    rows = [_comparable(row) for run in ansible.runs for row in run.rows]
    name = f"{request.node.parent.nodeid}::{request.node.originalname}"
    assert rows == _answers.setdefault(name, rows)


@pytest.fixture
def ansible(bare_ansible: Ansible, simulator: Simulator) -> Ansible:
    """Ansible whose environment names the simulator and a token for it."""
    bare_ansible.environment |= {
        "HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url,
        "HUAWEICLOUD_FABRIC_TOKEN": TOKEN,
    }
    return bare_ansible


def _comparable(row: Row) -> dict[str, t.Any]:
    """A row without what differs from one run to the next: request IDs and temporary folders."""
    text = re.sub(r"\b[0-9a-f]{32}\b", "ID", json.dumps(dataclasses.asdict(row), sort_keys=True))
    return t.cast("dict[str, t.Any]", json.loads(re.sub(r"/[^\"\s]*/test_\w+", "HOME", text)))
