# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible variables that stand for options: which there are, and which facts of a host are refused."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import OPTIONS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._variables import (
    PREFIX,
    given_variables,
    misspelled,
    of_role,
    refuse_facts,
    refuse_unknown,
    refused,
)

NAMES = [name for name in OPTIONS if name not in ("route_id", "route_ids")]
OURS = (
    *(f"ansible_dataarts_fabric_{name}" for name in (*NAMES, "in_process", "of_a_later_release")),
    *("dataarts_fabric_routes", "dataarts_fabric_hosts", "session_record_path", "session_drift_report"),
    *("dashboard_links_template", "dashboard_links_entries", "omit", "inventory_hostname", "ansible_delegated_vars"),
)


def variables(facts: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """The variables of a task on a host that returned these facts, as Ansible makes them."""
    named = {name.removeprefix("ansible_"): value for name, value in facts.items()}
    return {"inventory_hostname": "web", **facts, "ansible_facts": named, **more}


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("value", ["x", None, ["x"], {"a": "x"}])
def test_a_fact_with_a_name_of_ours(name: str, value: object) -> None:
    """Refused by that name, whatever its value is and whoever else sets the variable."""
    with pytest.raises(InputError) as caught:
        refuse_facts(variables({name: value}, ansible_dataarts_fabric_endpoint="x"))
    assert f"The variable {name!r} is also a fact of the host" in str(caught.value)


def test_a_fact_of_the_host_that_is_delegated_to() -> None:
    """Its variables may be options too."""
    delegated = {"db": variables({"ansible_dataarts_fabric_proxy": "x"})}
    assert refused(variables({}, ansible_delegated_vars=delegated)) == "ansible_dataarts_fabric_proxy"


@pytest.mark.parametrize(
    "facts",
    [
        {"ansible_local": {"dataarts_fabric_endpoint": "x"}},
        {"ansible_hostname": "dataarts_fabric_endpoint"},
        {"my_dataarts_fabric_endpoint": "x", "ansible_ansible_dataarts_fabric_endpoint": "x"},
        {"ansible_session": "x", "ansible_facts": {"dataarts_fabric_endpoint": "x"}},
    ],
)
def test_other_facts(facts: dict[str, t.Any]) -> None:
    """They are no variables of ours."""
    assert refused(variables(facts)) is None
    assert given_variables(variables(facts), dict) == {}


def test_every_option_but_the_routes() -> None:
    """The variable of each gives the option, unless that is given directly."""
    variables = {f"{PREFIX}{name}": name for name in OPTIONS}
    expected = {name: name for name in NAMES}
    assert given_variables(variables, dict) == expected
    assert "region" not in given_variables(variables, dict, {"region": "r"})
    refuse_unknown(f"{PREFIX}{name}" for name in [*expected, "in_process"])


def test_what_is_omitted() -> None:
    """Null and ``omit``, which is text before ansible-core 2.19, are not given."""
    variables = {f"{PREFIX}region": "__omit__", f"{PREFIX}proxy": None, f"{PREFIX}token": "t", "omit": "__omit__"}
    assert given_variables(variables, dict) == {"token": "t"}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("regoin", f"Did you mean {PREFIX}region?"),
        ("on_mising", f"Did you mean {PREFIX}on_missing?"),
        ("route_id", "Give the routes to the task or the lookup itself."),
        ("route_ids", "Give the routes to the task or the lookup itself."),
        ("query", "The options are on_missing, concurrency, endpoint, "),
        ("", "The options are on_missing, concurrency, endpoint, "),
    ],
)
def test_a_variable_that_nobody_reads(name: str, hint: str) -> None:
    """It is named, with what may be meant; what only resembles our prefix is of no concern."""
    refuse_unknown(["ansible_dataarts", "dataarts_fabric_regoin", "ansible_connection"])
    with pytest.raises(InputError) as caught:
        refuse_unknown(["ansible_host", f"{PREFIX}{name}"])
    assert caught.value.msg.startswith(f"The variable '{PREFIX}{name}' stands for no option - {hint}")
    assert hint in caught.value.solution_msg


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("session_drift_fial", "session_drift_fail"),
        ("session_drift_fail_on_drift", "session_drift_fail"),
        ("session_drift_reprot", "session_drift_report"),
        ("dataarts_fabric_route", "dataarts_fabric_routes"),
        ("session_drift_notes", None),
        ("session_record_pth", None),
        ("my_session_drift_fial", None),
    ],
)
def test_misspelled_variables_of_a_role(name: str, meant: str | None) -> None:
    """What is nearly a variable of the role is told; what may be somebody's own, or another role's, is not."""
    told = [f"The role session_drift has no variable '{name}', and ignores it. Did you mean {meant}?"] if meant else []
    known = ["session_drift_fail", "session_drift_result", "dataarts_fabric_routes", "dataarts_fabric_hosts"]
    assert list(misspelled([*known, name], "session_drift")) == told


@pytest.mark.parametrize(
    ("role", "given", "taken"),
    [
        ("session_record", (), {"routes": "dataarts_fabric_routes"}),
        ("session_record", ("routes",), {}),
        ("session_drift", (), {"routes": "dataarts_fabric_routes", "record": "session_record_path"}),
        ("session_drift", ("expected",), {"routes": "dataarts_fabric_routes"}),
        ("session_drift", ("record", "routes"), {}),
    ],
)
def test_what_a_role_takes_from_other_variables(role: str, given: tuple[str, ...], taken: dict[str, str]) -> None:
    """Only what is not given; null, empty text and what is omitted are not set."""
    names = ("dataarts_fabric_routes", "session_record_path")
    assert of_role(role, {name: name for name in names}, dict, given) == taken
    for nothing in (None, "", "OMIT"):
        assert of_role(role, {**dict.fromkeys(names, nothing), "omit": "OMIT"}, dict, given) == {}


def test_a_variable_of_a_role_that_cannot_be_rendered() -> None:
    """It is rendered even where the role does without it; what a role sets itself, and what is given, is not."""
    rendered: list[str] = []

    def render(named: dict[str, t.Any]) -> dict[str, t.Any]:
        rendered.extend(named.values())
        return named

    names = ("session_drift_fail", "session_drift_expected", "session_drift_result", "session_drift_report")
    of_role("session_drift", {name: name for name in names}, render, ("expected",))
    assert sorted(rendered) == ["session_drift_fail", "session_drift_report"]
