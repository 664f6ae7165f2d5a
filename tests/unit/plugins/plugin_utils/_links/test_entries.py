# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entries: each session with its link, which leads where the pattern says whatever the service answers."""

from __future__ import annotations

import typing as t
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._links._entries import link_entries

URL = "https://ray.example.com/{route_id}/?session={session_id}"


def live(*missing: str, **sessions: str) -> dict[str, t.Any]:
    """What the module returns."""
    found = [{"route_id": route_id, "session_id": value, "status": "RUNNING"} for route_id, value in sessions.items()]
    return {"sessions": found, "missing": list(missing)}


def link(url: str, session_id: str = "one") -> t.Any:
    """The link of the route ``ray1``."""
    return link_entries(["ray1"], live(ray1=session_id), url)[0]["url"]


def test_entries() -> None:
    """In the order given; a route's own pattern comes first; what does not exist has no link."""
    routes = [
        "ray1",
        {"route_id": "ray2", "name": "Training", "url": "http://a.example/#/{session_id}"},
        "gone",
        "ray1",
    ]
    entries = link_entries(routes, live("gone", ray1="one", ray2="two"), URL)
    keys = ("name", "route_id", "session_id", "status", "url", "missing")
    assert all(tuple(entry) == keys for entry in entries)
    assert [tuple(entry.values()) for entry in entries] == [
        ("ray1", "ray1", "one", "RUNNING", "https://ray.example.com/ray1/?session=one", False),
        ("Training", "ray2", "two", "RUNNING", "http://a.example/#/two", False),
        ("gone", "gone", None, None, None, True),
    ]
    assert link_entries(["ray1"], live(ray1="one"))[0]["url"] is None


def test_a_route_that_nobody_asked_for() -> None:
    """It is not missing, so it is an error; and so is the result of a failure."""
    with pytest.raises(InputError, match="was not requested"):
        link_entries(["ray1"], live(), URL)
    with pytest.raises(InputError, match="refused"):
        link_entries(["ray1"], {"failed": True, "msg": "refused"}, URL)


def test_texts_can_be_seen() -> None:
    """A person would not see a newline in a line, nor that the text turns around, but does see any space."""
    session = {"route_id": "ray1", "session_id": "a\nb", "status": "\u202eGNINNUR\ud800"}
    route = {"route_id": "ray1", "name": "Größe\u3000集群\xa0A\x00"}
    entry = link_entries([route], {"sessions": [session], "missing": []})[0]
    assert (entry["name"], entry["session_id"]) == ("Größe\u3000集群\xa0A\\x00", "a\\nb")
    assert entry["status"] == "\\u202eGNINNUR\\ud800"
    session["status"] = t.cast("str", None)
    assert link_entries([route], {"sessions": [session], "missing": []})[0]["status"] is None


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ray.example.com/{session_id}", "must begin with http:// or https://"),
        ("javascript:alert(1)//http://x", "must begin with http:// or https://"),
        ("https://x/{session}", "unknown placeholder {session}: known are {route_id} and {session_id}"),
        ("https://x/{}", "unknown placeholder {}"),
        ("https://x/{{ session_id }}", "unknown placeholder { session_id }"),
        ("https://x/{route_id", "must be percent-encoded"),
        ("https://x/a b", "must be percent-encoded"),
        ("https://x/100%", "must be percent-encoded"),
        ("https://x/\u00e9", "must be percent-encoded"),
        ('https://x/"onclick="', "must be percent-encoded"),
        ("https://x/\n", "must be percent-encoded"),
        ("https:///x", "has no host"),
        ("https://x:port/", "has no host, or a port"),
        ("https://x:70000/", "has no host, or a port"),
        ("https://[::1/", "has no host"),
        ("https://user:hunter2@x/", "must not contain a user or a password"),
        ("https://{session_id}.example.com/", "must not have {session_id} in its host"),
        ("https://x{session_id}", "must not have {session_id} in its host"),
    ],
)
def test_patterns_that_are_refused(url: str, message: str) -> None:
    """Before there is anything to link to, with a sentence that says whose pattern it is and not what is in it."""
    with pytest.raises(InputError) as all_routes:
        link_entries([], live(), url)
    assert str(all_routes.value).startswith("the URL ")
    assert message in str(all_routes.value)
    assert "hunter2" not in str(all_routes.value)
    with pytest.raises(InputError) as one_route:
        link_entries([{"route_id": "gone", "url": url}], live("gone"), URL)
    assert str(one_route.value) == str(all_routes.value).replace("the URL", "the URL of route gone", 1)


@pytest.mark.parametrize(
    ("url", "session_id", "expected"),
    [
        ("HTTP://{route_id}.example.com:8265/", "one", "HTTP://ray1.example.com:8265/"),
        ("https://[::1]/{session_id}", "a/b?c#d&e=%", "https://[::1]/a%2Fb%3Fc%23d%26e%3D%25"),
        ("https://x/?a=%20&s={session_id}&s={session_id}", "é", "https://x/?a=%20&s=%C3%A9&s=%C3%A9"),
        ("https://x/{session_id}", "\ud800", "https://x/%ED%A0%80"),
        ("https://x/?s={session_id}", "..", "https://x/?s=.."),
        ("https://x/{session_id}", "", "https://x/"),
    ],
)
def test_links(url: str, session_id: str, expected: str) -> None:
    """Each part is encoded, wherever it is."""
    assert link(url, session_id) == expected


@pytest.mark.parametrize(
    ("url", "session_id"),
    [("https://x/a/{session_id}/b", ".."), ("https://x/.{session_id}", "."), ("https://x/{session_id}/", ".")],
)
def test_a_link_that_leads_elsewhere(url: str, session_id: str) -> None:
    """A browser would take these for steps up, encoded or not."""
    with pytest.raises(InputError, match="leads elsewhere"):
        link(url, session_id)


@given(st.text(max_size=30))
def test_any_session(session_id: str) -> None:
    """The link leads to the same page of the same host, and that page is told this very session."""
    split = urlsplit(link(URL, session_id))
    assert (split.scheme, split.netloc, split.path, split.fragment) == ("https", "ray.example.com", "/ray1/", "")
    assert parse_qs(split.query, keep_blank_values=True) == {"session": [session_id]}


def test_ports() -> None:
    """0 is none, 1 is the first."""
    assert link("https://x:1/{session_id}") == "https://x:1/one"
    with pytest.raises(InputError):
        link("https://x:0/{session_id}")
