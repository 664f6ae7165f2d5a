# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said about an option of the wrong type, and with which environment a path is expanded."""

from __future__ import annotations

import os
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import session_info_spec
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._validate import (
    kind_of,
    process_environment,
    validate,
)

SPEC = session_info_spec()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"timeout": "60s"}, "timeout must be a number, such as 60, not '60s'"),
        ({"timeout": ""}, "timeout must be a number, such as 60, not ''"),
        ({"retries": "3x"}, "retries must be a whole number, such as 3, not '3x'"),
        ({"retries": 3.7}, "retries must be a whole number, such as 3, not 3.7"),
        ({"retries": float("inf")}, "retries must be a whole number, such as 3, not inf"),
        ({"retries": "inf"}, "retries must be a whole number, such as 3, not 'inf'"),
        ({"timeout": 10**400}, f"timeout must be a number, such as 60, not 1{'0' * 127}..."),
        ({"retries": "x" * 200}, f"retries must be a whole number, such as 3, not '{'x' * 127}..."),
        ({"validate_certs": "maybe"}, "validate_certs must be true or false, not 'maybe'"),
        ({"validate_certs": ""}, "validate_certs must be true or false, not ''"),
        ({"token": ["hidden"]}, "token must be text, and not a list"),
        ({"region": {"a": 1}}, "region must be text, and not a dict"),
        (
            {"domain_name": False},
            "domain_name must be text, not False - Quote it: YAML reads yes, no, on and off as true and false.",
        ),
        ({"on_missing": "ignore"}, "value of on_missing must be one of: error, warn, skip, got: ignore"),
        ({"timeout": "60", "retries": "3", "validate_certs": "no", "token": 4711}, ""),
    ],
)
def test_sentences(given: dict[str, t.Any], sentence: str) -> None:
    """They say what to write, and name no class of Python's."""
    assert validate(SPEC, {"route_id": "ray-1", **given}, "m")[1] == sentence


def test_a_misspelled_option_is_named() -> None:
    """It is what makes a required one missing."""
    wrong = validate(SPEC, {"routeid": "ray-1", "timeout": "soon"}, "m")[1]
    assert wrong.startswith("Unsupported parameters for (m) module: routeid. Supported parameters include: access_key")
    assert wrong.endswith(", validate_certs. Did you mean route_id?")


def test_what_is_like_no_option() -> None:
    """Nothing is suggested for it; of several options each one that is like another is told."""
    assert validate(SPEC, {"route_id": "ray-1", "state": "present"}, "m")[1].endswith(", validate_certs.")
    several = {"routeid": "ray-1", "regoin": "x", "q": 1}
    assert validate(SPEC, several, "m")[1].endswith(" Did you mean region, route_id?")


def test_a_path_is_expanded_as_a_process_of_the_task_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its environment, which is gone afterwards; what is set nowhere stays as it is."""
    monkeypatch.setenv("HOME", "/home/controller")
    monkeypatch.delenv("PLACE", raising=False)
    given = {"route_id": "a", "ca_path": "~/ca", "credentials_file": "$PLACE/${NOWHERE_SET}"}
    with process_environment({"HOME": "/home/task", "PLACE": "/place"}):
        options = validate(SPEC, given, "m")[0].validated_parameters
    assert (options["ca_path"], options["credentials_file"]) == ("/home/task/ca", "/place/${NOWHERE_SET}")
    assert (os.environ["HOME"], os.environ.get("PLACE")) == ("/home/controller", None)


@pytest.mark.parametrize("name", ["a=b", "a\0b", "\ud800"])
def test_a_variable_that_cannot_be_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """It is refused, and those before it are as they were."""
    monkeypatch.setenv("HOME", "/home/controller")
    environment = {"HOME": "/home/task", name: "x"}
    with (
        pytest.raises(InputError, match=r"environment: the variable .* cannot be set"),
        process_environment(environment),
    ):
        pass
    assert os.environ["HOME"] == "/home/controller"


def test_the_name_of_a_type() -> None:
    """Ansible's marked values are called what a person calls them."""
    marked: type = type("_AnsibleTaggedDict", (dict,), {})
    values: list[object] = [marked(), [], "a", 1, None]
    assert [kind_of(value) for value in values] == ["dict", "list", "str", "int", "NoneType"]
