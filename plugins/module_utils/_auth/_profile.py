# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The profile file that Huawei Cloud's SDKs share: an INI file whose section ``[basic]`` holds an access key."""

from __future__ import annotations

import configparser
import os
import stat
import typing as t

from .._checks import first_set
from .._errors import InputError
from .._options import OPTIONS
from .._text import shown

KEYS = {"access_key": "ak", "secret_key": "sk", "security_token": "security_token", "project_id": "project_id"}
"""The name of each option in the file."""

_SECTION = "basic"
_LARGEST = 1024 * 1024


def profile_path(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> str:
    """Return the path of the profile file."""
    option = OPTIONS["credentials_file"]
    _name, path = first_set(options, environ, option.name, *option.environment)
    path = path or option.fallback
    home = environ.get("HOME")
    if home is not None and path.startswith("~/"):
        return f"{home.rstrip('/')}{path[1:]}"
    return os.path.expanduser(path)


def read_profile(path: str) -> dict[str, str]:
    """Return the values in the profile file, by the names of the options; empty if there is no such file.

    :raises InputError: the file cannot be read; the message quotes nothing of it
    """
    # The SDK interpolates, and so fails for a "%" in a secret. Here "%" is an ordinary character.
    parser = configparser.ConfigParser(interpolation=None)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise InputError(f"the profile file {shown(path)} is not a regular file of at most 1 MiB")
        with open(path, encoding="utf-8-sig") as file:
            parser.read_file(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(f"the profile file {shown(path)} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"the profile file {shown(path)} is not UTF-8") from None
    except ValueError:
        raise InputError(f"the profile file {shown(path)} cannot be a path") from None
    except configparser.DuplicateOptionError as error:
        raise InputError(f"the profile file {shown(path)} has an option twice, in line {error.lineno}") from None
    except configparser.DuplicateSectionError as error:
        raise InputError(f"the profile file {shown(path)} has a section twice, in line {error.lineno}") from None
    except configparser.Error:
        raise InputError(f"the profile file {shown(path)} is not in INI format") from None
    if not parser.has_section(_SECTION):
        return {}
    section = parser[_SECTION]
    return {option: section[key] for option, key in KEYS.items() if section.get(key)}
