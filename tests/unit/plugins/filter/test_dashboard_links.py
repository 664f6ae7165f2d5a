# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters around links in a template, as roles and a user's own templates use them."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

COLLECTION = "huaweicloud.dataarts_fabric"
LIVE = {"sessions": [{"route_id": "ray-1", "session_id": "one", "status": "{{ 7 * 7 }}"}], "missing": ["gone"]}
URL = "https://ray.example.com/{route_id}/?session={session_id}"


def render(expression: str, **variables: object) -> t.Any:
    """What a template gives for an expression."""
    templar = Templar(loader=DataLoader(), variables={"live": LIVE, "url": URL, **variables})
    return templar.template(trust_as_template("{{ " + expression.replace("our.", f"{COLLECTION}.") + " }}"))


def test_in_a_template() -> None:
    """By their full names, one after the other; what the service answers is never a template."""
    entries = render("['ray-1', 'gone'] | our.dashboard_links(live, url)")
    assert [entry["url"] for entry in entries] == ["https://ray.example.com/ray-1/?session=one", None]
    assert entries[0]["status"] == "{{ 7 * 7 }}"
    assert render("['ray-1'] | our.dashboard_links(live)")[0]["url"] is None
    assert render("entries | our.nginx_map_lines", entries=entries) == ["ray-1 one;", "# gone does not exist"]
    assert render("entries | our.env_lines", entries=entries)[0] == "RAY_SESSION_RAY_1=one"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("['ray-1'] | our.dashboard_links(live, 'ftp://x')", "must begin with http:// or https://"),
        ("['other'] | our.dashboard_links(live, url)", "was not requested"),
        ("['ray-1'] | our.dashboard_links", "live must be the result of fabric_session_info, as a task registered it"),
        ("['ray-1'] | our.to_session_record", "live must be the result of fabric_session_info"),
        ("[{'route_id': 'ray-1'}] | our.session_drift", "live must be the result of fabric_session_info"),
        ("'text' | our.session_drift_report", "takes a mapping with an entry for each host"),
        ("'text' | our.nginx_map_lines", "entries must be a list"),
        ("'text' | our.env_lines", "entries must be a list"),
    ],
)
def test_a_mistake_is_ansibles_own_error(expression: str, message: str) -> None:
    """With the sentence of the rule that was broken."""
    with pytest.raises(AnsibleError, match=message):
        render(expression)
