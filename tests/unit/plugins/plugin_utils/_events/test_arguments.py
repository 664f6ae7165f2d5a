# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The arguments of the event source."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import OPTIONS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._arguments import read_arguments


def refused(**given: t.Any) -> str:
    """The message for arguments that cannot be used."""
    with pytest.raises(InputError) as error:
        read_arguments(given)
    return str(error.value)


def test_defaults() -> None:
    """Only the routes are required; ansible-rulebook adds its own queue."""
    read = read_arguments({"routes": ["ray-1"], "eda_feedback_queue": object()})
    assert read.routes == ({"route_id": "ray-1", "name": "ray-1", "url": None},)
    assert (read.interval, read.snapshot) == (60.0, False)
    for name in ("timeout", "concurrency", "auth_method"):
        assert read.options[name] == OPTIONS[name].default


def test_what_templates_give() -> None:
    """Text is converted as Ansible converts it."""
    given = {"routes": [4711], "interval": "5", "snapshot": "yes", "retries": "1", "validate_certs": "no"}
    read = read_arguments(given)
    assert (read.interval, read.snapshot, read.route_ids) == (5.0, True, ["4711"])
    assert (read.options["retries"], read.options["validate_certs"]) == (1, False)


def test_routes_in_their_order() -> None:
    """The shape that the roles take; what is listed twice has its first name."""
    routes = [{"route_id": "b", "name": "B", "url": "https://b"}, "a", {"route_id": "b", "name": "again"}]
    read = read_arguments({"routes": routes})
    assert [(route["route_id"], route["name"]) for route in read.routes] == [("b", "B"), ("a", "a")]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "missing required arguments: routes"),
        ({"routes": []}, "routes is empty: give at least one route ID"),
        ({"routes": 1.5}, "routes must be a list of route IDs"),
        ({"routes": "ray-1,ray_2"}, "routes: 'ray_2' cannot be a route ID"),
        ({"routes": ["ray_1"]}, "routes: 'ray_1' cannot be a route ID: the rule is 1 to 36 ASCII letters"),
        ({"routes": ["a"], "interval": 0.5}, "interval: 0.5 is out of range: the rule is from 1 to 86400"),
        ({"routes": ["a"], "interval": "nan"}, "interval: nan is out of range"),
        ({"routes": ["a"], "interval": "soon"}, "interval must be a number, such as 60, not 'soon'"),
        ({"routes": ["a"], "retries": float("inf")}, "retries must be a whole number, such as 3, not inf"),
        ({"routes": ["a"], "auth_method": "magic"}, "value of auth_method must be one of: auto, token"),
        (
            {"routes": ["a"], "region_name": "x"},
            "Unsupported parameters for (huaweicloud.dataarts_fabric.ray_sessions) event source: region_name.",
        ),
    ],
)
def test_refused(given: dict[str, t.Any], message: str) -> None:
    """The messages are those of Ansible and of the modules."""
    assert message in refused(**given)


def test_no_secret_in_a_message_or_repr() -> None:
    """A secret that was given twice, once where it does not belong."""
    secret = "token-for-tests-only"
    assert secret not in refused(routes=["a"], token=secret, timeout=secret)
    assert secret not in repr(read_arguments({"routes": ["a"], "token": secret}))
    long = "0123456789abcdef" * 12
    for wrong in ({"routes": [long]}, {"routes": ["a"], "timeout": long}):
        told = refused(**wrong, token=long)
        assert "0123" not in told
        assert "********" in told
