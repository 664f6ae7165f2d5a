# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about a refused credential fits the method by which it was given."""

from __future__ import annotations

import json

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import Server
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._api import Api
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._authenticator import (
    Authentication,
    Authenticator,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._ecs_metadata import EcsMetadata
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import HeaderAuth, Transport
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import ShowSession
from tests.unit.misbehaving import reply, serve

METHODS: dict[str, tuple[Credential, dict[str, str]]] = {
    "none": (
        NoCredential(),
        dict.fromkeys(("0301", "1002", "0307", "7"), "auth_method none this collection sends none"),
    ),
    "token": (
        Token(token="a-token"),
        {**dict.fromkeys(("0301", "1002", "0307"), "Use a new token"), "7": "Check the cr"},
    ),
    "access_key": (
        AccessKey(access_key="access-key", secret_key="secret-key"),
        {
            "0301": "Check the access key, the secret key",
            **dict.fromkeys(("1002", "0307", "7"), "Check the access key (access_key, "),
        },
    ),
    "profile": (
        AccessKey(access_key="access-key", secret_key="secret-key", source="profile"),
        {
            "0301": "Check the access key, the secret key",
            **dict.fromkeys(("1002", "0307", "7"), "Check the access key in the profile"),
        },
    ),
    "password": (
        Password(username="u", password="p", domain_name="d"),
        {
            **dict.fromkeys(("0301", "1002", "7"), "IAM issued a token"),
            "0307": "With a password, this is done automatically",
        },
    ),
    "ecs_metadata": (EcsMetadata(), dict.fromkeys(("0301", "1002", "0307", "7"), "Check the agency")),
}


def refused(credential: Credential, suffix: str) -> CallError:
    """The failure of a call that the service refuses with a code."""
    body = json.dumps({"error_code": f"APIG.{suffix}", "error_msg": "no"}).encode()
    transport, throttle = Transport(HttpConfig(retries=0)), Throttle()
    authenticator = Authenticator(credential, transport, throttle)
    # A password and an agency were exchanged before.
    authenticator._current = Authentication(HeaderAuth({"X-Auth-Token": "obtained"}))
    authenticator._renewals = 0
    with serve(reply(body, "401 Unauthorized")) as server, pytest.raises(CallError) as caught:
        Api(Server(server.url, transport, throttle), authenticator).call(ShowSession("ray-1"))
    transport.close()
    return caught.value


@pytest.mark.parametrize("method", METHODS)
def test_advice(method: str) -> None:
    """For each code with which a credential is refused; a clock that is wrong is the same for all."""
    credential, expected = METHODS[method]
    for suffix, words in {**expected, "0303": "Correct the clock"}.items():
        error = refused(credential, suffix)
        assert words in error.solution_msg, suffix
        assert error.reason == "credential_refused"
        assert f"refused the credential ({method})" in str(error)
