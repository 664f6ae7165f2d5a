# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``fabric_session_info`` returns for its options, against the simulator."""

from __future__ import annotations

import contextlib
import re
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import REASONS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _retry
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._result import Result
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._info import session_info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import Setup
from tests.failure_keys import FAILURE_KEYS
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import reply, serve

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
FAILURE = FAILURE_KEYS | {"route_id"}
BATCH = {"changed", "auth_method", "sessions", "missing"}
ROW = {"route_id", "reason", "http_status", "error_code", "error_msg", "request_id", "tries", "solution_msg"}
SESSION = {"route_id", "session_id", "status", "request_id", "tries"}


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
def info(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., Result]:
    """Gives the result for some options, which has all keys of a failure where it is one."""
    monkeypatch.setattr(_retry, "_FIRST_WAIT", 0.001)

    def report(**options: t.Any) -> Result:
        given = {"endpoint": simulator.url, "token": TOKEN, "on_missing": "error", "retries": 0, "concurrency": 4}
        result = session_info({**given, **options}, {})
        if result.failed:
            assert set(result.values) - {"failures"} == BATCH | FAILURE | {"not_attempted"}
            assert result.values["reason"] in REASONS
            assert result.values["solution_msg"]
            assert result.values["tries"] == 0 or result.values["msg"].endswith(result.values["solution_msg"])
        return result

    return report


def ids(sessions: list[dict[str, t.Any]]) -> list[str]:
    """Their session IDs."""
    return [session["session_id"] for session in sessions]


def test_one_route(info: t.Callable[..., Result]) -> None:
    """Its session is at the top as well."""
    report = info(route_id="ray-1")
    result = report.values
    assert (report.failed, report.warnings, report.secrets) == (False, [], (TOKEN,))
    assert set(result) == BATCH | SESSION
    assert (result["changed"], result["auth_method"], result["missing"]) == (False, "token", [])
    assert (result["route_id"], result["session_id"], result["status"], result["tries"]) == (
        "ray-1",
        "one",
        "RUNNING",
        1,
    )
    assert result["request_id"]
    assert result["sessions"] == [{key: result[key] for key in SESSION}]


@pytest.mark.parametrize("route_id", ["4711", 4711])
def test_a_number_counts_as_its_digits(info: t.Callable[..., Result], route_id: t.Any) -> None:
    """As YAML may have read it so."""
    assert info(route_id=route_id).values["session_id"] == "number"


def test_many_routes(info: t.Callable[..., Result], simulator: Simulator) -> None:
    """In the order asked; one that is asked for twice is requested once and listed twice."""
    asked = ["ray-3", "ray-1", "ray-2", "ray-1", "ray-3"]
    report = info(route_ids=asked)
    assert not report.failed
    assert set(report.values) == BATCH
    assert [session["route_id"] for session in report.values["sessions"]] == asked
    assert ids(report.values["sessions"]) == ["three", "one", "two", "one", "three"]
    assert [session["status"] for session in report.values["sessions"]][:3] == [None, "RUNNING", ""]
    assert report.values["sessions"][0]["request_id"] is None
    assert simulator.counters().by_route == {"ray-1": 1, "ray-2": 1, "ray-3": 1}


@pytest.mark.parametrize("on_missing", ["warn", "skip"])
def test_a_missing_route_that_is_no_error(info: t.Callable[..., Result], on_missing: str) -> None:
    """It is listed once, its keys are null, and it is warned about where that is wanted."""
    report = info(route_id="gone", on_missing=on_missing)
    assert not report.failed
    nothing = dict.fromkeys(SESSION) | {"route_id": "gone"}
    assert {key: report.values[key] for key in SESSION} == nothing
    assert (report.values["sessions"], report.values["missing"]) == ([], ["gone"])
    warned = [warning.split(" (")[0].split(" at ")[0] for warning in report.warnings]
    assert warned == (["Route gone does not exist"] if on_missing == "warn" else [])

    report = info(route_ids=["gone-2", "ray-1", "gone-1", "gone-2"], on_missing=on_missing)
    assert not report.failed
    assert set(report.values) == BATCH
    assert ids(report.values["sessions"]) == ["one"]
    assert report.values["missing"] == ["gone-2", "gone-1"]
    assert len(report.warnings) == (1 if on_missing == "warn" else 0)
    if on_missing == "warn":
        assert report.warnings[0].startswith("2 routes do not exist at http://127.0.0.1:")
        assert ": gone-2, gone-1 - Check the route ID" in report.warnings[0]


