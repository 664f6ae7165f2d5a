# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one table of options, and what is made from it."""

from __future__ import annotations

import json
import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import (
    CONNECTION,
    CREDENTIALS,
    LOGIN,
    ROUTES,
    argument_spec,
    documentation,
    plugin_sources,
    session_info_spec,
)
from scripts.collection import ROOT

ALL = (*ROUTES, *CONNECTION, *CREDENTIALS)
SECRETS = {"token", "access_key", "secret_key", "security_token", "password"}


def test_secrets_are_never_logged() -> None:
    """Every secret, and nothing else, is no_log; each option says so itself, as Ansible would guess from its name."""
    assert {name for name, spec in argument_spec(ALL).items() if spec["no_log"]} == SECRETS


def test_names_are_unique() -> None:
    """No option stands in the table twice."""
    assert len({option.name for option in ALL}) == len(ALL)


def test_spec_and_documentation_agree() -> None:
    """What is documented is what is accepted."""
    documented = json.loads(documentation(ALL))["options"]
    spec = argument_spec(ALL)
    assert documented.keys() == spec.keys()
    for name, option in documented.items():
        assert all(line.endswith((".", ":")) for line in option["description"]), name
        for key in ("type", "elements", "default", "choices"):
            assert option.get(key) == spec[name].get(key), (name, key)


def test_plugin_sources() -> None:
    """Each option has its key in ansible.cfg and its variable; Ansible reads no credential from the environment."""
    sources: dict[str, t.Any] = json.loads(plugin_sources(CONNECTION, CREDENTIALS))["options"]
    for name, source in sources.items():
        assert source["ini"] == [{"section": "dataarts_fabric", "key": name}]
        assert source["vars"] == [{"name": f"ansible_dataarts_fabric_{name}"}]
    assert not any("env" in sources[name] for name in SECRETS)
    assert sources["region"]["env"] == [{"name": "HUAWEICLOUD_REGION"}, {"name": "HW_REGION_NAME"}]


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


def test_an_integer_is_its_digits() -> None:
    """In a list as well."""
    validated = ArgumentSpecValidator(**session_info_spec()).validate({"route_ids": [4711]}).validated_parameters
    assert validated["route_ids"] == ["4711"]


def test_the_version_is_that_of_the_collection() -> None:
    """The User-Agent says the version that galaxy.yml has."""
    from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._version import VERSION  # noqa: PLC0415 - for this test alone

    assert yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"] == VERSION
