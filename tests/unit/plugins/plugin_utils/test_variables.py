# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which facts of a host are refused, as variables of this collection or as ones that it relies on."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import CONNECTION, CREDENTIALS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._variables import (
    option_variables,
    refuse_facts,
    refused,
)

OPTIONS = [option.name for option in (*CONNECTION, *CREDENTIALS)]
OURS = (
    *(f"ansible_dataarts_fabric_{name}" for name in (*OPTIONS, "in_process", "of_a_later_release")),
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
    assert option_variables(variables(facts), dict) == {}
