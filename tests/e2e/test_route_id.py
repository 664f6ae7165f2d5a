# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test for route IDs, as playbooks use it: the same rule as the module's."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.e2e.lookups import lookup, show
from tests.e2e.runner import MODULE, Ansible

TEST = "huaweicloud.dataarts_fabric.route_id"


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path) -> Ansible:
    """Ansible without an endpoint or a credential."""
    return Ansible(tmp_path, installed_collections)


def test_select_reject_assert(ansible: Ansible) -> None:
    """What a role does with its routes."""
    values = [
        "ray-1",
        "a_b",
        4711,
        "",
        None,
        4.5,
        True,
        ["ray-1"],
        {"route_id": "a"},
        "A-9",
        "a b",
        "\u0661",
        "ray-1\n",
    ]
    valid = {"name": "assert", "ansible.builtin.assert": {"that": f"'ray-1' is {TEST} and 'a_b' is not {TEST}"}}
    bad = {
        "name": "refused",
        "ansible.builtin.assert": {"that": f"values | reject('{TEST}') | length == 0"},
        "ignore_errors": True,
    }
    run = ansible.tasks(
        show("select", f"values | select('{TEST}')"),
        show("reject", f"values | reject('{TEST}') | length"),
        show("of results", f"[('36' * 18) is {TEST}, ('36' * 18 ~ 'x') is {TEST}, 'ray-1\\n' is {TEST}]"),
        valid,
        bad,
        vars={"values": values},
    ).succeeded()
    assert run.of("select").result["msg"] == ["ray-1", 4711, "A-9"]
    assert run.of("reject").result["msg"] == len(values) - 3
    assert run.of("of results").result["msg"] == [True, False, False]
    assert run.of("refused").outcome == "failed"


def test_what_it_takes_the_module_takes(ansible: Ansible) -> None:
    """The module refuses what the test refuses, and the other way round."""
    texts = ["ray-1", "a_b", "", "-", "0", "a" * 36, "a" * 37, "a.b", "a/b", "\uff11", "ray-1\n", " ray-1"]
    values = [*texts, 4711, 1e5, True, None, datetime.date(2026, 11, 25), ["ray-1"]]
    asked = {"route_id": "{{ item }}", "endpoint": "http://127.0.0.1:1", "auth_method": "none", "retries": 0}
    module = {"name": "module", MODULE: asked, "loop": values, "ignore_errors": True}
    run = ansible.tasks(module, show("test", f"item is {TEST}", loop=values))
    taken = ["cannot be a route ID" not in one["msg"] for one in run.of("module").result["results"]]
    assert taken == [one["msg"] for one in run.succeeded().of("test").result["results"]]
    assert taken.count(True) == 5


def test_what_yaml_reads_as_another_value(ansible: Ansible) -> None:
    """Module, lookup and filter refuse it alike, before anything is sent, and say to quote it."""
    connection = {"endpoint": "http://127.0.0.1:1", "auth_method": "none", "retries": 0}
    loop = [True, None, 1e5, datetime.date(2026, 11, 25)]
    settings = {f"ansible_dataarts_fabric_{name}": value for name, value in connection.items()}
    run = ansible.tasks(
        {"name": "one", MODULE: {"route_id": "{{ item }}"}, "loop": loop, "ignore_errors": True},
        {"name": "list", MODULE: {"route_ids": ["ray-1", "{{ item }}"]}, "loop": loop, "ignore_errors": True},
        show("lookup", lookup("item"), loop=loop),
        show("filter", "[item] | huaweicloud.dataarts_fabric.routes", loop=loop),
        vars=settings,
    ).succeeded()
    for name in ("one", "list", "lookup", "filter"):
        for result, shown in zip(
            run.of(name).result["results"], ("True", "None", "100000.0", "2026-11-25"), strict=True
        ):
            assert f"{shown} cannot be a route ID: the rule is" in result["msg"], name
            assert "as text or as a whole number - Quote the route ID: YAML" in result["msg"], name
