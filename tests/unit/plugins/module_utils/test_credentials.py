# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credential counts: the first level that holds one, and never a mixture of two."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._credentials import (
    ENVIRONMENT,
    REQUIRED,
    find_identity,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import (
    AccessKey,
    Anonymous,
    EcsAgency,
    Password,
    Profile,
    Token,
)

KEY = {"access_key": "option-ak", "secret_key": "hidden-option-sk"}
USER = {"username": "user", "password": "hidden-option-password", "domain_name": "account"}
SDK = {"HUAWEICLOUD_SDK_AK": "sdk-ak", "HUAWEICLOUD_SDK_SK": "hidden-sdk-sk"}
TERRAFORM = {"HW_ACCESS_KEY": "tf-ak", "HW_SECRET_KEY": "hidden-tf-sk", "HW_PROJECT_ID": "tf-project"}
LOGIN = {"HW_USER_NAME": "tf-user", "HW_USER_PASSWORD": "hidden-tf-password", "HW_DOMAIN_NAME": "tf-account"}


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment whose home has no profile file."""
    return {"HOME": str(tmp_path)}


def write_profile(home: dict[str, str], text: str) -> None:
    """Write the profile file."""
    path = Path(home["HOME"], ".huaweicloud", "credentials")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_options_go_before_everything(home: dict[str, str]) -> None:
    """Options, then the environment, then the profile file."""
    write_profile(home, "[basic]\nak = file-ak\nsk = hidden-file-sk\nproject_id = file-project\n")
    environ = {**home, **SDK}
    assert find_identity({"token": "option-token\n"}, environ, None) == Token(token="option-token")
    assert find_identity(KEY, environ, None) == AccessKey(access_key="option-ak", secret_key="hidden-option-sk")
    assert find_identity({}, environ, None) == AccessKey(access_key="sdk-ak", secret_key="hidden-sdk-sk")
    profile = Profile(access_key="file-ak", secret_key="hidden-file-sk", project_id="file-project")
    assert find_identity({}, home, None) == profile
    assert find_identity({"auth_method": "profile", **KEY}, environ, None) == profile
    assert (profile.method, find_identity(KEY, {}, None).method) == ("profile", "access_key")


def test_the_order_in_the_environment(home: dict[str, str]) -> None:
    """The SDK's key, Terraform's, the tokens, the password; each as a whole."""
    environ = {**home, **SDK, **TERRAFORM, **LOGIN, "HUAWEICLOUD_FABRIC_TOKEN": "one", "HW_AUTH_TOKEN": "two"}
    assert find_identity({}, environ, "r") == AccessKey(access_key="sdk-ak", secret_key="hidden-sdk-sk")
    del environ["HUAWEICLOUD_SDK_SK"]
    terraform = AccessKey(access_key="tf-ak", secret_key="hidden-tf-sk", project_id="tf-project")
    assert find_identity({}, environ, "r") == terraform
    del environ["HW_ACCESS_KEY"]
    assert find_identity({}, environ, "r") == Token(token="one", project_id="tf-project")
    del environ["HUAWEICLOUD_FABRIC_TOKEN"]
    assert find_identity({}, environ, "r") == Token(token="two", project_id="tf-project")
    del environ["HW_AUTH_TOKEN"]
    password = find_identity({}, environ, "r")
    assert isinstance(password, Password)
    assert (password.username, password.domain_name, password.project_id) == ("tf-user", "tf-account", "tf-project")
    assert password.iam_endpoint == "https://iam.r.myhuaweicloud.com"


def test_a_method_that_is_asked_for(home: dict[str, str]) -> None:
    """It is taken from the options, or else from the environment, past what goes before it."""
    environ = {**home, **SDK, **LOGIN, "HW_AUTH_TOKEN": "two"}
    assert find_identity({"auth_method": "token"}, environ, None) == Token(token="two")
    assert find_identity({"auth_method": "token", "token": "one", **KEY}, environ, None) == Token(token="one")
    assert find_identity({"auth_method": "password"}, environ, "r").method == "password"
    assert find_identity({"auth_method": "none", **KEY}, environ, None) == Anonymous()
    metadata = {"auth_method": "ecs_metadata", "metadata_endpoint": "http://127.0.0.1:1/"}
    assert find_identity(metadata, environ, None) == EcsAgency(metadata_endpoint="http://127.0.0.1:1")
    with pytest.raises(InputError, match=r"auth_method profile.*section"):
        find_identity({"auth_method": "profile"}, environ, None)


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ({"access_key": "hidden"}, "secret_key missing"),
        ({"secret_key": "hidden"}, "access_key missing"),
        ({"security_token": "hidden"}, "access_key and secret_key missing"),
        ({"username": "u"}, "password and domain_name missing"),
        ({"password": "hidden", "domain_name": "d"}, "username missing"),
    ],
)
def test_a_part_in_the_options_is_an_error(options: dict[str, str], missing: str, home: dict[str, str]) -> None:
    """Nothing completes it, not even a complete pair in the environment."""
    with pytest.raises(InputError, match=missing) as caught:
        find_identity(options, {**home, **SDK, **TERRAFORM, **LOGIN}, "r")
    assert str(caught.value).endswith(" (nothing is added from the environment or the profile file)")
    assert "hidden" not in str(caught.value)


def test_nothing_of_two_levels_is_mixed(home: dict[str, str]) -> None:
    """Neither a security token nor a project of the environment joins a key of the options, nor one set the other."""
    environ = {**home, "HUAWEICLOUD_SDK_SECURITY_TOKEN": "st", "HUAWEICLOUD_SDK_PROJECT_ID": "p", **TERRAFORM}
    assert find_identity(KEY, environ, None) == AccessKey(access_key="option-ak", secret_key="hidden-option-sk")
    found = find_identity({}, environ, None)
    assert found == AccessKey(access_key="tf-ak", secret_key="hidden-tf-sk", project_id="tf-project")
    mixed = {**home, "HUAWEICLOUD_SDK_AK": "sdk-ak", "HW_SECRET_KEY": "hidden"}
    with pytest.raises(InputError, match="HUAWEICLOUD_SDK_AK is set, but HUAWEICLOUD_SDK_SK is not"):
        find_identity({}, mixed, None)


def test_two_methods_in_the_options(home: dict[str, str]) -> None:
    """They are an error that auth_method resolves; a domain name alone is no method."""
    with pytest.raises(InputError, match="credentials for token and access_key"):
        find_identity({"token": "t", **KEY}, home, None)
    assert find_identity({"token": "t", **KEY, "auth_method": "access_key"}, home, None).method == "access_key"
    assert find_identity({"domain_name": "d", **KEY}, home, None).method == "access_key"


def test_projects(home: dict[str, str]) -> None:
    """The option goes before all; a token takes one from the environment; an ID goes before a name."""
    assert find_identity({**KEY, "project_id": "own"}, {**home, **SDK}, None).project_id == "own"
    assert find_identity({"project_id": "own"}, {**home, **TERRAFORM}, None).project_id == "own"
    both = {"HUAWEICLOUD_SDK_PROJECT_ID": "one", "HW_PROJECT_ID": "two"}
    assert find_identity({"token": "t"}, {**home, **both}, None).project_id == "one"
    assert find_identity({"auth_method": "none"}, {**home, **both}, None).project_id == "one"
    assert find_identity({"auth_method": "none", "project_id": "own"}, {**home, **both}, None).project_id == "own"
    password = find_identity({**USER, "project_id": "own", "project_name": "name"}, home, "r")
    assert isinstance(password, Password)
    assert password.project_id == "own"
    regional = find_identity(USER, home, "r")
    assert isinstance(regional, Password)
    assert (regional.project_id, regional.project_name) == (None, "r")
    with pytest.raises(InputError, match=r"^a password .* project: set project_id, project_name or region$"):
        find_identity(USER, home, None)


def test_nothing_anywhere(home: dict[str, str]) -> None:
    """The message lists where it looked, OpenStack's variables not among it, as they are not read."""
    environ = {**home, "OS_TOKEN": "t", "OS_AUTH_TOKEN": "t", "OS_USERNAME": "u", "OS_PASSWORD": "p"}
    with pytest.raises(InputError) as caught:
        find_identity({"token": ""}, environ, "r")
    text = str(caught.value)
    assert f"{home['HOME']}/.huaweicloud/credentials" in text
    for method, variables in ENVIRONMENT:
        assert all(variables[option] in text for option in REQUIRED[method])
    assert "OS_" not in text


