# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter in a template, as playbooks use it."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleError, AnsibleFilterError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from ansible_collections.huaweicloud.dataarts_fabric.plugins.filter.routes import FilterModule, routes


def render(expression: str, value: object) -> t.Any:
    """What a template gives for a variable ``value``."""
    templar = Templar(loader=DataLoader(), variables={"value": value})
    return templar.template(trust_as_template("{{ " + expression + " }}"))


def test_in_a_template() -> None:
    """By its full name, on any sequence."""
    given = ["ray-1", {"route_id": "ray-2", "name": "Training"}]
    expected = [
        {"route_id": "ray-1", "name": "ray-1", "url": None},
        {"route_id": "ray-2", "name": "Training", "url": None},
    ]
    assert render("value | huaweicloud.dataarts_fabric.routes", given) == expected
    assert FilterModule().filters() == {"routes": routes}


def test_a_mistake_is_ansibles_own_error() -> None:
    """With the sentence of the rule that was broken."""
    with pytest.raises(AnsibleFilterError, match="'ray_1' cannot be a route ID"):
        routes(["ray_1"])
    with pytest.raises(AnsibleError, match="'ray_1' cannot be a route ID"):
        render("value | huaweicloud.dataarts_fabric.routes", ["ray_1"])
