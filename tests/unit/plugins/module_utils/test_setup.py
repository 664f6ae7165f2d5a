# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fingerprint of a setup: it depends on every value, also on the secrets, and no value can be read from it."""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._ecs_metadata import EcsMetadata
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import (
    Setup,
    find_setup,
    ignored_variables_warning,
)

SALT = b"salt-for-tests-only"
ENDPOINT = "https://fabric-ep.cn-north-4.myhuaweicloud.com"
NETWORK = HttpConfig(
    proxy="http://127.0.0.1:3128", proxies={"https_proxy": "http://u:hidden@127.0.0.1", "no_proxy": ""}
)
IDENTITIES: tuple[Credential, ...] = (
    NoCredential(project_id="p"),
    Token(project_id="p", token="t"),
    AccessKey(project_id="p", access_key="a", secret_key="s", security_token="x"),
    AccessKey("p", "a", "s", "x", source="profile", ends_at=7.0),
    Password("p", username="u", password="w", domain_name="d", project_name="n", iam_endpoint="https://iam.example"),
    EcsMetadata(project_id="p", metadata_endpoint="http://127.0.0.1:1"),
)
TEXT = st.text(max_size=8)


def other(value: t.Any) -> t.Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return {**value, "all_proxy": "http://127.0.0.1:3129"} if isinstance(value, dict) else f"{value}-other"


def changed(record: t.Any) -> list[t.Any]:
    """The record with each of its values changed, and with each that is optional left out."""
    values = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    return [
        *(dataclasses.replace(record, **{name: other(value)}) for name, value in values.items()),
        *(dataclasses.replace(record, **{name: None}) for name in values if values[name] is not None),
    ]


def test_any_other_value_is_another_setup() -> None:
    """Every value counts: of the endpoint, of the connection, of each kind of identity, and the kind itself."""
    setups = [Setup(ENDPOINT, NETWORK, identity) for identity in IDENTITIES]
    setups += [Setup(f"{ENDPOINT}/v", NETWORK, IDENTITIES[0])]
    setups += [Setup(ENDPOINT, config, IDENTITIES[0]) for config in changed(NETWORK)]
    setups += [Setup(ENDPOINT, NETWORK, one) for identity in IDENTITIES for one in changed(identity)]
    assert len(setups) > 40
    assert len({setup.fingerprint(SALT) for setup in setups}) == len(setups)


@given(st.tuples(TEXT, TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT, TEXT))
def test_values_do_not_run_together(one: tuple[str, str, str, str], two: tuple[str, str, str, str]) -> None:
    """Two setups have the same fingerprint where they are equal, and only there."""
    setups = [
        Setup(endpoint, NETWORK, AccessKey(access_key=access_key, secret_key=secret_key, security_token=token))
        for endpoint, access_key, secret_key, token in (one, two)
    ]
    assert (setups[0].fingerprint(SALT) == setups[1].fingerprint(SALT)) == (one == two)


@given(st.binary(min_size=1, max_size=64), st.binary(min_size=1, max_size=64))
def test_the_salt_counts(one: bytes, two: bytes) -> None:
    """Without the salt nobody can try secrets on a fingerprint."""
    setup = Setup(ENDPOINT, NETWORK, Token(token="token-for-tests-only"))
    assert setup.fingerprint(one) == setup.fingerprint(one)
    assert (setup.fingerprint(one) == setup.fingerprint(two)) == (one == two)


def test_equal_options_are_one_setup() -> None:
    """The fingerprint is that of the values, wherever these came from."""
    options = {"endpoint": f"{ENDPOINT}/", "token": " token-for-tests-only\n"}
    environ = {"HUAWEICLOUD_FABRIC_ENDPOINT": ENDPOINT, "HUAWEICLOUD_FABRIC_TOKEN": "token-for-tests-only"}
    assert find_setup(options, {}).fingerprint(SALT) == find_setup({}, environ).fingerprint(SALT)


