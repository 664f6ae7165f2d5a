# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credential is used: that of the first source that has one, and never a combination of two."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._ecs_metadata import EcsMetadata
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._find import find_credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from tests.unit.identities import KEY, LOGIN, SDK, TERRAFORM, USER


def write_profile(home: dict[str, str], text: str) -> None:
    """Write the profile file."""
    path = Path(home["HOME"], ".huaweicloud", "credentials")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_options_go_before_everything(home: dict[str, str]) -> None:
    """Options, then the environment, then the profile file."""
    write_profile(home, "[basic]\nak = file-ak\nsk = hidden-file-sk\nproject_id = file-project\n")
    environ = {**home, **SDK}
    assert find_credential({"token": "option-token\n"}, environ, None) == Token(token="option-token")
    assert find_credential(KEY, environ, None) == AccessKey(access_key="option-ak", secret_key="hidden-option-sk")
    assert find_credential({}, environ, None) == AccessKey(access_key="sdk-ak", secret_key="hidden-sdk-sk")
    profile = AccessKey(access_key="file-ak", secret_key="hidden-file-sk", project_id="file-project", source="profile")
    assert find_credential({}, home, None) == profile
    assert find_credential({"auth_method": "profile", **KEY}, environ, None) == profile
    assert (profile.method, find_credential(KEY, {}, None).method) == ("profile", "access_key")


def test_the_order_in_the_environment(home: dict[str, str]) -> None:
    """The SDK's key, Terraform's, the tokens, the password; each as a whole."""
    environ = {**home, **SDK, **TERRAFORM, **LOGIN, "HUAWEICLOUD_FABRIC_TOKEN": "one", "HW_AUTH_TOKEN": "two"}
    assert find_credential({}, environ, "r") == AccessKey(access_key="sdk-ak", secret_key="hidden-sdk-sk")
    del environ["HUAWEICLOUD_SDK_SK"]
    terraform = AccessKey(access_key="tf-ak", secret_key="hidden-tf-sk", project_id="tf-project")
    assert find_credential({}, environ, "r") == terraform
    del environ["HW_ACCESS_KEY"]
    assert find_credential({}, environ, "r") == Token(token="one", project_id="tf-project")
    del environ["HUAWEICLOUD_FABRIC_TOKEN"]
    assert find_credential({}, environ, "r") == Token(token="two", project_id="tf-project")
    del environ["HW_AUTH_TOKEN"]
    password = find_credential({}, environ, "r")
    assert isinstance(password, Password)
    assert (password.username, password.domain_name, password.project_id) == ("tf-user", "tf-account", "tf-project")
    assert password.iam_endpoint == "https://iam.r.myhuaweicloud.com"


def test_a_method_that_is_asked_for(home: dict[str, str]) -> None:
    """It is taken from the options, or else from the environment, past what goes before it."""
    environ = {**home, **SDK, **LOGIN, "HW_AUTH_TOKEN": "two"}
    assert find_credential({"auth_method": "token"}, environ, None) == Token(token="two")
    assert find_credential({"auth_method": "token", "token": "one", **KEY}, environ, None) == Token(token="one")
    assert find_credential({"auth_method": "password"}, environ, "r").method == "password"
    assert find_credential({"auth_method": "none", **KEY}, environ, None) == NoCredential()
    metadata = {"auth_method": "ecs_metadata", "metadata_endpoint": "http://127.0.0.1:1/"}
    assert find_credential(metadata, environ, None) == EcsMetadata(metadata_endpoint="http://127.0.0.1:1")
    with pytest.raises(
        InputError, match=r"auth_method profile, so nothing was sent - Set ak and sk in the section \[basic\]"
    ):
        find_credential({"auth_method": "profile"}, environ, None)


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
        find_credential(options, {**home, **SDK, **TERRAFORM, **LOGIN}, "r")
    assert caught.value.reason == "credential_missing"
    assert caught.value.solution_msg == f"Set {missing.removesuffix(' missing')} too."
    assert str(caught.value).endswith(" (nothing is added from the environment or the profile file)")
    assert "hidden" not in str(caught.value)


def test_the_project_of_the_options(home: dict[str, str]) -> None:
    """It takes precedence over the one that the environment has beside a user: the name too, over name and ID."""
    environ = {**home, **LOGIN, "HW_PROJECT_NAME": "tf-name", "HW_PROJECT_ID": "tf-project"}
    for options, project in (
        ({"project_name": "own"}, (None, "own")),
        ({"project_id": "own-id", "project_name": "own"}, ("own-id", "own")),
        ({"project_id": "own-id"}, ("own-id", "tf-name")),
        ({}, ("tf-project", "tf-name")),
    ):
        found = find_credential({"auth_method": "password", **options}, environ, "r")
        assert isinstance(found, Password)
        assert (found.project_id, found.project_name) == project
    token = find_credential({"project_name": "own"}, {**home, "HW_AUTH_TOKEN": "one", "HW_PROJECT_ID": "p"}, "r")
    assert token == Token(token="one", project_id="p")