def test_a_missing_route_that_is_an_error(info: t.Callable[..., Result]) -> None:
    """It is a failure and missing."""
    report = info(route_id="gone")
    assert report.failed
    assert set(report.values) == BATCH | FAILURE | {"not_attempted"}
    assert (report.values["http_status"], report.values["missing"]) == (404, ["gone"])
    assert (report.values["reason"], report.values["route_id"]) == ("not_found", "gone")
    assert (report.values["changed"], report.values["not_attempted"]) == (False, [])
    assert str(report.values).count("does not exist") == 1
    assert str(report.values).count("Check the route ID") == 2
    assert report.values["msg"].startswith("Route gone does not exist at ")
    assert report.warnings == []


def test_failures_among_many(info: t.Callable[..., Result], simulator: Simulator) -> None:
    """The first in the order asked is at the top, though it came last; what was found is not lost."""
    simulator.set_route("worse", answer="teapot", latency=0.5)
    report = info(route_ids=["ray-1", "worse", "gone", "bad", "ray-2", "broken", "worse"])
    result = report.values
    assert report.failed
    assert set(result) == BATCH | FAILURE | {"failures", "not_attempted"}
    assert ids(result["sessions"]) == ["one", "two"]
    assert [failure["route_id"] for failure in result["failures"]] == ["worse", "gone", "bad", "broken"]
    assert [failure["http_status"] for failure in result["failures"]] == [418, 404, 500, 200]
    assert (result["missing"], result["not_attempted"]) == (["gone"], [])
    first = result["failures"][0]
    alone = info(route_id="worse").values["msg"]
    assert (
        result["msg"].split(", request ID ")[0] == "4 of 6 routes failed; the first: " + alone.split(", request ID ")[0]
    )
    same = ROW - {"solution_msg"}
    assert {key: result[key] for key in same} == {key: first[key] for key in same}
    assert [set(row) for row in result["failures"]] == [ROW] * 4
    assert first["solution_msg"] is None
    solutions = [row["solution_msg"] for row in result["failures"][1:]]
    assert solutions[:2] == [
        "Check the route ID, and that its cluster still exists in this region and project.",
        "Try again later. If the error persists, report the request ID to Huawei Cloud.",
    ]
    assert solutions[2] is None  # that of the first, which stands at the top
    assert [row["reason"] for row in result["failures"]] == ["bad_answer", "not_found", "service", "bad_answer"]


def test_failures_beside_missing_routes_that_are_none(info: t.Callable[..., Result]) -> None:
    """Only what is an error counts as one."""
    report = info(route_ids=["gone", "bad"], on_missing="skip")
    assert report.failed
    assert [failure["route_id"] for failure in report.values["failures"]] == ["bad"]
    assert (report.values["missing"], report.values["route_id"]) == (["gone"], "bad")
    assert report.values["msg"].startswith(
        "1 of 2 routes failed; the first: Could not get the session of route bad from "
    )


def test_a_refusal_leaves_the_rest_alone(info: t.Callable[..., Result], simulator: Simulator) -> None:
    """What was not asked for is said to be so, in order, each once."""
    report = info(route_ids=["ray-1", "refused", "ray-2", "ray-3", "ray-2"], concurrency=1)
    assert ids(report.values["sessions"]) == ["one"]
    assert report.values["not_attempted"] == ["ray-2", "ray-3"]
    start = "1 of 4 routes failed; 2 not attempted; the first: Could not get the session of route refused: "
    assert report.values["msg"].startswith(f"{start}{simulator.url} refused the credential (token) ")
    assert simulator.counters().requests == 2


def test_a_fault_of_the_network(info: t.Callable[..., Result]) -> None:
    """Nulls where nothing was answered."""
    report = info(route_id="ray-1", endpoint="http://no-such-host.invalid")
    assert report.failed
    assert {key for key in FAILURE if report.values[key] is None} == {
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
        ({"route_id": "ray-1", "endpoint": "https://u:fake@127.0.0.1"}, "endpoint must not contain user info"),
        ({"route_id": "ray-1", "concurrency": 65}, "concurrency: 65 is out of range"),
        ({"route_id": "ray-1", "token": "a\nb"}, "token cannot be sent in a header"),
        ({"route_id": "ray-1", "token": None, "auth_method": "token"}, "token"),
    ],
)
def test_bad_input(info: t.Callable[..., Result], simulator: Simulator, options: dict[str, t.Any], words: str) -> None:
    """Nothing is sent, and the failure has all its keys."""
    result = info(**options)
    assert result.failed
    assert re.search(words, result.values["msg"])
    assert result.values["reason"] == ("credential_missing" if "auth_method" in options else "input")
    nothing = {"http_status", "error_code", "error_msg", "request_id", "route_id", "auth_method"}
    assert {key for key, value in result.values.items() if value is None} == nothing
    assert (result.values["sessions"], result.values["missing"], result.values["not_attempted"]) == ([], [], [])
    assert (result.values["tries"], result.values["changed"]) == (0, False)
    assert simulator.counters().requests == 0


