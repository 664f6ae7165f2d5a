# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``iam_token_info`` returns for its options, against the simulator's IAM."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _token_info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._token_info import token_info
from tests.failure_keys import FAILURE_KEYS
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import refused_port

PROJECT = {"id": "p" * 32, "name": "cn-north-4"}
USER = {"domain": "account", "name": "user", "password": "fake-password", "projects": [PROJECT]}
LOGIN = {"username": "user", "password": "fake-password", "domain_name": "account", "project_name": "cn-north-4"}


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start({"users": [USER]}) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Simulator) -> Simulator:
    """The simulator, as it was at its start."""
    _simulator.reset()
    return _simulator


def test_a_token(simulator: Simulator) -> None:
    """With the time it ends and its project; the password is a secret, the token is what was asked for."""
    report = token_info({**LOGIN, "iam_endpoint": simulator.url}, {})
    assert report.failed is False
    assert set(report.values) == {"changed", "token", "expires_at", "project_id"}
    assert (report.values["changed"], report.values["project_id"]) == (False, "p" * 32)
    assert report.values["token"].startswith("issued-")
    assert report.values["expires_at"].endswith("Z")
    assert (report.secrets, report.warnings) == (("fake-password",), [])


def test_from_the_environment(simulator: Simulator) -> None:
    """All of it; the region is the project's name where none is given."""
    environ = {
        "HW_USER_NAME": "user",
        "HW_USER_PASSWORD": "fake-password",
        "HW_DOMAIN_NAME": "account",
        "HW_REGION_NAME": "cn-north-4",
        "HW_AUTH_URL": f"{simulator.url}/v3",
        "https_proxy": "http://user:fake-proxy-password@127.0.0.1:1",  # not for a plain http URL
        "HUAWEICLOUD_FABRIC_TOKEN": "fake-token",  # another method, which is not wanted here
    }
    report = token_info({}, environ)
    assert report.values["project_id"] == "p" * 32
    assert report.secrets == ("fake-password",)


def test_a_refusal(simulator: Simulator) -> None:
    """The keys of a failure, but never a token."""
    report = token_info({**LOGIN, "password": "fake-wrong", "iam_endpoint": simulator.url}, {})
    assert report.failed
    assert set(report.values) == FAILURE_KEYS | {"changed"}
    assert (report.values["changed"], report.values["http_status"]) == (False, 401)
    assert (report.values["reason"], report.values["tries"]) == ("credential_refused", 1)
    assert report.secrets == ("fake-wrong",)
    assert "fake-" not in repr(report)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "no "),
        ({"region": "cn north"}, "region: 'cn north' cannot be a region"),
        ({**LOGIN, "region": "cn-north-4", "timeout": 0.0}, "timeout: 0.0 is out of range"),
        ({**LOGIN, "iam_endpoint": "ftp://127.0.0.1"}, "iam_endpoint: 'ftp://127.0.0.1' cannot be a base URL"),
        ({**LOGIN, "iam_endpoint": None}, "no iam_endpoint and no region"),
        ({**LOGIN, "region": "cn-north-4", "password": ""}, "password"),
    ],
)
def test_bad_input(options: dict[str, t.Any], words: str, simulator: Simulator) -> None:
    """Nothing is sent, and the failure has all its keys."""
    report = token_info({"iam_endpoint": simulator.url, **options}, {})
    assert report.failed
    assert words in report.values["msg"]
    assert report.values["reason"] in ("input", "credential_missing")
    assert report.values["solution_msg"]
    assert (report.values["tries"], report.values["http_status"]) == (0, None)
    assert simulator.counters().tokens == 0


def test_plain_text_is_warned_about() -> None:
    """A password that anybody can read on the way."""
    report = token_info({**LOGIN, "iam_endpoint": "http://no-such-host.invalid", "retries": 0}, {})
    assert report.failed
    assert [warning.split(":")[0] for warning in report.warnings] == ["http"]
    assert "http://no-such-host.invalid is plain HTTP" in report.warnings[0]
    assert "could not be resolved" in report.values["msg"]


def test_a_short_password_is_warned_about(simulator: Simulator) -> None:
    """It is not hidden everywhere, whether the login succeeds or not."""
    report = token_info({**LOGIN, "password": "short", "iam_endpoint": simulator.url}, {})
    assert (report.failed, report.hidden) == (True, set())
    assert [warning.split(" characters")[0] for warning in report.warnings] == [
        "A secret of this task has fewer than 8"
    ]


def test_another_credential_is_a_mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not sent anywhere."""
    monkeypatch.setattr(_token_info, "find_credential", lambda *_arguments: NoCredential())
    report = token_info({"region": "cn-north-4"}, {})
    assert (report.failed, report.values["reason"], report.values["tries"]) == (True, "internal", 0)
    assert report.values["msg"].startswith("Unexpected AttributeError in _token_info.py, line ")


def test_a_proxy_of_the_login() -> None:
    """Its password is a secret too, as that of the user; a plain endpoint of IAM is warned about whatever comes."""
    environ = {"https_proxy": f"http://user:fake-proxy-password@127.0.0.1:{refused_port()}"}
    report = token_info({**LOGIN, "iam_endpoint": "https://iam.example", "retries": 0}, environ)
    assert (report.failed, report.values["reason"], report.warnings) == (True, "proxy", [])
    assert {"fake-password", "fake-proxy-password"} <= set(report.secrets)
    assert (report.values["changed"], report.values["tries"]) == (False, 1)


def test_every_warning_of_a_login() -> None:
    """That anybody can read the password, and that it is short; also where the login fails."""
    given = {**LOGIN, "password": "short", "iam_endpoint": "http://no-such-host.invalid", "retries": 0}
    report = token_info(given, {})
    assert report.warnings == [
        "http://no-such-host.invalid is plain HTTP: credentials and session IDs can be read on the way. Use https.",
        "A secret of this task has fewer than 8 characters, too few to be hidden in results.",
    ]
    assert (report.failed, report.secrets) == (True, ("short",))


def test_a_password_in_the_wrong_place() -> None:
    """It is hidden in the sentence about it, where it is escaped."""
    report = token_info({**LOGIN, "password": "für-tests-only", "region": "für-tests-only"}, {})
    assert report.values["msg"].startswith("region: '********' cannot be a region")
