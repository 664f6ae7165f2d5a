# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``fabric_session_info`` returns for its options, against the simulator."""

from __future__ import annotations

import contextlib
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._report import Report
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session_info import session_info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import Setup
from tests.simulator.handle import Simulator

TOKEN = "token-for-tests-only"
TABLE = {
    "tokens": [TOKEN],
    "routes": {
        "ray-1": {"session_id": "one", "status": "RUNNING"},
        "ray-2": {"session_id": "two", "status": ""},
        "ray-3": {"session_id": "three", "request_id": False},
        "4711": {"session_id": "number"},
        "bad": {"answer": "500"},
        "worse": {"answer": "teapot"},
        "refused": {"answer": "403"},
        "broken": {"answer": "not-json"},
    },
}
FAILURE = {
    "msg",
    "http_status",
    "error_code",
    "error_msg",
    "solution_msg",
    "solution_source",
    "request_id",
    "route_id",
    "attempts",
}
BATCH = {"changed", "auth_method", "sessions", "missing"}
SESSION = {"route_id", "session_id", "status", "request_id", "attempts"}


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
def info(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., Report]:
    """Gives the report for some options."""
    monkeypatch.setattr(_exchange, "_FIRST_WAIT", 0.001)

    def report(**options: t.Any) -> Report:
        given = {"endpoint": simulator.url, "token": TOKEN, "on_missing": "error", "retries": 0, "concurrency": 4}
        return session_info({**given, **options}, {})

    return report


def ids(sessions: list[dict[str, t.Any]]) -> list[str]:
    """Their session IDs."""
    return [session["session_id"] for session in sessions]


def test_one_route(info: t.Callable[..., Report]) -> None:
    """Its session is at the top as well."""
    report = info(route_id="ray-1")
    result = report.result
    assert (report.failed, report.warnings, report.secrets) == (False, [], (TOKEN,))
    assert set(result) == BATCH | SESSION
    assert (result["changed"], result["auth_method"], result["missing"]) == (False, "token", [])
    assert (result["route_id"], result["session_id"], result["status"], result["attempts"]) == (
        "ray-1",
        "one",
        "RUNNING",
        1,
    )
    assert result["request_id"]
    assert result["sessions"] == [{key: result[key] for key in SESSION}]


@pytest.mark.parametrize("route_id", ["4711", 4711])
def test_a_number_counts_as_its_digits(info: t.Callable[..., Report], route_id: t.Any) -> None:
    """As YAML may have read it so."""
    assert info(route_id=route_id).result["session_id"] == "number"


def test_many_routes(info: t.Callable[..., Report], simulator: Simulator) -> None:
    """In the order asked; one that is asked for twice is requested once and listed twice."""
    asked = ["ray-3", "ray-1", "ray-2", "ray-1", "ray-3"]
    report = info(route_ids=asked)
    assert not report.failed
    assert set(report.result) == BATCH
    assert [session["route_id"] for session in report.result["sessions"]] == asked
    assert ids(report.result["sessions"]) == ["three", "one", "two", "one", "three"]
    assert [session["status"] for session in report.result["sessions"]][:3] == [None, "RUNNING", ""]
    assert report.result["sessions"][0]["request_id"] is None
    assert simulator.counters().by_route == {"ray-1": 1, "ray-2": 1, "ray-3": 1}


@pytest.mark.parametrize("on_missing", ["warn", "skip"])
def test_a_missing_route_that_is_no_error(info: t.Callable[..., Report], on_missing: str) -> None:
    """It is listed once, its keys are null, and it is warned about where that is wanted."""
    report = info(route_id="gone", on_missing=on_missing)
    assert not report.failed
    nothing = dict.fromkeys(SESSION) | {"route_id": "gone"}
    assert {key: report.result[key] for key in SESSION} == nothing
    assert (report.result["sessions"], report.result["missing"]) == ([], ["gone"])
    warned = [warning.split(" (")[0].split(" at ")[0] for warning in report.warnings]
    assert warned == (["Route gone does not exist"] if on_missing == "warn" else [])

    report = info(route_ids=["gone-2", "ray-1", "gone-1", "gone-2"], on_missing=on_missing)
    assert not report.failed
    assert set(report.result) == BATCH
    assert ids(report.result["sessions"]) == ["one"]
    assert report.result["missing"] == ["gone-2", "gone-1"]
    assert len(report.warnings) == (2 if on_missing == "warn" else 0)


def test_a_missing_route_that_is_an_error(info: t.Callable[..., Report]) -> None:
    """It is a failure and missing."""
    report = info(route_id="gone")
    assert report.failed
    assert set(report.result) == BATCH | FAILURE | {"failures", "not_attempted"}
    assert (report.result["http_status"], report.result["missing"]) == (404, ["gone"])
    assert (report.result["changed"], report.result["not_attempted"]) == (False, [])
    assert report.result["failures"] == [{key: report.result[key] for key in FAILURE}]
    assert report.result["msg"].startswith("Route gone does not exist at ")
    assert report.warnings == []