@pytest.mark.parametrize("count", [2, 10, 11, 500])
@pytest.mark.parametrize("on_missing", ["error", "warn"])
def test_many_missing_routes(info: t.Callable[..., Result], on_missing: str, count: int) -> None:
    """They are summed up: the first ten, how many more, the advice once; the lists are complete."""
    routes = [f"gone-{number}" for number in range(count)]
    result = info(route_ids=["ray-1", *routes], on_missing=on_missing, concurrency=16)
    text = result.values["msg"] if on_missing == "error" else result.warnings[0]
    named = ", ".join(routes[:10])
    more = f" and {count - 10} more" if count > 10 else ""
    assert f"{count} routes do not exist at http://127.0.0.1:" in text
    assert text.endswith(
        f": {named}{more} - Check the route ID, and that its cluster still exists in this region and project."
    )
    assert result.values["missing"] == routes
    assert result.failed == (on_missing == "error")
    if result.failed:
        assert text.startswith(f"{count} of {count + 1} routes failed: ")
        assert [row["route_id"] for row in result.values["failures"]] == routes
        assert {row["solution_msg"] for row in result.values["failures"]} == {None}
        assert str(result.values).count("Check the route ID") == 2
    else:
        assert len(result.warnings) == 1


def test_a_list_of_one(info: t.Callable[..., Result]) -> None:
    """It has the sentence of its route alone, and its row."""
    result = info(route_ids=["gone", "gone"])
    assert result.values["msg"].startswith("Route gone does not exist at ")
    assert [row["route_id"] for row in result.values["failures"]] == ["gone"]


def test_a_short_secret(info: t.Callable[..., Result], simulator: Simulator) -> None:
    """It is warned about once, cut out of no data, and not hidden everywhere."""
    simulator.set(require_credential=False)
    simulator.set_route("ray-1", session_id="id-1234", status="1234")
    with serve(reply(b'{"session_id": "id-1234", "status": "1234"}')) as server:
        result = info(route_id="ray-1", token="1234", endpoint=server.url)
    assert (result.values["session_id"], result.values["status"]) == ("id-1234", "1234")
    assert len(result.warnings) == 1
    assert "fewer than 8 characters" in result.warnings[0]
    assert (result.hidden, result.secrets) == (set(), ("1234",))


def test_what_may_be_hidden_everywhere(info: t.Callable[..., Result]) -> None:
    """A secret that cannot stand in data by chance."""
    assert info(route_id="ray-1").hidden == {TOKEN}


def test_a_404_of_iam_is_no_missing_route(simulator: Simulator) -> None:
    """Not where missing routes are skipped either."""
    simulator.set(iam_answer="html-404")
    login = {"username": "u", "password": "fake-password", "domain_name": "d", "project_name": "p"}
    options = {"endpoint": simulator.url, "iam_endpoint": simulator.url, "on_missing": "skip", "route_id": "ray-1"}
    result = session_info({**login, **options}, {})
    assert (result.failed, result.values["missing"]) == (True, [])
    assert result.values["reason"] == "wrong_endpoint"
    assert "does not serve IAM's API" in result.values["msg"]


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
    assert report.values["missing"] == ["a", "b", "c", "d", "e"]
    assert told
    assert {of for _done, of in told} == {5}
    assert simulator.counters().connections == 1
    kept = list(given[0]._transport._sockets._open)
    assert [sock.fileno() for sock in kept] != [-1] * len(kept)
    given[0].close()


def test_nothing_is_left_open(info: t.Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after a success, and not after an error."""
    closed: list[Client] = []
    close = Client.close

    def watched(client: Client) -> None:
        closed.append(client)
        close(client)

    monkeypatch.setattr(Client, "close", watched)
    info(route_id="ray-1")
    monkeypatch.setattr(Client, "show_all", lambda *_arguments: 1 / 0)
    result = info(route_id="ray-1")
    assert (result.failed, result.values["reason"]) == (True, "internal")
    assert result.values["msg"].startswith("Unexpected ZeroDivisionError in test_info.py, line ")
    assert len(closed) == 2


def test_a_warning_does_not_displace_another(info: t.Callable[..., Result], simulator: Simulator) -> None:
    """A missing route is warned about beside an endpoint that is plain HTTP."""
    report = info(route_id="gone", endpoint="http://fabric.invalid", proxy=simulator.url, on_missing="warn")
    assert [warning.split(" at ")[0].split(" is plain")[0] for warning in report.warnings] == [
        "http://fabric.invalid",
        "Route gone does not exist",
    ]


@pytest.mark.parametrize("token", ["0123456789abcdef" * 4, "0123/für-tests"])
def test_a_secret_in_the_wrong_place(token: str) -> None:
    """It is hidden in the sentence about it, where it is cut if it is long, and escaped."""
    report = session_info({"route_id": token, "token": token}, {})
    assert report.values["msg"].startswith("route_id: '********")
    assert "0123" not in report.values["msg"]