@pytest.mark.parametrize(
    ("endpoint", "iam_endpoint", "warned"),
    [
        ("https://fabric.example", "https://iam.example", []),
        ("http://127.0.0.1:1", "http://localhost:2", []),
        ("http://fabric.example", "https://iam.example", ["http://fabric.example"]),
        ("http://fabric.example", "http://iam.example", ["http://fabric.example", "http://iam.example"]),
    ],
)
def test_plain_text_is_warned_about(endpoint: str, iam_endpoint: str, warned: list[str]) -> None:
    """Plain HTTP to another machine is worth a warning, for the place where the password goes as well."""
    login = {
        "username": "u",
        "password": "fake-word",
        "domain_name": "d",
        "project_name": "n",
        "iam_endpoint": iam_endpoint,
    }
    warnings = find_setup({"endpoint": endpoint, **login}, {}).warnings
    assert [warning.split(" is plain HTTP")[0] for warning in warnings] == warned


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        (
            {"HW_ASSUME_ROLE_AGENCY_NAME": "hidden-agency"},
            ["Not used although set in the environment: HW_ASSUME_ROLE_AGENCY_NAME."],
        ),
        (
            {"HUAWEICLOUD_SDK_IDP_ID": "hidden-idp"},
            ["Not used although set in the environment: HUAWEICLOUD_SDK_IDP_ID."],
        ),
        (
            {"HW_PROFILE": "hidden", "HUAWEICLOUD_OIDC_ID_TOKEN": "hidden"},
            ["Not used although set in the environment: HUAWEICLOUD_OIDC_ID_TOKEN and HW_PROFILE."],
        ),
        (
            {"HC_CONTAINER_CREDENTIALS_FULL_URI": "hidden", "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": ""},
            ["Not used although set in the environment: HC_CONTAINER_CREDENTIALS_FULL_URI."],
        ),
        ({"HW_ASSUME_ROLE_AGENCY_NAME": ""}, []),
        ({"HW_REGION_NAME": "cn-north-4", "HUAWEICLOUD_SDK_AK": "hidden-ak", "HW_USER_NAME": "u"}, []),
    ],
)
def test_variables_of_another_identity_are_warned_about(environ: dict[str, str], named: list[str]) -> None:
    """Other tools would use another identity; a method that is given says which one is meant. No value is shown."""
    warnings = find_setup({"endpoint": ENDPOINT, "token": "token-for-tests-only"}, environ).warnings
    assert [warning[: len(start)] for warning, start in zip(warnings, named, strict=True)] == named
    assert "hidden" not in "".join(warnings)
    assert ignored_variables_warning({"auth_method": "auto"}, environ) == warnings
    for auth_method in ("token", "none"):
        assert (
            find_setup(
                {"endpoint": ENDPOINT, "token": "token-for-tests-only", "auth_method": auth_method}, environ
            ).warnings
            == []
        )


PARTIAL = "Not used, as only a part of the credential is set in the environment: "


@pytest.mark.parametrize(
    ("options", "environ", "part"),
    [
        ({}, {"HUAWEICLOUD_SDK_AK": "hidden-ak"}, "HUAWEICLOUD_SDK_AK without HUAWEICLOUD_SDK_SK"),
        ({}, {"HUAWEICLOUD_SDK_SK": "hidden-sk"}, "HUAWEICLOUD_SDK_SK without HUAWEICLOUD_SDK_AK"),
        ({}, {"HW_ACCESS_KEY": "hidden-ak", "HW_SECRET_KEY": ""}, "HW_ACCESS_KEY without HW_SECRET_KEY"),
        ({}, {"HUAWEICLOUD_SDK_PROJECT_ID": "p", "HW_DOMAIN_NAME": "d", "HW_USER_NAME": "u"}, None),
        ({}, {"HW_USER_PASSWORD": "hidden-word"}, None),
        ({"token": "token-for-tests-only"}, {"HUAWEICLOUD_SDK_AK": "hidden-ak"}, None),
        ({"auth_method": "token"}, {"HUAWEICLOUD_SDK_AK": "hidden-ak"}, None),
    ],
)
def test_a_part_of_a_credential_is_warned_about(
    options: dict[str, str], environ: dict[str, str], part: str | None
) -> None:
    """Where it would have been used before the one that is used; what belongs to several methods is no part of one."""
    environ = {**environ, "HUAWEICLOUD_FABRIC_TOKEN": "token-for-tests-only"}
    warnings = find_setup({"endpoint": ENDPOINT, **options}, environ).warnings
    assert warnings == ([f"{PARTIAL}{part}. Another credential is used."] if part else [])


def test_a_part_of_a_user_before_a_profile_file(tmp_path: Path) -> None:
    """The file's account may be another one than was meant."""
    path = tmp_path / "credentials"
    path.write_text("[basic]\nak = file-ak-1\nsk = file-sk-1\n", encoding="utf-8")
    environ = {"HW_USER_NAME": "u", "HW_USER_PASSWORD": "hidden-word"}
    warnings = find_setup({"endpoint": ENDPOINT, "credentials_file": str(path)}, environ).warnings
    assert warnings == [f"{PARTIAL}HW_USER_PASSWORD without HW_DOMAIN_NAME. Another credential is used."]


@pytest.mark.parametrize(("word", "warned"), [("1234567", 1), ("12345678", 0)])
@pytest.mark.parametrize("option", ["token", "proxy"])
def test_a_secret_that_is_too_short_is_warned_about(option: str, word: str, warned: int) -> None:
    """It is not hidden everywhere, as it may stand in data by chance; a proxy's password neither."""
    options = {"endpoint": "https://fabric.example", "token": word if option == "token" else "token-for-tests-only"}
    environ = {"https_proxy": f"http://user:{word if option == 'proxy' else 'fake-proxy-password'}@127.0.0.1:1"}
    warnings = find_setup(options, environ).warnings
    assert len(warnings) == warned
    assert all("fewer than 8 characters" in warning and word not in warning for warning in warnings)


def test_the_region_leads_to_service_and_login() -> None:
    """It is enough for both addresses, and is the project of a login that names none."""
    setup = find_setup({"region": "cn-north-4", "username": "u", "password": "w", "domain_name": "d"}, {})
    assert setup.endpoint == ENDPOINT
    assert isinstance(setup.credential, Password)
    assert setup.credential.iam_endpoint == "https://iam.cn-north-4.myhuaweicloud.com"
    assert setup.credential.project_name == "cn-north-4"
