# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Find the credential: in the options, else in the environment, else in the profile file. Values are never combined.

The variables are those of Huawei Cloud's SDKs (``HUAWEICLOUD_SDK_*``) and of its Terraform provider (``HW_*``).
"""

from __future__ import annotations

import fnmatch
import getpass
import platform
import re
import typing as t

from .._errors import InputError
from .._options import ENVIRONMENT_IDENTITIES, IGNORED_IDENTITIES, credential_variables
from .._text import shown
from ._access_key import AccessKey
from ._credential import Credential, Given, checked
from ._ecs_metadata import EcsMetadata
from ._none import NoCredential
from ._password import Password
from ._profile import KEYS, profile_path, read_profile
from ._token import Token

METHODS: dict[str, type[Credential]] = {
    one.name: one for one in (Token, AccessKey, Password, EcsMetadata, NoCredential)
}
"""The methods by which a request can be authenticated; ``profile`` is another source of an access key."""

_Found = tuple[type[Credential], dict[str, str]]
"""The class of a credential, and the values of its options."""

_BY_OPTIONS = [one for one in METHODS.values() if one.selecting]
_IGNORED = re.compile("|".join(map(fnmatch.translate, IGNORED_IDENTITIES)))


def find_credential(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], region: str | None) -> Credential:
    """Return the credential to use.

    :raises InputError: no credential was found (the message says where it was looked for), the options or the profile
        file have only a part of one, or the options have two
    """
    method = options.get("auth_method") or "auto"
    project = _checked({name: options.get(name) for name in ("project_name", "project_id")}, {})
    path = profile_path(options, environ)
    found: _Found | None = None
    if method in METHODS and not METHODS[method].required:
        found = METHODS[method], _with_project({}, environ)
    elif method != "profile":
        found = _in_options(options, method) or _in_environment(environ, method)
    if found is None and method in ("auto", "profile"):
        found = _in_profile(path)
    if found is None:
        raise InputError(_nothing_found(method, path, environ), reason="credential_missing", solution=_ways(method))
    kind, values = found
    if "project_name" in project and "project_name" in kind.optional:
        values.pop("project_id", None)  # an ID would take precedence
        values["project_name"] = project["project_name"]
    if "project_id" in project:
        values["project_id"] = project["project_id"]
    return kind(**kind.completed(values, Given(options, environ, region)))


def _in_options(options: t.Mapping[str, t.Any], method: str) -> _Found | None:
    kinds = [METHODS[method]] if method != "auto" else _BY_OPTIONS
    given = [kind for kind in kinds if any(options.get(option) for option in kind.selecting)]
    if not given:
        return None
    if len(given) > 1:
        names = " and ".join(kind.name for kind in given)
        raise InputError(f"the options contain credentials for {names}: keep one of them, or choose with auth_method")
    chosen = given[0]
    missing = [option for option in chosen.required if not options.get(option)]
    if missing:
        raise InputError(
            f"the options contain only a part of the credential for {chosen.name}: {' and '.join(missing)} missing"
            " (nothing is added from the environment or the profile file)",
            reason="credential_missing",
            solution=f"Set {' and '.join(missing)} too.",
        )
    return chosen, _checked({name: options.get(name) for name in (*chosen.required, *chosen.optional)}, {})


def _in_environment(environ: t.Mapping[str, str], method: str) -> _Found | None:
    for name, variables in ENVIRONMENT_IDENTITIES:
        kind = METHODS[name]
        if method in ("auto", name) and all(environ.get(variables[option]) for option in kind.required):
            values = _checked({option: environ.get(variable) for option, variable in variables.items()}, variables)
            return kind, values if "project_id" in variables else _with_project(values, environ)
    return None


def _in_profile(path: str) -> _Found | None:
    values = read_profile(path)
    missing = [KEYS[option] for option in AccessKey.required if option not in values]
    if len(missing) == len(AccessKey.required):
        return None
    if missing:
        raise InputError(
            f"the profile file {shown(path)} contains only a part of an access key: {missing[0]} missing",
            reason="credential_missing",
            solution=f"Add {missing[0]} to its section [basic].",
        )
    names = {option: f"{KEYS[option]} in the profile file {shown(path)}" for option in values}
    return AccessKey, {**_checked(values, names), "source": "profile"}


def _with_project(values: dict[str, str], environ: t.Mapping[str, str]) -> dict[str, str]:
    """Add the project ID of the environment to a credential whose own variables have none.

    The project ID of a complete access key is not used for another credential.
    """
    taken = {
        variables["project_id"]
        for name, variables in ENVIRONMENT_IDENTITIES
        if name == AccessKey.name and all(environ.get(variables[option]) for option in AccessKey.required)
    }
    for variable in credential_variables("project_id"):
        if environ.get(variable) and variable not in taken:
            return {**values, **_checked({"project_id": environ[variable]}, {"project_id": variable})}
    return values


def _checked(values: t.Mapping[str, t.Any], names: t.Mapping[str, str]) -> dict[str, str]:
    found = {option: checked(option, value, names.get(option, option)) for option, value in values.items()}
    return {option: value for option, value in found.items() if value}


def _ways(method: str) -> str:
    """Return how to set a credential, with the recommended method first."""
    kinds: tuple[type[Credential], ...] = (AccessKey, *METHODS.values())
    ways = {kind.name: kind.way for kind in kinds if kind.way}
    ways["profile"] = "ak and sk in the section [basic] of the profile file"
    chosen = [way for name, way in ways.items() if method in ("auto", name)]
    return f"Set {' or '.join(chosen)} on the machine where this runs."


def ignored_identities(environ: t.Mapping[str, str]) -> list[str]:
    """Return the variables that are set and that select an identity which this collection does not support."""
    return sorted(name for name, value in environ.items() if value and _IGNORED.match(name))


def partial_identities(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> list[str]:
    """Return the incomplete credentials of the environment that precede the one that is used, each as a phrase.

    Only those with a secret are returned, because a name alone is often set globally. There are none if the options
    have a credential.
    """
    partial: list[str] = []
    if any(options.get(option) for kind in _BY_OPTIONS for option in kind.selecting):
        return partial
    for name, variables in ENVIRONMENT_IDENTITIES:
        kind = METHODS[name]
        missing = [variables[option] for option in kind.required if not environ.get(variables[option])]
        if not missing:
            break
        secret = [variables[one] for one in kind.required if one in kind.secret and environ.get(variables[one])]
        if secret:
            partial.append(f"{' and '.join(secret)} without {' and '.join(missing)}")
    return partial


def _nothing_found(method: str, path: str, environ: t.Mapping[str, str]) -> str:
    where = f"{_user()} on {platform.node() or 'this machine'}"
    text = f"no credential found for auth_method {method}, so nothing was sent - {_ways(method)} It ran as {where}."
    ignored = ignored_identities(environ) if method == "auto" else []
    if ignored:
        text += f" It does not support the identity that is meant by {' and '.join(ignored)}."
    profile = [f"the profile file {shown(path)}"] if method in ("auto", "profile") else []
    if method == "profile":
        return f"{text} It looked at {profile[0]}."
    for name, variables in ENVIRONMENT_IDENTITIES:
        required = [variables[option] for option in METHODS[name].required]
        present = [variable for variable in required if environ.get(variable)]
        absent = [variable for variable in required if not environ.get(variable)]
        if method in ("auto", name) and present:
            looked = ", ".join(["the options", "the environment", *profile])
            there = f"in the environment {' and '.join(present)} is set, but {' and '.join(absent)} is not"
            return f"{text} It looked at {looked}; {there}."
    tried = [(METHODS[name], names) for name, names in ENVIRONMENT_IDENTITIES if method in ("auto", name)]
    wanted = ", ".join(names[option] for kind, names in tried for option in kind.required)
    return f"{text} It looked at {', '.join(['the options', f'the environment (for {wanted})', *profile])}."


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no name is known for this user ID
        return "an unknown user"
