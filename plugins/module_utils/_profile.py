# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The profile file that Huawei Cloud's SDKs share: an INI file whose section ``[basic]`` holds an access key."""

from __future__ import annotations

import configparser
import os
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._endpoint import first_set
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError

DEFAULT_PATH = "~/.huaweicloud/credentials"

_SECTION = "basic"
_OPTIONS = {"ak": "access_key", "sk": "secret_key", "security_token": "security_token", "project_id": "project_id"}


def profile_path(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> str:
    """Return where the profile file is."""
    _name, path = first_set(options, environ, "credentials_file", "HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    path = path or DEFAULT_PATH
    home = environ.get("HOME")
    if home and path.startswith("~/"):
        return os.path.join(home, path[2:])
    return os.path.expanduser(path)


def read_profile(path: str) -> dict[str, str]:
    """Return what the profile file holds, by the names of the options; nothing where there is no such file.

    :raises InputError: it cannot be read; the message repeats nothing of it
    """
    # The SDK interpolates, so that a "%" in a secret breaks it; here it is a character as any other.
    parser = configparser.ConfigParser(interpolation=None)
    try:
        with open(path, encoding="utf-8-sig") as file:
            parser.read_file(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(f"the profile file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"the profile file {path} is not UTF-8") from None
    except configparser.DuplicateOptionError as error:
        raise InputError(f"the profile file {path} has an option twice, in line {error.lineno}") from None
    except configparser.DuplicateSectionError as error:
        raise InputError(f"the profile file {path} has a section twice, in line {error.lineno}") from None
    except configparser.Error:
        raise InputError(f"the profile file {path} is not in INI format") from None
    if not parser.has_section(_SECTION):
        return {}
    section = parser[_SECTION]
    return {option: section[key] for key, option in _OPTIONS.items() if section.get(key)}
