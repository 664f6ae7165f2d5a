# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record: what is in it, in which order, and that no text from outside can break it."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._record import (
    read_record,
    record_of,
    record_text,
)

SCHEMA = json.loads(
    Path(__file__).resolve().parents[4].joinpath("docs/session_record.schema.json").read_text(encoding="utf-8")
)
LIVE: dict[str, t.Any] = {
    "sessions": [
        {"route_id": "ray-2", "session_id": "two", "status": None, "request_id": "r", "attempts": 1},
        {"route_id": "ray-1", "session_id": "one", "status": "RUNNING", "request_id": None, "attempts": 2},
    ],
    "missing": ["gone"],
}
ROUTES = [{"route_id": "ray-1", "name": "Übung", "url": "https://example.com"}, "ray-2", "gone"]


def test_record() -> None:
    """Sorted, without the route that is gone, and as it looks in a file."""
    assert record_of(ROUTES, LIVE) == (
        """{
  "format": 1,
  "routes": [
    {
      "name": "ray-2",
      "route_id": "ray-2",
      "session_id": "two",
      "status": null
    },
    {
      "name": "Übung",
      "route_id": "ray-1",
      "session_id": "one",
      "status": "RUNNING"
    }
  ]
}
"""
    )


def test_order_does_not_matter() -> None:
    """The order of routes and sessions, and a route that is given twice, make no other record."""
    turned = {**LIVE, "sessions": LIVE["sessions"][::-1]}
    assert record_of([*ROUTES[::-1], "ray-2"], turned) == record_of(ROUTES, LIVE)


def test_schema() -> None:
    """What is written keeps the schema, and the schema refuses what is not."""
    validator = jsonschema_rs.validator_for(SCHEMA)
    record = json.loads(record_of(ROUTES, LIVE))
    validator.validate(record)
    validator.validate(json.loads(record_of(["gone"], LIVE)))
    (entry, _other) = record["routes"]
    for wrong in (
        {**record, "format": 2},
        {**record, "routes": [{**entry, "route_id": "a_b"}]},
        {**record, "routes": [{**entry, "attempts": 1}]},
        {**record, "routes": [{**entry, "session_id": None}]},
        {**record, "routes": [entry, entry]},
    ):
        assert not validator.is_valid(wrong), wrong


def test_round_trip() -> None:
    """What was written is read again, also after an editor has put a byte order mark before it."""
    text = record_of(["ray-1"], LIVE)
    entries = [{"name": "ray-1", "route_id": "ray-1", "session_id": "one", "status": "RUNNING"}]
    assert read_record(text) == read_record(json.loads(text)) == read_record(f"\ufeff{text}") == entries


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no format"),
        ('{"routes": []}', "no format"),
        ('{"format": 2, "routes": []}', "format 2, but this version reads format 1"),
        (f'{{"format": "{"x" * 1000}"}}', r"xxx\.\.\., but this version reads format 1"),
        ('{"format": 1}', "no list of routes"),
        ('{"format": 1, "routes": ["ray-1"]}', "no list of routes"),
        ('{"format": 1, "routes": [{"name": "a"}]}', "no list of routes"),
    ],
)
def test_no_record(text: str, why: str) -> None:
    """What is no record is said to be none, in a sentence that is not longer for a longer file."""
    with pytest.raises(InputError, match=why) as caught:
        read_record(text)
    assert len(caught.value.msg) < 256


@pytest.mark.parametrize(
    ("live", "why"),
    [
        (None, "live must be the result of fabric_session_info, as a task registered it$"),
        (LIVE["sessions"], "live must be the result of fabric_session_info, as a task registered it$"),
        ({"results": [LIVE], "msg": "All items completed"}, "the result of a loop, so give all routes to one task"),
        ({"skipped": True}, "it has no sessions"),
        ({"sessions": ["ray-1"]}, "it has other sessions"),
        ({"sessions": [{"route_id": "ray-1"}]}, "it has other sessions"),
        ({"sessions": [], "missing": True}, "it has other sessions"),
        ({"failed": True, "msg": "no credential"}, "no credential"),
        ({**LIVE, "failed": False, "failures": [{}], "msg": "1 of 3 routes failed"}, "1 of 3 routes failed"),
        ({**LIVE, "missing": []}, "whether route gone exists"),
    ],
)
def test_no_answer(live: object, why: str) -> None:
    """Neither a failure nor a route that was not asked for makes a record."""
    with pytest.raises(InputError, match=why):
        record_of(ROUTES, live)


texts = st.text(st.characters(), max_size=20)  # lone surrogates too, which JSON from the service can hold


@given(st.lists(st.fixed_dictionaries({"name": texts, "route_id": texts, "session_id": texts, "status": texts})))
def test_any_text(entries: list[dict[str, str]]) -> None:
    """Any text comes back as it was, and none writes to a terminal or needs an encoding of its own."""
    text = record_text(entries)
    assert sorted(json.loads(text)["routes"], key=repr) == sorted(entries, key=repr)
    assert text.encode("utf-8").decode("utf-8") == text
    assert not set(text) & set("\r\x1b\x7f\x9b\u2028\u202e\u200b\ufeff")
    assert text == record_text(entries[::-1]) or len({(e["name"], e["route_id"]) for e in entries}) < len(entries)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "the record is not JSON: line 1, column 2: Expecting property name enclosed in double quotes"),
        ("{}", "the record has no format: it is not what session_record writes"),
        ({"content": "e30="}, "the record has no format: it is not what session_record writes"),
        ('{"format": 1}', "the record has no list of routes with a route_id each"),
    ],
)
def test_the_whole_sentence(text: object, sentence: str) -> None:
    """What is no record, from the first word to the last."""
    with pytest.raises(InputError) as caught:
        read_record(text)
    assert str(caught.value) == sentence
