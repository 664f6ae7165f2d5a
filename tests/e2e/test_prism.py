# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection against a server that knows the contract only: Prism refuses what the document does not allow."""

from __future__ import annotations

import typing as t
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.collection import BUILD
from tests.e2e.lookups import lookup, show
from tests.e2e.runner import MODULE, Ansible
from tests.needs import needs, unavailable
from tests.prism import handle

pytestmark = needs("npm")

SESSION = "ac8111bf-3601-4905-8ddd-b41d3e636a4e"


@pytest.fixture(scope="module")
def prism() -> Iterator[tuple[str, Path]]:
    """Prism's URL, and what it says."""
    try:
        program = handle.install(BUILD / "prism")
    except handle.PrismError as error:
        unavailable(str(error))  # as where a firewall stands between npm and its registry
    with handle.start(program) as running:
        yield running


def test_the_contract(prism: tuple[str, Path], bare_ansible: Ansible) -> None:
    """Each kind of request is one that the document allows, and its example is an answer that is understood."""
    url, said = prism
    before = len(said.read_bytes())
    key = {"access_key": "AKFORTESTSONLY", "secret_key": "sk-for-tests-only"}
    ways: dict[str, dict[str, t.Any]] = {
        "token": {"route_id": "ray-1", "token": "token-for-tests-only"},
        "signed": {"route_id": "ray-1", **key},
        "list": {"route_ids": [f"ray-{number}" for number in range(20)], **key},
        "none": {"route_id": "x" * 36, "auth_method": "none"},
    }
    tasks: list[dict[str, t.Any]] = [{"name": name, MODULE: {"endpoint": url, **way}} for name, way in ways.items()]
    tasks.append(show("lookup", lookup(f"'ray-1', endpoint='{url}', token='token-for-tests-only'")))
    run = bare_ansible.tasks(*tasks).succeeded()
    for name in ("token", "signed", "none"):
        assert (run.of(name).result["session_id"], run.of(name).result["status"]) == (SESSION, "RUNNING")
    assert [one["session_id"] for one in run.of("list").result["sessions"]] == [SESSION] * 20
    assert run.of("lookup").result["msg"] == SESSION
    new = said.read_bytes()[before:]
    assert new.count(b"The request passed the validation rules") == 24
    assert b"Violation" not in new


@pytest.mark.parametrize("query", ["", "?route_id=a_b", f"?route_id={'x' * 37}"])
def test_prism_refuses(prism: tuple[str, Path], query: str) -> None:
    """What breaks the document is refused, so that the test above can fail."""
    before = len(prism[1].read_bytes())
    request = urllib.request.Request(f"{prism[0]}/v1/sessions{query}", method="POST")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30)
    assert caught.value.code == 400
    caught.value.close()
    assert b"Violation" in prism[1].read_bytes()[before:]
