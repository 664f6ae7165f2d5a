# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A proxy that refuses tunnels: it refuses them all, so it is asked once, and its password is not sent again."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._info import session_info
from tests.unit.misbehaving import reply, serve


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("401 Unauthorized", "Put the proxy's user name and password into the proxy variable"),
        ("403 Forbidden", "Check proxy, or the proxy variables and NO_PROXY"),
        ("407 Proxy Authentication Required", "Put the proxy's user name and password into the proxy variable"),
    ],
)
def test_a_list_of_routes(status: str, advice: str) -> None:
    """One CONNECT for all of them, however many workers there are."""
    routes = [f"ray-{number}" for number in range(20)]
    with serve(reply(b"<title>no</title>", status)) as proxy:
        environ = {"https_proxy": proxy.url.replace("http://", "http://corp:fake-word-1@")}
        given = {"route_ids": routes, "on_missing": "error", "endpoint": "https://fabric.example", "token": "token"}
        values = session_info({"timeout": 20.0, "retries": 3, **given}, environ).values
    assert (values["reason"], values["not_attempted"], proxy.connections) == ("proxy", routes[1:], 1)
    assert f"through the proxy (which answered HTTP {status[:3]}) - {advice}" in values["msg"]
    assert "fake-word-1" not in values["msg"]