@pytest.mark.parametrize(
    ("options", "environ", "name"),
    [
        ({"token": "hid den"}, {}, "token"),
        ({"token": "hidden\u00e9"}, {}, "token"),
        ({"token": "hidden\r\nX-Evil: 1"}, {}, "token"),
        ({"token": "t", "project_id": "a b"}, {}, "project_id"),
        ({"access_key": "hidden\x00", "secret_key": "s"}, {}, "access_key"),
        ({}, {"HW_AUTH_TOKEN": "hid den"}, "HW_AUTH_TOKEN"),
        ({}, {**SDK, "HUAWEICLOUD_SDK_SECURITY_TOKEN": "hid den"}, "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
        ({"token": "t"}, {"HW_PROJECT_ID": "a b"}, "HW_PROJECT_ID"),
    ],
)
def test_what_is_no_header_value(options: dict[str, str], environ: dict[str, str], name: str) -> None:
    """It is named by its source and not shown."""
    with pytest.raises(InputError, match=f"^{name} cannot be sent in a header") as caught:
        find_identity(options, environ, "r")
    assert "hid" not in str(caught.value).replace("which", "")


def test_no_secret_in_a_repr() -> None:
    """An identity that is logged by accident does not show its secrets."""
    identities: list[t.Any] = [
        Token(token="hidden"),
        AccessKey(access_key="hidden", secret_key="hidden", security_token="hidden"),
        Password(password="hidden"),
    ]
    for identity in identities:
        assert "hidden" not in repr(identity)
        assert set(identity.secrets) == {"hidden"}
    assert Anonymous().secrets == ()


def test_a_profile_file_with_a_part(home: dict[str, str]) -> None:
    """It is an error that names the file; a file without any credential is none."""
    path = Path(home["HOME"], ".huaweicloud", "credentials")
    write_profile(home, "[basic]\nak = file-ak\n")
    with pytest.raises(InputError) as caught:
        find_identity({}, home, None)
    assert str(caught.value) == f"the profile file {path} holds only a part of an access key: secret_key missing"
    write_profile(home, "[basic]\nproject_id = file-project\n")
    with pytest.raises(InputError, match="no credential found"):
        find_identity({}, home, None)
    write_profile(home, "[basic]\nak = file ak\nsk = hidden-file-sk\u00e9\n")
    with pytest.raises(InputError) as unfit:
        find_identity({}, home, None)
    assert str(path) in str(unfit.value)
    assert "hidden-" not in str(unfit.value)


def test_a_profile_file_from_windows(home: dict[str, str]) -> None:
    """A byte order mark is no part of it."""
    write_profile(home, "\ufeff[basic]\nak = file-ak\nsk = hidden-file-sk\n")
    assert find_identity({}, home, None) == Profile(access_key="file-ak", secret_key="hidden-file-sk")


def test_where_was_looked(home: dict[str, str]) -> None:
    """Places and variables are listed as people list them."""
    with pytest.raises(InputError) as caught:
        find_identity({"auth_method": "access_key"}, home, None)
    assert str(caught.value) == (
        "no credential found for auth_method access_key, so nothing was sent; looked at the options, the environment"
        " (for HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HW_ACCESS_KEY, HW_SECRET_KEY)"
    )
    with pytest.raises(InputError, match=r"HW_USER_NAME is set, but HW_USER_PASSWORD and HW_DOMAIN_NAME is not\)$"):
        find_identity({"auth_method": "password"}, {**home, "HW_USER_NAME": "user"}, "r")
    with pytest.raises(InputError, match=r"HW_USER_NAME and HW_USER_PASSWORD is set, but HW_DOMAIN_NAME is not\)$"):
        find_identity({"auth_method": "password"}, {**home, "HW_USER_NAME": "user", "HW_USER_PASSWORD": "hidden"}, "r")


def test_the_project_of_an_agency(home: dict[str, str]) -> None:
    """The option's, or else that of the environment, as the metadata service names none."""
    metadata = {"auth_method": "ecs_metadata", "metadata_endpoint": "http://127.0.0.1:1"}
    environ = {**home, "HW_PROJECT_ID": "theirs"}
    for project, options in (("theirs", metadata), ("own", {**metadata, "project_id": "own"})):
        agency = EcsAgency(project_id=project, metadata_endpoint="http://127.0.0.1:1")
        assert find_identity(options, environ, None) == agency


def test_an_agency_needs_a_metadata_endpoint(home: dict[str, str]) -> None:
    """Its address is checked as any other; the option's default is what documents it."""
    with pytest.raises(InputError, match=r"^metadata_endpoint: '' cannot be a base URL: "):
        find_identity({"auth_method": "ecs_metadata"}, home, None)


def test_white_space_around_secrets(home: dict[str, str]) -> None:
    """What a file ends with is no part of a key, but may be one of a password."""
    key = find_identity({"access_key": " ak\n", "secret_key": " hidden sk\n"}, home, None)
    assert key == AccessKey(access_key="ak", secret_key="hidden sk")
    user = find_identity({**USER, "password": " hidden password "}, home, "r")
    assert isinstance(user, Password)
    assert user.password == " hidden password "
