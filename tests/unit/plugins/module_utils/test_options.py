# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one table of options, and what is made from it."""

from __future__ import annotations

import math
import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import RETRYABLE_STATUSES
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._option import Option, Range, argument_spec
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import (
    CLOUDS,
    ENVIRONMENT_IDENTITIES,
    FILE,
    LOGIN,
    NAMED_ROUTES,
    ON_MISSING_WARN,
    OPTIONS,
    PAGE_MODE,
    RECORD_MODE,
    credential_variables,
    session_info_spec,
)
from scripts.collection import ROOT

ALL = tuple(OPTIONS.values())
SECRETS = {"token", "access_key", "secret_key", "security_token", "password"}


def test_secrets_are_never_logged() -> None:
    """Every secret, and nothing else, is no_log; each option says so itself, as Ansible would guess from its name."""
    assert {name for name, spec in argument_spec(ALL).items() if spec["no_log"]} == SECRETS


def test_the_values() -> None:
    """The numbers and choices of the table. No other test says them again."""
    numbers = {option.name: (option.default, str(option.allowed)) for option in ALL if option.allowed}
    assert numbers == {
        "concurrency": (16, "from 1 to 64"),
        "timeout": (60.0, "greater than 0 and at most 3600"),
        "retries": (3, "from 0 to 20"),
        "retry_deadline": (120.0, "greater than 0 and at most 86400"),
    }
    others = {option.name: option.default for option in ALL if option.default is not None and not option.allowed}
    assert others == {
        "on_missing": "error",
        "validate_certs": True,
        "auth_method": "auto",
        "metadata_endpoint": "http://169.254.169.254",
    }
    assert [option.name for option in ALL if option.required] == []
    of_files = {option.name: option.default for option in (*FILE, *NAMED_ROUTES) if not option.required}
    assert of_files == {"owner": None, "group": None}
    assert [group[0].default for group in (RECORD_MODE, PAGE_MODE, ON_MISSING_WARN)] == ["0640", "0644", "warn"]


@pytest.mark.parametrize("option", ALL, ids=lambda option: option.name)
def test_a_default_is_allowed(option: Option) -> None:
    """A default is one of the choices and in the range, and numbers have a range."""
    assert not option.choices or option.default in option.choices
    assert (option.allowed is not None) == (option.type in ("int", "float"))
    assert option.allowed is None or option.default in option.allowed


@pytest.mark.parametrize(
    ("allowed", "good", "bad"),
    [
        (Range(1, 3), [1, 2.5, 3], [0.9, 3.1, -1, math.nan, math.inf, -math.inf]),
        (Range(0, 3, exclusive=True), [0.1, 3], [0, -0.0, 3.1, math.nan, math.inf]),
    ],
)
def test_ranges(allowed: Range, good: list[float], bad: list[float]) -> None:
    """The maximum is allowed, the minimum unless it is exclusive, and no number that is none."""
    assert [value for value in (*good, *bad) if value in allowed] == good


def test_no_default_and_no_flag_is_written_for_nothing() -> None:
    """A spec has the keys that Ansible needs, and ``False`` as a default is one."""
    assert Option("one", ()).spec() == {"type": "str", "no_log": False}
    full = Option("one", (), type="list", elements="str", required=True, choices=("a", "b"), secret=True).spec()
    assert full == {"type": "list", "elements": "str", "required": True, "choices": ["a", "b"], "no_log": True}
    assert Option("one", (), type="bool", default=False).spec() == {"type": "bool", "default": False, "no_log": False}


def test_the_variables_of_credentials() -> None:
    """They belong to options, no variable is in two options, and Ansible itself reads none of them for a plugin."""
    for method, variables in ENVIRONMENT_IDENTITIES:
        assert method in OPTIONS["auth_method"].choices
        assert not any(OPTIONS[name].environment for name in variables)
    assert credential_variables("access_key") == ("HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY")
    assert credential_variables("project_id") == ("HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID")
    assert credential_variables("project_id", "password") == ("HW_PROJECT_ID",)
    assert credential_variables("region") == ()
    pairs = {(variable, name) for _method, names in ENVIRONMENT_IDENTITIES for name, variable in names.items()}
    assert len(pairs) == len({variable for variable, _name in pairs})


def test_the_last_cloud_is_that_of_any_region() -> None:
    """Each region has a domain."""
    assert CLOUDS[-1][0] == ""


def test_the_statuses_in_the_text() -> None:
    """The text about retries names the statuses that are retried."""
    statuses = [str(status) for status in sorted(RETRYABLE_STATUSES)]
    assert f"{', '.join(statuses[:-1])} and {statuses[-1]}" in "".join(OPTIONS["retries"].description)


def test_the_login_is_a_part_of_it() -> None:
    """The other module takes the same options, without those that a login does not use."""
    assert set(LOGIN) < set(ALL)
    assert {"username", "password", "iam_endpoint", "proxy"} <= {option.name for option in LOGIN}
    assert not {"endpoint", "token", "access_key", "auth_method"} & {option.name for option in LOGIN}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "one of the following is required: route_id, route_ids"),
        ({"route_id": "a", "route_ids": ["b"]}, "mutually exclusive"),
        ({"route_id": "a", "on_missing": "x"}, "value of on_missing must be one of: error, warn, skip"),
    ],
)
def test_the_spec_of_the_module(given: dict[str, t.Any], message: str) -> None:
    """What the module and the action validate with."""
    assert message in ArgumentSpecValidator(**session_info_spec()).validate(given).error_messages[0]


def test_the_whole_spec_of_the_module() -> None:
    """Every option of the table, and exactly one of a route and a list of them."""
    assert session_info_spec() == {
        "argument_spec": argument_spec(ALL),
        "mutually_exclusive": [("route_id", "route_ids")],
        "required_one_of": [("route_id", "route_ids")],
    }
    assert argument_spec(ALL).keys() == OPTIONS.keys()


def test_what_yaml_makes_of_a_route_id() -> None:
    """It is left as it is, so that the rule for route IDs can tell a whole number from a date."""
    validated = ArgumentSpecValidator(**session_info_spec()).validate({"route_ids": [4711]}).validated_parameters
    assert validated["route_ids"] == [4711]


def test_the_version_is_that_of_the_collection() -> None:
    """The User-Agent says the version that galaxy.yml has."""
    from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._version import VERSION  # noqa: PLC0415 - for this test alone

    assert yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"] == VERSION