def test_failures_among_many(info: t.Callable[..., Report], simulator: Simulator) -> None:
    """The first in the order asked is at the top, though it came last; what was found is not lost."""
    simulator.set_route("worse", answer="teapot", latency=0.5)
    report = info(route_ids=["ray-1", "worse", "gone", "bad", "ray-2", "broken", "worse"])
    result = report.result
    assert report.failed
    assert set(result) == BATCH | FAILURE | {"failures", "not_attempted"}
    assert ids(result["sessions"]) == ["one", "two"]
    assert [failure["route_id"] for failure in result["failures"]] == ["worse", "gone", "bad", "broken"]
    assert [failure["http_status"] for failure in result["failures"]] == [418, 404, 500, 200]
    assert (result["missing"], result["not_attempted"]) == (["gone"], [])
    first = result["failures"][0]
    assert result["msg"] == f"4 of 6 routes failed; the first: {first['msg']}"
    assert {key: result[key] for key in FAILURE - {"msg"}} == {key: first[key] for key in FAILURE - {"msg"}}


def test_failures_beside_missing_routes_that_are_none(info: t.Callable[..., Report]) -> None:
    """Only what is an error counts as one."""
    report = info(route_ids=["gone", "bad"], on_missing="skip")
    assert report.failed
    assert [failure["route_id"] for failure in report.result["failures"]] == ["bad"]
    assert (report.result["missing"], report.result["route_id"]) == (["gone"], "bad")
    assert report.result["msg"].startswith("1 of 2 routes failed; the first: The session of route bad at ")


def test_a_refusal_leaves_the_rest_alone(info: t.Callable[..., Report], simulator: Simulator) -> None:
    """What was not asked for is said to be so, in order, each once."""
    report = info(route_ids=["ray-1", "refused", "ray-2", "ray-3", "ray-2"], concurrency=1)
    assert ids(report.result["sessions"]) == ["one"]
    assert report.result["not_attempted"] == ["ray-2", "ray-3"]
    assert report.result["msg"].startswith("1 of 4 routes failed; 2 not attempted; the first: The credential (token) ")
    assert simulator.counters().requests == 2


def test_a_fault_of_the_network(info: t.Callable[..., Report]) -> None:
    """Nulls where nothing was answered."""
    report = info(route_id="ray-1", endpoint="http://no-such-host.invalid")
    assert report.failed
    assert {key for key in FAILURE if report.result[key] is None} == {
        "http_status",
        "error_code",
        "error_msg",
        "request_id",
    }
    assert report.warnings[0].startswith("http://no-such-host.invalid is plain HTTP")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"route_id": "ray_1"}, r"route_id: 'ray_1' cannot be a route ID"),
        ({"route_id": ""}, "route_id: '' cannot be a route ID"),
        ({"route_id": "ray-1\n"}, "cannot be a route ID"),
        ({"route_ids": []}, "route_ids is empty"),
        ({"route_ids": ["ray-1", "a b", "\u00e4"]}, "route_ids: 'a b', .* cannot be route IDs"),
        ({"route_id": "ray-1", "endpoint": "https://u:fake@127.0.0.1"}, "endpoint must not hold user info"),
        ({"route_id": "ray-1", "concurrency": 65}, "concurrency: 65 is out of range"),
        ({"route_id": "ray-1", "token": "a\nb"}, "token cannot be sent in a header"),
        ({"route_id": "ray-1", "token": None, "auth_method": "token"}, "token"),
    ],
)
def test_bad_input(info: t.Callable[..., Report], simulator: Simulator, options: dict[str, t.Any], words: str) -> None:
    """Nothing is sent."""
    with pytest.raises(InputError, match=words):
        info(**options)
    assert simulator.counters().requests == 0


def test_whose_client_it_is(simulator: Simulator) -> None:
    """A caller may give one, and be told how far it is; one of its own is closed at the end."""
    given: list[Client] = []
    told: list[tuple[int, int]] = []

    @contextlib.contextmanager
    def client_for(setup: Setup) -> Iterator[Client]:
        given.append(Client(setup))
        yield given[0]

    simulator.set(latency=0.4)
    options = {"endpoint": simulator.url, "token": TOKEN, "on_missing": "skip", "concurrency": 1}
    report = session_info(
        {**options, "route_ids": ["a", "b", "c", "d", "e"]}, {}, client_for, lambda done, of: told.append((done, of))
    )
    assert report.result["missing"] == ["a", "b", "c", "d", "e"]
    assert told
    assert {of for _done, of in told} == {5}
    assert simulator.counters().connections == 1
    kept = list(given[0]._transport._sockets._open)
    assert [sock.fileno() for sock in kept] != [-1] * len(kept)
    given[0].close()


def test_nothing_is_left_open(info: t.Callable[..., Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after a success, and not after an error."""
    closed: list[Client] = []
    close = Client.close

    def watched(client: Client) -> None:
        closed.append(client)
        close(client)

    monkeypatch.setattr(Client, "close", watched)
    info(route_id="ray-1")
    monkeypatch.setattr(Client, "ask", lambda *_arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        info(route_id="ray-1")
    assert len(closed) == 2


def test_a_warning_does_not_displace_another(info: t.Callable[..., Report], simulator: Simulator) -> None:
    """A missing route is warned about beside an endpoint that is plain HTTP."""
    report = info(route_id="gone", endpoint="http://fabric.invalid", proxy=simulator.url, on_missing="warn")
    assert [warning.split(" at ")[0].split(" is plain")[0] for warning in report.warnings] == [
        "http://fabric.invalid",
        "Route gone does not exist",
    ]
