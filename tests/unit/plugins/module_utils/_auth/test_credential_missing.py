# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The message if no credential is found: how to set one, and where it was looked for."""

from __future__ import annotations

import getpass
import platform

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._find import METHODS, find_credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import ENVIRONMENT_IDENTITIES


def test_nothing_anywhere(home: dict[str, str]) -> None:
    """The message says how to give a credential and where. OpenStack's variables are not read, so not named."""
    environ = {**home, "OS_TOKEN": "t", "OS_AUTH_TOKEN": "t", "OS_USERNAME": "u", "OS_PASSWORD": "p"}
    with pytest.raises(InputError) as caught:
        find_credential({"token": ""}, environ, "r")
    text = str(caught.value)
    assert f"{home['HOME']}/.huaweicloud/credentials" in text
    assert f"{getpass.getuser()} on {platform.node()}" in text
    for method, variables in ENVIRONMENT_IDENTITIES:
        assert all(option in text for option in METHODS[method].required)
        first = next(names for name, names in ENVIRONMENT_IDENTITIES if name == method)
        assert all(first[option] in text for option in METHODS[method].required)
        assert variables.keys() >= set(METHODS[method].required)
    assert "OS_" not in text
    assert "is set" not in text
    assert caught.value.reason == "credential_missing"
    assert caught.value.solution_msg in text


