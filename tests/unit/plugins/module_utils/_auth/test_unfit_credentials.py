# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials that hold what cannot be sent, or what nobody sees, are refused by their names and not shown."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._find import find_credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from tests.unit.identities import KEY, LOGIN, SDK, USER


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
    with pytest.raises(
        InputError, match=f"^{name} (contains control or invisible|cannot be sent in a header)"
    ) as caught:
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


def test_white_space_around_secrets(home: dict[str, str]) -> None:
    """What a file ends with is no part of a key, but may be one of a password."""
    key = find_credential({"access_key": " ak\n", "secret_key": " hidden sk\n"}, home, None)
    assert key == AccessKey(access_key="ak", secret_key="hidden sk")
    user = find_credential({**USER, "password": " hidden password "}, home, "r")
    assert isinstance(user, Password)
    assert user.password == " hidden password "
