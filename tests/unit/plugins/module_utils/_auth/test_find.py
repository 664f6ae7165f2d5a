# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credential counts: the first level that holds one, and never a mixture of two."""

from __future__ import annotations

import getpass
import platform
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._ecs_metadata import EcsMetadata
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._find import METHODS, find_credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import ENVIRONMENT_IDENTITIES

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
        ({}, {"HW_AUTH_TOKEN": "t", "HW_PROJECT_ID": "a b"}, "HW_PROJECT_ID"),
        ({"auth_method": "none"}, {"HW_PROJECT_ID": "a b"}, "HW_PROJECT_ID"),
    ],
)
def test_what_is_no_header_value(options: dict[str, str], environ: dict[str, str], name: str) -> None:
    """It is named by its source and not shown."""
    with pytest.raises(InputError, match=f"^{name} cannot be sent in a header") as caught:
        find_credential(options, environ, "r")
    assert "hid" not in str(caught.value).replace("which", "")


UNFIT = ["\ufeffhidden", "hid\u200bden", "hid\rden", "hid\nden", "hid\0den", "hidden\udcff"]


@pytest.mark.parametrize("value", UNFIT)
@pytest.mark.parametrize(
    ("options", "environ", "option", "name"),
    [
        ({"access_key": "a"}, {}, "secret_key", "secret_key"),
        ({"secret_key": "s"}, {}, "access_key", "access_key"),
        ({**USER}, {}, "username", "username"),
        ({**USER}, {}, "password", "password"),
        ({**USER}, {}, "domain_name", "domain_name"),
        ({**USER}, {}, "project_name", "project_name"),
        ({**USER}, {}, "project_id", "project_id"),
        ({}, SDK, "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SK"),
        ({}, LOGIN, "HW_USER_NAME", "HW_USER_NAME"),
        ({}, LOGIN, "HW_USER_PASSWORD", "HW_USER_PASSWORD"),
        ({}, LOGIN, "HW_DOMAIN_NAME", "HW_DOMAIN_NAME"),
        ({}, LOGIN, "HW_PROJECT_NAME", "HW_PROJECT_NAME"),
    ],
)
def test_what_nobody_sees_in_a_value(
    options: dict[str, str], environ: dict[str, str], option: str, name: str, value: str, home: dict[str, str]
) -> None:
    """It is refused by its name, before anything is signed or sent, and not shown."""
    if option.isupper():
        environ = {**environ, option: value}
    else:
        options = {**options, option: value}
    with pytest.raises(InputError, match=f"^{name} (holds control or invisible|cannot be sent in a header)") as caught:
        find_credential(options, {**home, **environ}, "r")
    assert "hid" not in str(caught.value)


@pytest.mark.parametrize("option", ["access_key", "secret_key", "token", "username", "domain_name", "project_name"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotation_marks(option: str, quote: str, home: dict[str, str]) -> None:
    """As a shell's or an INI file's, which were taken along; a password may begin and end with them."""
    given = {"token": {}, "access_key": KEY, "secret_key": KEY}.get(option, USER)
    with pytest.raises(InputError, match=f"^{option} is in quotation marks: give the value alone$"):
        find_credential({**given, option: f"{quote}hidden{quote}"}, home, "r")
    password = find_credential({**USER, "password": f"{quote}hidden{quote}"}, home, "r")
    assert isinstance(password, Password)
    assert password.password == f"{quote}hidden{quote}"


def test_no_secret_in_a_repr() -> None:
    """A credential that is logged by accident does not show its secrets."""
    identities: list[Credential] = [
        Token(token="hidden"),
        AccessKey(access_key="hidden", secret_key="hidden", security_token="hidden"),
        Password(password="hidden"),
    ]
    for identity in identities:
        assert "hidden" not in repr(identity)
        assert set(identity.secrets) == {"hidden"}
    assert NoCredential().secrets == ()


def test_a_profile_file_with_a_part(home: dict[str, str]) -> None:
    """It is an error that names the file; a file without any credential is none."""
    path = Path(home["HOME"], ".huaweicloud", "credentials")
    write_profile(home, "[basic]\nak = file-ak\n")
    with pytest.raises(InputError) as caught:
        find_credential({}, home, None)
    assert str(caught.value) == f"the profile file '{path}' holds only a part of an access key: sk missing"
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


def test_white_space_around_secrets(home: dict[str, str]) -> None:
    """What a file ends with is no part of a key, but may be one of a password."""
    key = find_credential({"access_key": " ak\n", "secret_key": " hidden sk\n"}, home, None)
    assert key == AccessKey(access_key="ak", secret_key="hidden sk")
    user = find_credential({**USER, "password": " hidden password "}, home, "r")
    assert isinstance(user, Password)
    assert user.password == " hidden password "


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
