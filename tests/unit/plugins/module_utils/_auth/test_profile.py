# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The profile file, as the official SDK reads it, and where it cannot."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from huaweicloudsdkcore.auth.provider import ProfileCredentialProvider
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._profile import (
    profile_path,
    read_profile,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError

WORD = st.text(
    st.characters(codec="ascii", categories=["L", "N", "P"], exclude_characters="%"), min_size=1, max_size=30
)


@pytest.mark.parametrize(
    "text",
    [
        "[basic]\nak = AK\nsk = SK\n",
        "[basic]\nAK=AK\nsk : SK\nproject_id = P\nsecurity_token = ST\n[global]\nak = other\nsk = other\n",
        "# comment\n[basic]\nak = A=B:C\nsk = a # b\nproject_id = p\n",
    ],
)
def test_it_is_read_as_the_sdk_reads_it(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the official SDK resolves from the same file."""
    path = tmp_path / "credentials"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", str(path))
    theirs = ProfileCredentialProvider.get_basic_credential_profile_provider().get_credentials()
    ours = read_profile(str(path))
    assert (ours["access_key"], ours["secret_key"]) == (theirs.ak, theirs.sk)
    assert (ours.get("project_id"), ours.get("security_token")) == (theirs.project_id, theirs.security_token)


def test_a_percent_sign_is_a_character(tmp_path: Path) -> None:
    """It breaks the SDK's own reading, which interpolates."""
    path = tmp_path / "credentials"
    path.write_text("[basic]\nak = a%b\nsk = %(ak)s%%\n", encoding="utf-8")
    assert read_profile(str(path)) == {"access_key": "a%b", "secret_key": "%(ak)s%%"}


def test_where_it_is(tmp_path: Path) -> None:
    """The option, the SDK's variable, the home of the environment that counts."""
    environ = {"HOME": str(tmp_path), "HUAWEICLOUD_SDK_CREDENTIALS_FILE": "/two"}
    assert profile_path({"credentials_file": "/one"}, environ) == "/one"
    assert profile_path({}, environ) == "/two"
    assert profile_path({}, {"HOME": str(tmp_path)}) == str(tmp_path / ".huaweicloud" / "credentials")
    assert profile_path({}, {"HOME": "/home/XX/"}) == "/home/XX/.huaweicloud/credentials"
    assert profile_path({"credentials_file": "~/own"}, {"HOME": "/home/XX"}) == "/home/XX/own"
    assert profile_path({"credentials_file": "~nobody-at-all/own"}, {"HOME": "/home/XX"}) == "~nobody-at-all/own"
    assert profile_path({}, {}) == str(Path("~/.huaweicloud/credentials").expanduser())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hidden = 1\n", "not in INI format"),
        (b"[basic]\nak = hidden\nak = hidden\n", "an option twice, in line 3"),
        (b"[basic]\n[basic]\n", "a section twice, in line 2"),
        (b"[basic]\nak = \xff\n", "not UTF-8"),
    ],
)
def test_what_cannot_be_read(content: bytes, message: str, tmp_path: Path) -> None:
    """The message says what is wrong and repeats nothing."""
    path = tmp_path / "credentials"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read_profile(str(path))
    assert "hidden" not in str(caught.value)
    with pytest.raises(InputError, match="is not a regular file of at most 1 MiB"):
        read_profile(str(tmp_path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"ak = 1\n", "is not in INI format"),
        (b"[basic]\nak\n", "is not in INI format"),
        (b"[basic]\nak = a\nsk = b\nAK = c\n", "has an option twice, in line 4"),
        (b"[basic]\nak = a\n[basic]\n", "has a section twice, in line 3"),
        (b"[basic]\nak = \xe9\n", "is not UTF-8"),
    ],
)
def test_the_whole_sentence(content: bytes, told: str, tmp_path: Path) -> None:
    """The file, and what is wrong with it."""
    path = tmp_path / "credentials"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_profile(str(path))
    assert str(caught.value) == f"the profile file '{path}' {told}"
    with pytest.raises(InputError) as unreachable:
        read_profile(str(path / "file"))
    assert str(unreachable.value) == f"the profile file '{path / 'file'}' cannot be read: Not a directory"


def test_what_belongs_to_the_key(tmp_path: Path) -> None:
    """Every option by its own name, in UTF-8 with or without a byte order mark; what is empty is not there."""
    path = tmp_path / "credentials"
    text = "[basic]\nak = a\nsk = \u00e9\nsecurity_token =\nproject_id = p\nregion = r\n"
    for encoding in ("utf-8", "utf-8-sig"):
        path.write_text(text, encoding=encoding)
        assert read_profile(str(path)) == {"access_key": "a", "secret_key": "\u00e9", "project_id": "p"}
    path.write_text(text.replace("security_token =", "security_token = t"), encoding="utf-8")
    assert read_profile(str(path))["security_token"] == "t"


def test_what_is_no_file_to_read(tmp_path: Path) -> None:
    """A FIFO would be waited for, a device has no end; each is one sentence with the path, and nothing is opened."""
    fifo, large = tmp_path / "fifo", tmp_path / "large"
    os.mkfifo(fifo)
    large.write_bytes(b"[basic]\n" + b"#" * 2**20)
    for path in (str(fifo), os.devnull, "/dev/zero", str(large), str(tmp_path)):
        with pytest.raises(InputError) as caught:
            read_profile(path)
        assert str(caught.value) == f"the profile file '{path}' is not a regular file of at most 1 MiB"
    (tmp_path / "whole").write_bytes(b"[basic]\n#".ljust(2**20, b"#"))
    assert read_profile(str(tmp_path / "whole")) == {}


@pytest.mark.parametrize("path", ["/a\0b", "/a\ud800b"])
def test_what_is_no_path(path: str) -> None:
    """It is shown escaped."""
    with pytest.raises(InputError) as caught:
        read_profile(path)
    assert str(caught.value) == f"the profile file {path!a} cannot be a path"


def test_a_path_that_cannot_be_followed(tmp_path: Path) -> None:
    """The system's own reason."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read: Not a directory"):
        read_profile(str(tmp_path / "file" / "credentials"))
    with pytest.raises(InputError, match="cannot be read: File name too long"):
        read_profile(str(tmp_path / ("x" * 300)))


def test_nothing_there(tmp_path: Path) -> None:
    """No file, and no section, are no error: there is just nothing."""
    assert read_profile(str(tmp_path / "none")) == {}
    (tmp_path / "credentials").write_text("[global]\nak = a\n", encoding="utf-8")
    assert read_profile(str(tmp_path / "credentials")) == {}


@given(content=st.binary(max_size=200) | WORD.map(lambda word: f"[basic]\nak = {word}\nsk = {word}\n".encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes(content: bytes, tmp_path: Path) -> None:
    """Whatever the file holds, it is read or refused."""
    path = tmp_path / "credentials"
    path.write_bytes(content)
    try:
        values = read_profile(str(path))
    except InputError:
        values = {}
    assert values.keys() <= {"access_key", "secret_key", "security_token", "project_id"}