def test_nothing_of_two_levels_is_mixed(home: dict[str, str]) -> None:
    """Neither a security token nor a project of the environment joins a key of the options, nor one set the other."""
    environ = {**home, "HUAWEICLOUD_SDK_SECURITY_TOKEN": "st", "HUAWEICLOUD_SDK_PROJECT_ID": "p", **TERRAFORM}
    assert find_credential(KEY, environ, None) == AccessKey(access_key="option-ak", secret_key="hidden-option-sk")
    found = find_credential({}, environ, None)
    assert found == AccessKey(access_key="tf-ak", secret_key="hidden-tf-sk", project_id="tf-project")
    mixed = {**home, "HUAWEICLOUD_SDK_AK": "sdk-ak", "HW_SECRET_KEY": "hidden"}
    with pytest.raises(InputError, match="HUAWEICLOUD_SDK_AK is set, but HUAWEICLOUD_SDK_SK is not"):
        find_credential({}, mixed, None)


def test_two_methods_in_the_options(home: dict[str, str]) -> None:
    """They are an error that auth_method resolves; a domain name alone is no method."""
    with pytest.raises(InputError, match="credentials for token and access_key"):
        find_credential({"token": "t", **KEY}, home, None)
    assert find_credential({"token": "t", **KEY, "auth_method": "access_key"}, home, None).method == "access_key"
    assert find_credential({"domain_name": "d", **KEY}, home, None).method == "access_key"


def test_projects(home: dict[str, str]) -> None:
    """The option goes before all; a token of the environment takes one from there; an ID goes before a name."""
    assert find_credential({**KEY, "project_id": "own"}, {**home, **SDK}, None).project_id == "own"
    assert find_credential({"project_id": "own"}, {**home, **TERRAFORM}, None).project_id == "own"
    both = {"HUAWEICLOUD_SDK_PROJECT_ID": "one", "HW_PROJECT_ID": "two"}
    assert find_credential({}, {**home, **both, "HW_AUTH_TOKEN": "t"}, None).project_id == "one"
    assert find_credential({"token": "t"}, {**home, **both}, None).project_id is None  # that of another identity
    assert find_credential({"token": "t", "project_id": "own"}, {**home, **both}, None).project_id == "own"
    assert find_credential({"auth_method": "none"}, {**home, **both}, None).project_id == "one"
    assert find_credential({"auth_method": "none", "project_id": "own"}, {**home, **both}, None).project_id == "own"
    for options in ({"auth_method": "none"}, {"auth_method": "token"}):  # a key in the environment keeps its project
        given = {**home, **both, "HUAWEICLOUD_FABRIC_TOKEN": "t"}
        assert find_credential(options, {**given, **SDK}, None).project_id == "two"
        assert find_credential(options, {**given, **SDK, **TERRAFORM}, None).project_id is None
    password = find_credential({**USER, "project_id": "own", "project_name": "name"}, home, "r")
    assert isinstance(password, Password)
    assert password.project_id == "own"
    regional = find_credential(USER, home, "r")
    assert isinstance(regional, Password)
    assert (regional.project_id, regional.project_name) == (None, "r")
    with pytest.raises(
        InputError, match=r"^a login with a password needs a project: set project_id, project_name or region$"
    ):
        find_credential(USER, home, None)


def test_a_profile_file_with_a_part(home: dict[str, str]) -> None:
    """It is an error that names the file; a file without any credential is none."""
    path = Path(home["HOME"], ".huaweicloud", "credentials")
    write_profile(home, "[basic]\nak = file-ak\n")
    with pytest.raises(InputError) as caught:
        find_credential({}, home, None)
    assert str(caught.value) == f"the profile file '{path}' contains only a part of an access key: sk missing"
    assert (caught.value.reason, caught.value.solution_msg) == (
        "credential_missing",
        "Add sk to its section [basic].",
    )
    write_profile(home, "[basic]\nproject_id = file-project\n")
    with pytest.raises(InputError, match="no credential found"):
        find_credential({}, home, None)
    for key, text in (
        ("ak", "ak = file ak\nsk = s"),
        ("sk", "ak = a\nsk = 'hidden-sk'"),
        ("sk", "ak = a\nsk = hidden-\u200b"),
    ):
        write_profile(home, f"[basic]\n{text}\n")
        with pytest.raises(InputError) as unfit:
            find_credential({}, home, None)
        assert str(unfit.value).startswith(f"{key} in the profile file '{path}' ")
        assert "hidden-" not in str(unfit.value)


def test_a_profile_file_from_windows(home: dict[str, str]) -> None:
    """A byte order mark is no part of it."""
    write_profile(home, "\ufeff[basic]\nak = file-ak\nsk = hidden-file-sk\n")
    assert find_credential({}, home, None) == AccessKey(
        access_key="file-ak", secret_key="hidden-file-sk", source="profile"
    )


def test_the_project_of_an_agency(home: dict[str, str]) -> None:
    """The option's, or else that of the environment, as the metadata service names none."""
    metadata = {"auth_method": "ecs_metadata", "metadata_endpoint": "http://127.0.0.1:1"}
    environ = {**home, "HW_PROJECT_ID": "theirs"}
    for project, options in (("theirs", metadata), ("own", {**metadata, "project_id": "own"})):
        agency = EcsMetadata(project_id=project, metadata_endpoint="http://127.0.0.1:1")
        assert find_credential(options, environ, None) == agency


def test_an_agency_needs_a_metadata_endpoint(home: dict[str, str]) -> None:
    """Its address is checked as any other; the option's default is what documents it."""
    with pytest.raises(InputError, match=r"^metadata_endpoint: '' cannot be a base URL: "):
        find_credential({"auth_method": "ecs_metadata"}, home, None)
