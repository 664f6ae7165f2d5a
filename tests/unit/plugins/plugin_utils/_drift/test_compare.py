# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The comparison: the state of each route, what may be expected of it, and what is no comparison at all."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._drift._compare import (
    STATES,
    compare,
    diff_of,
    sentence,
    summary,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._record import record_text

RUNNING = {"session_id": "one", "status": "RUNNING"}
LIVE = {"sessions": [{"route_id": "ray-1", **RUNNING, "request_id": "r", "attempts": 1}], "missing": ["gone"]}


def sentences_of(drift: dict[str, t.Any]) -> list[str]:
    """The sentences about what drifted."""
    return [sentence(row) for row in drift["routes"] if row["state"] != "unchanged"]


def only(expected: dict[str, t.Any]) -> dict[str, t.Any]:
    """The row of the only route."""
    (row,) = compare([expected], LIVE)["routes"]
    return t.cast("dict[str, t.Any]", row)


@pytest.mark.parametrize(
    ("expected", "state"),
    [
        ({}, "unchanged"),
        ({"name": "Training", "url": "https://example.com"}, "unchanged"),
        ({"session_id": "one"}, "unchanged"),
        ({"status": "RUNNING"}, "unchanged"),
        (RUNNING, "unchanged"),
        ({"session_id": "old"}, "session_changed"),
        ({"session_id": "old", "status": "RUNNING"}, "session_changed"),
        ({"session_id": "old", "status": "STOPPED"}, "session_changed"),
        ({"session_id": "one", "status": "STOPPED"}, "status_changed"),
        ({"status": "STOPPED"}, "status_changed"),
        ({"status": None}, "status_changed"),
        ({"status": "running"}, "status_changed"),
    ],
)
def test_state(expected: dict[str, str], state: str) -> None:
    """What differs decides; what is not named does not matter."""
    row = only({"route_id": "ray-1", **expected})
    compared = {key: value for key, value in expected.items() if key in RUNNING}
    assert (row["state"], row["expected"], row["live"]) == (state, compared, RUNNING)


def test_all_states() -> None:
    """Each state once: the expected in their order, then the unexpected, with names from either side."""
    live = {
        "sessions": [
            {"route_id": route_id, "session_id": route_id, "status": None} for route_id in ("new", "a", "b", "c")
        ],
        "missing": ["gone", "never-there"],
    }
    expected = [
        {"route_id": "gone", "name": "Old", "session_id": "x"},
        {"route_id": "c", "status": "RUNNING"},
        {"route_id": "b", "session_id": "x"},
        {"route_id": "a"},
    ]
    routes = [{"route_id": "new", "name": "New"}, {"route_id": "b", "name": "Bee"}, "never-there"]
    drift = compare(expected, live, routes)
    assert [(row["name"], row["route_id"], row["state"]) for row in drift["routes"]] == [
        ("Old", "gone", "missing"),
        ("c", "c", "status_changed"),
        ("Bee", "b", "session_changed"),
        ("a", "a", "unchanged"),
        ("New", "new", "unexpected"),
    ]
    assert drift["counts"] == dict.fromkeys(STATES, 1)
    assert drift["drifted"] is True
    assert drift["routes"][0]["live"] is None
    assert drift["routes"][-1]["expected"] is None
    assert sentences_of(drift) == [
        "Old (gone) is expected, but does not exist.",
        "c has status none instead of RUNNING.",
        "Bee (b) has session b instead of x.",
        "New (new) exists, but is not expected.",
    ]


def test_unexpected() -> None:
    """Without routes any live one can be unexpected, with routes only these."""
    assert [row["state"] for row in compare([], LIVE)["routes"]] == ["unexpected"]
    assert compare([], LIVE, ["ray-1"])["drifted"] is True
    assert compare([], LIVE, []) == {"drifted": False, "counts": dict.fromkeys(STATES, 0), "routes": []}


def test_digits() -> None:
    """YAML makes integers of digits."""
    live = {"sessions": [{"route_id": "4711", "session_id": "1", "status": ""}], "missing": []}
    (row,) = compare([{"route_id": 4711, "session_id": 1, "status": ""}], live)["routes"]
    assert (row["route_id"], row["state"]) == ("4711", "unchanged")


def test_diff() -> None:
    """Only what is compared is in the diff, so that a route that is unchanged is no part of it."""
    drift = compare([{"route_id": "ray-1", "status": "RUNNING"}, {"route_id": "gone"}], LIVE)
    diff = diff_of(drift)
    assert diff["before"] == record_text([{"name": "gone", "route_id": "gone"}])
    assert diff["after"] == record_text([])
    same = diff_of(compare([{"route_id": "ray-1", "status": "RUNNING"}], LIVE))
    assert same["before"] == same["after"]
    new = diff_of(compare([], LIVE))
    assert '"session_id": "one"' in new["after"]
    assert '"one"' not in new["before"]


def test_both_changed() -> None:
    """One sentence has both."""
    drift = compare([{"route_id": "ray-1", "name": "A\x1b[31m\nB", "session_id": "old", "status": ""}], LIVE)
    assert sentences_of(drift) == ["A [31m B (ray-1) has session one instead of old and status RUNNING instead of ''."]


