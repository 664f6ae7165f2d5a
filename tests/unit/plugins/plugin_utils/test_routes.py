# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Routes as playbooks write them, in their full shape."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._routes import read_routes


def test_every_way_to_write_them() -> None:
    """Plain, with as much as is wanted, and numbers; in their order, and as often as they are given."""
    full = {"route_id": "ray-1", "name": "Training", "url": "http://127.0.0.1/"}
    assert read_routes(["ray-1", 4711, {"route_id": 4711}, full, {"route_id": "ray-1", "name": "", "url": None}]) == [
        {"route_id": "ray-1", "name": "ray-1", "url": None},
        {"route_id": "4711", "name": "4711", "url": None},
        {"route_id": "4711", "name": "4711", "url": None},
        full,
        {"route_id": "ray-1", "name": "ray-1", "url": None},
    ]
    assert read_routes(({"route_id": "a", "name": 7, "url": 8},)) == [{"route_id": "a", "name": "7", "url": "8"}]
    assert read_routes([]) == []


def test_a_text_is_a_list() -> None:
    """As for any list option of Ansible's: with commas."""
    assert [route["route_id"] for route in read_routes(" ray-1, ray-2,")] == ["ray-1", "ray-2"]
    assert read_routes("") == []
    assert read_routes(4711) == read_routes(["4711"])
    with pytest.raises(InputError, match=r"^session_record_routes: 'a_b' cannot be a route ID"):
        read_routes("ray-1,a_b", "session_record_routes")


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        (
            1.5,
            r"^routes must be a list of route IDs, or of mappings with route_id, name and url:"
            r" \[ray-train-01, {route_id: ray-train-02, name: Training}\]; it is a float$",
        ),
        ({"route_id": "ray-1"}, "routes must be a list"),
        (None, "routes must be a list"),
        ([{"name": "Training", "url": "x"}], "^routes: the route {name: Training, url: x} has no route_id$"),
        ([{}], "^routes: the route {} has no route_id$"),
        (
            [{"route_id": "ray-1", "id": 1, "URL": 2}],
            "routes: route 'ray-1' has unknown keys 'id', 'URL': known are route_id, name, url$",
        ),
        (
            ["ray-1", "ray_2", {"route_id": "ray 3"}],
            r"routes: 'ray_2', 'ray 3' cannot be route IDs: the rule is 1 to 36",
        ),
        ([["ray-1"]], "cannot be a route ID"),
        ([True], "cannot be a route ID"),
        (["ray-1\n"], "cannot be a route ID"),
    ],
)
def test_what_is_no_route(routes: object, words: str) -> None:
    """It is named, with what is known instead."""
    with pytest.raises(InputError, match=words):
        read_routes(routes)
