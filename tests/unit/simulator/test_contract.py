# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator keeps the contract, the API's page as an OpenAPI document; schemathesis looks for where not."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import unsupported_method

from tests.simulator.handle import Simulator

DOCUMENT = Path(__file__).resolve().parents[2] / "simulator" / "openapi.yaml"
TOKEN = "token-for-tests-only"

schema = schemathesis.openapi.from_path(DOCUMENT)


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """A simulator whose known routes are those of the default table."""
    table = {"tokens": [TOKEN], "routes": {"0": {"session_id": "s", "status": "RUNNING"}}}
    with Simulator.start(table) as running:
        yield running


@schema.parametrize()
@hypothesis.settings(
    max_examples=100, derandomize=True, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_every_answer_is_in_the_document(case: schemathesis.Case[t.Any], simulator: Simulator) -> None:
    """Whatever is asked, the answer has a status, a type and a body that the page has."""
    # The page documents no 405, and the gateway knows none: it says 404 of every other method.
    case.call_and_validate(
        base_url=simulator.url, headers={"X-Auth-Token": TOKEN}, excluded_checks=[unsupported_method]
    )


@pytest.mark.parametrize("name", ["400", "401", "403", "404", "408", "500"])
def test_every_documented_error_is_in_the_document(simulator: Simulator, name: str) -> None:
    """The errors that only occur on demand keep the document too."""
    simulator.set_route("failing", answer=name)
    case = schema["/v1/sessions"]["POST"].Case(query={"route_id": "failing"})
    answer = case.call(base_url=simulator.url, headers={"X-Auth-Token": TOKEN})
    assert answer.status_code == int(name)
    case.validate_response(answer, excluded_checks=[not_a_server_error])  # the page has a 500