def test_a_user_without_a_name(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose user ID is in no file."""

    def unknown() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", unknown)
    with pytest.raises(InputError, match=r"It ran as an unknown user on "):
        find_credential({}, home, "r")


def test_where_was_looked(home: dict[str, str]) -> None:
    """Places and variables are listed as people list them."""
    with pytest.raises(InputError) as caught:
        find_credential({"auth_method": "access_key"}, home, None)
    assert str(caught.value) == (
        "no credential found for auth_method access_key, so nothing was sent - Set an access key (access_key and"
        " secret_key, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK) on the machine where this runs. It ran as"
        f" {getpass.getuser()} on {platform.node()}. It looked at the options, the environment (for"
        " HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HW_ACCESS_KEY, HW_SECRET_KEY)."
    )
    with pytest.raises(InputError, match=r"HW_USER_NAME is set, but HW_USER_PASSWORD and HW_DOMAIN_NAME is not\.$"):
        find_credential({"auth_method": "password"}, {**home, "HW_USER_NAME": "user"}, "r")
    with pytest.raises(InputError, match=r"HW_USER_NAME and HW_USER_PASSWORD is set, but HW_DOMAIN_NAME is not\.$"):
        find_credential(
            {"auth_method": "password"}, {**home, "HW_USER_NAME": "user", "HW_USER_PASSWORD": "hidden"}, "r"
        )
    with pytest.raises(
        InputError, match=r"in the environment HUAWEICLOUD_SDK_AK is set, but HUAWEICLOUD_SDK_SK is not"
    ):
        find_credential({}, {**home, "HUAWEICLOUD_SDK_AK": "a"}, "r")


def test_an_identity_that_is_not_supported(home: dict[str, str]) -> None:
    """Whoever has set its variables learns why nothing was found."""
    environ = {**home, "HUAWEICLOUD_OIDC_AGENCY_URN": "hidden", "HC_CONTAINER_CREDENTIALS_FULL_URI": "hidden"}
    with pytest.raises(InputError) as caught:
        find_credential({}, environ, "r")
    names = "HC_CONTAINER_CREDENTIALS_FULL_URI and HUAWEICLOUD_OIDC_AGENCY_URN"
    assert f"It does not support the identity that is meant by {names}. It looked at " in str(caught.value)
    assert "hidden" not in str(caught.value)


KEY_WAY = "an access key (access_key and secret_key, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK)"
TOKEN_WAY = "a token (token, or HUAWEICLOUD_FABRIC_TOKEN)"
USER_WAY = "a user (username, password and domain_name, or HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME)"
FILE_WAY = "ak and sk in the section [basic] of the profile file"
KEY_VARIABLES = "HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HW_ACCESS_KEY, HW_SECRET_KEY"
TOKEN_VARIABLES = "HUAWEICLOUD_FABRIC_TOKEN, HW_AUTH_TOKEN"
USER_VARIABLES = "HW_USER_NAME, HW_USER_PASSWORD, HW_DOMAIN_NAME"


@pytest.mark.parametrize("machine", ["node-1", ""])
@pytest.mark.parametrize(
    ("method", "environ", "way", "looked"),
    [
        (
            "auto",
            {},
            f"{KEY_WAY} or {TOKEN_WAY} or {USER_WAY} or {FILE_WAY}",
            f"the options, the environment (for {KEY_VARIABLES}, {TOKEN_VARIABLES}, {USER_VARIABLES}), the profile"
            " file '/no/such'.",
        ),
        (
            "auto",
            {"HW_SECRET_KEY": "hidden"},
            f"{KEY_WAY} or {TOKEN_WAY} or {USER_WAY} or {FILE_WAY}",
            "the options, the environment, the profile file '/no/such'; in the environment HW_SECRET_KEY is set, but"
            " HW_ACCESS_KEY is not.",
        ),
        ("token", {"HW_SECRET_KEY": "hidden"}, TOKEN_WAY, f"the options, the environment (for {TOKEN_VARIABLES})."),
        ("access_key", {}, KEY_WAY, f"the options, the environment (for {KEY_VARIABLES})."),
        ("password", {}, USER_WAY, f"the options, the environment (for {USER_VARIABLES})."),
        (
            "password",
            {"HW_USER_NAME": "user", "HW_USER_PASSWORD": "hidden"},
            USER_WAY,
            "the options, the environment; in the environment HW_USER_NAME and HW_USER_PASSWORD is set, but"
            " HW_DOMAIN_NAME is not.",
        ),
        ("profile", {"HW_SECRET_KEY": "hidden", "HW_PROFILE": "other"}, FILE_WAY, "the profile file '/no/such'."),
    ],
)
def test_the_whole_sentence(
    method: str, environ: dict[str, str], way: str, looked: str, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How to give a credential, as whom it ran and where, and where it looked; of a method only what belongs to it."""
    monkeypatch.setattr(platform, "node", lambda: machine)
    monkeypatch.setattr(getpass, "getuser", lambda: "runner")
    with pytest.raises(InputError) as caught:
        find_credential({"auth_method": method, "credentials_file": "/no/such"}, environ, "r")
    solution = f"Set {way} on the machine where this runs."
    assert caught.value.as_result() == {
        **InputError("x").as_result(),
        "msg": f"no credential found for auth_method {method}, so nothing was sent - {solution} It ran as runner on"
        f" {machine or 'this machine'}. It looked at {looked}",
        "reason": "credential_missing",
        "solution_msg": solution,
    }


def test_the_whole_sentence_about_another_identity(home: dict[str, str]) -> None:
    """Only with auto, as any other method was chosen for what it is; a variable that is empty is not set."""
    environ = {**home, "HW_PROFILE": "one", "HW_SHARED_CONFIG_FILE": "two", "HW_ASSUME_ROLE_DURATION": ""}
    told = " It does not support the identity that is meant by HW_PROFILE and HW_SHARED_CONFIG_FILE. It looked at "
    for method, expected in (("auto", True), ("token", False), ("profile", False)):
        with pytest.raises(InputError) as caught:
            find_credential({"auth_method": method}, environ, "r")
        ran = f" It ran as {getpass.getuser()} on {platform.node()}."
        assert (f"{ran}{told}" in str(caught.value)) == expected
        assert str(caught.value).startswith(f"no credential found for auth_method {method}, so nothing was sent - Set ")
        assert ("HW_PROFILE" in str(caught.value)) == expected