@pytest.mark.parametrize(
    ("expected", "live", "why"),
    [
        ("ray-1", LIVE, "must be a list of mappings"),
        (["ray-1"], LIVE, "must be a list of mappings"),
        ([{"name": "a"}], LIVE, "the entry {'name': 'a'} has no route_id"),
        ([{"route_id": "a_b"}], LIVE, "'a_b' cannot be a route ID"),
        (
            [{"route_id": "ray-1", "sesion_id": "one"}],
            LIVE,
            "route 'ray-1' has unknown keys 'sesion_id': known are .*session_id",
        ),
        ([{"route_id": "ray-1", "status": True}], LIVE, "expected status must be a string"),
        ([{"route_id": "ray-1", "session_id": ["one"]}], LIVE, "expected session_id must be a string"),
        ([{"route_id": "other"}], LIVE, "whether route other exists: it was not requested"),
        ([], {"failed": True, "msg": "refused", "sessions": [], "missing": ["gone"]}, "refused"),
        ([], {"sessions": [], "missing": [], "failures": [{}], "msg": "refused"}, "refused"),
        ([], [], "live must be the result of fabric_session_info"),
    ],
)
def test_no_comparison(expected: object, live: object, why: str) -> None:
    """Neither a mistake nor a failure is drift."""
    with pytest.raises(InputError, match=why):
        compare(expected, live)


def test_counts_and_headers() -> None:
    """Each route counts; the two sides of a diff have names."""
    drift = compare([{"route_id": "gone"}, {"route_id": "gone-too"}], {"sessions": [], "missing": ["gone", "gone-too"]})
    assert drift["counts"]["missing"] == 2
    diff = diff_of(drift)
    assert (diff["before_header"], diff["after_header"]) == ("expected", "live")


def test_long_texts_are_cut() -> None:
    """A name or a status of megabytes is no sentence."""
    expected = {"route_id": "ray-1", "name": "n" * 9999, "session_id": "one", "status": "s" * 9999}
    (told,) = sentences_of(compare([expected], {**LIVE, "missing": []}))
    assert len(told) < 1000


def test_the_whole_sentence_of_what_is_no_expectation() -> None:
    """From its first word to its last."""
    with pytest.raises(InputError) as caught:
        compare(["ray-1"], LIVE)
    assert str(caught.value) == (
        "what is expected must be a list of mappings with route_id and, optionally, session_id and status:"
        " [{route_id: ray-train-01, status: RUNNING}]"
    )
    with pytest.raises(InputError, match=r"^session_drift_expected: 'a_b' cannot be a route ID"):
        compare([{"route_id": "a_b"}], LIVE, what="session_drift_expected")
    with pytest.raises(InputError, match=r"^what is expected: 'a_b' cannot be a route ID"):
        compare([{"route_id": "a_b"}], LIVE)
    with pytest.raises(InputError, match=r"known are route_id, name, url, session_id, status$"):
        compare([{"route_id": "ray-1", "sesion_id": "one"}], LIVE)
    with pytest.raises(InputError) as long:
        compare([{"route_id": "ray-1", "k" * 9999: "one"}], LIVE)
    assert len(str(long.value)) < 1000


def test_a_route_that_did_not_drift() -> None:
    """It has a sentence too, with its route ID where it has no name."""
    assert sentence(only({"route_id": "ray-1"})) == "ray-1 is as expected."
    assert sentence({**only({"route_id": "ray-1"}), "name": ""}) == "ray-1 is as expected."


def test_summary() -> None:
    """One line about all, and one for each that drifted, as far as a person reads; no session ID is in them."""
    expected = [
        {"route_id": "ray-1", "name": "Training", "status": "STOPPED"},
        {"route_id": "gone"},
        {"route_id": "ray-1", "session_id": "old"},
    ]
    drift = compare(expected, LIVE, ["ray-1"])
    assert summary(drift, "web-1") == [
        "3 of 3 routes drifted on web-1: 1 session_changed, 1 status_changed, 1 missing",
        "Training (ray-1): status_changed (RUNNING instead of STOPPED)",
        "gone: missing",
        "ray-1: session_changed",
    ]
    assert summary(compare([{"route_id": "ray-1"}], LIVE), "a") == ["The route is as expected on a"]
    assert summary(compare([{"route_id": "ray-1"}] * 2, LIVE), "a") == ["All 2 routes are as expected on a"]
    assert summary(compare([], LIVE, ["gone"]), "a") == [
        "No route is expected on a, and none of the other routes exists"
    ]
    many = summary(compare([{"route_id": "gone"}] * 23 + [{"route_id": "ray-1"}], LIVE), "a")
    assert (len(many), many[0], many[-1]) == (22, "23 of 24 routes drifted on a: 23 missing", "... and 3 more")
    assert len(summary(compare([{"route_id": "gone"}] * 20, LIVE, []), "a")) == 21


def test_the_diff_of_many() -> None:
    """It has the first 500 that drifted, and says how many it leaves out. What is unchanged is no part of it."""
    expected = [{"route_id": "ray-1"}, *[{"route_id": f"gone-{number:03}"} for number in range(501)]]
    live = {**LIVE, "missing": [entry["route_id"] for entry in expected[1:]]}
    diff = diff_of(compare(expected, live))
    assert diff["before"].count("route_id") == 500
    assert "ray-1" not in diff["before"] + diff["after"]
    told = " (the first 500 routes that drifted, 1 more are left out)"
    assert (diff["before_header"], diff["after_header"]) == (f"expected{told}", f"live{told}")
    assert diff_of(compare(expected[:-1], live, []))["before_header"] == "expected"
