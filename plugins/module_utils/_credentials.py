# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Find the credential: in the options, else in the environment, else in the profile file; never mixed from two of them.

Names are those of Huawei Cloud's SDK (``HUAWEICLOUD_SDK_*``) and Terraform provider (``HW_*``), each read as a whole.
"""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._endpoint import (
    check_base_url,
    find_iam_endpoint,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import (
    AccessKey,
    Anonymous,
    EcsAgency,
    Identity,
    Password,
    Profile,
    Token,
    header_value,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._profile import profile_path, read_profile

REQUIRED = {
    "token": ("token",),
    "access_key": ("access_key", "secret_key"),
    "password": ("username", "password", "domain_name"),
}
"""What a method cannot do without, by option."""

# What shows that a method is meant: a domain name alone may stand in group variables for everybody.
_TELLING = {**REQUIRED, "access_key": (*REQUIRED["access_key"], "security_token"), "password": ("username", "password")}

_SDK_KEY = {
    "access_key": "HUAWEICLOUD_SDK_AK",
    "secret_key": "HUAWEICLOUD_SDK_SK",
    "security_token": "HUAWEICLOUD_SDK_SECURITY_TOKEN",
    "project_id": "HUAWEICLOUD_SDK_PROJECT_ID",
}
_TERRAFORM_KEY = {
    "access_key": "HW_ACCESS_KEY",
    "secret_key": "HW_SECRET_KEY",
    "security_token": "HW_SECURITY_TOKEN",
    "project_id": "HW_PROJECT_ID",
}
_TERRAFORM_USER = {
    "username": "HW_USER_NAME",
    "password": "HW_USER_PASSWORD",
    "domain_name": "HW_DOMAIN_NAME",
    "project_id": "HW_PROJECT_ID",
    "project_name": "HW_PROJECT_NAME",
}
ENVIRONMENT: tuple[tuple[str, dict[str, str]], ...] = (
    ("access_key", _SDK_KEY),
    ("access_key", _TERRAFORM_KEY),
    ("token", {"token": "HUAWEICLOUD_FABRIC_TOKEN"}),
    ("token", {"token": "HW_AUTH_TOKEN"}),
    ("password", _TERRAFORM_USER),
)
"""The identities that the environment may hold, in the order in which they count: method, and variable by option."""


def find_identity(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], region: str | None) -> Identity:
    """Return the credential to use.

    :raises InputError: none is complete (the message lists where it looked), one is given in part, or two are given
    """
    method = options.get("auth_method") or "auto"
    project_id = _clean("project_id", options.get("project_id"), "project_id")
    if method == "none":
        return Anonymous(project_id=project_id or _project_of(environ))
    if method == "ecs_metadata":
        endpoint = check_base_url(str(options.get("metadata_endpoint") or ""), "metadata_endpoint")
        return EcsAgency(project_id=project_id or _project_of(environ), metadata_endpoint=endpoint)

    path = profile_path(options, environ)
    looked: list[str] = []
    found: tuple[str, dict[str, str]] | None = None
    if method != "profile":
        looked = ["the options", "the environment"]
        found = _in_options(options, method) or _in_environment(environ, method)
    if found is None and method in ("auto", "profile"):
        looked.append(f"the profile file {path}")
        found = _in_profile(path)
    if found is None:
        raise InputError(_nothing_found(method, looked, environ))
    if found[0] == "token" and not project_id:
        project_id = _project_of(environ)
    if project_id:
        found[1]["project_id"] = project_id
    return _identity(*found, options, environ, region)


def _in_options(options: t.Mapping[str, t.Any], method: str) -> tuple[str, dict[str, str]] | None:
    methods = [method] if method != "auto" else list(REQUIRED)
    given = [name for name in methods if any(options.get(option) for option in _TELLING[name])]
    if not given:
        return None
    if len(given) > 1:
        raise InputError(
            f"the options hold credentials for {' and '.join(given)}: keep one of them, or choose with auth_method"
        )
    chosen = given[0]
    missing = [option for option in REQUIRED[chosen] if not options.get(option)]
    if missing:
        raise InputError(
            f"the options hold only a part of the credential for {chosen}: {' and '.join(missing)} missing"
            " (nothing is added from the environment or the profile file)"
        )
    names = (*_TELLING[chosen], "domain_name", "project_name") if chosen == "password" else _TELLING[chosen]
    return chosen, _cleaned({name: options.get(name) for name in names}, {})


def _in_environment(environ: t.Mapping[str, str], method: str) -> tuple[str, dict[str, str]] | None:
    for name, variables in ENVIRONMENT:
        if method not in ("auto", name):
            continue
        values = {option: environ.get(variable) for option, variable in variables.items()}
        if not all(values[option] for option in REQUIRED[name]):
            continue
        return name, _cleaned(values, variables)
    return None


def _in_profile(path: str) -> tuple[str, dict[str, str]] | None:
    values = read_profile(path)
    missing = [option for option in REQUIRED["access_key"] if option not in values]
    if not values or len(missing) == len(REQUIRED["access_key"]):
        return None
    if missing:
        raise InputError(f"the profile file {path} holds only a part of an access key: {missing[0]} missing")
    return "profile", _cleaned(values, dict.fromkeys(values, f"the profile file {path}"))


def _project_of(environ: t.Mapping[str, str]) -> str | None:
    """Return the project for a credential that has no place for one beside it."""
    for variable in (_SDK_KEY["project_id"], _TERRAFORM_KEY["project_id"]):
        if environ.get(variable):
            return _clean("project_id", environ[variable], variable)
    return None


def _identity(
    method: str,
    values: dict[str, str],
    options: t.Mapping[str, t.Any],
    environ: t.Mapping[str, str],
    region: str | None,
) -> Identity:
    if method == "token":
        return Token(**values)
    if method == "access_key":
        return AccessKey(**values)
    if method == "profile":
        return Profile(**values)
    if not values.get("project_id") and not values.get("project_name"):
        if region is None:
            raise InputError("a password login needs a project: set project_id, project_name or region")
        values["project_name"] = region
    return Password(**values, iam_endpoint=find_iam_endpoint(options, environ, region))


def _cleaned(values: t.Mapping[str, t.Any], names: t.Mapping[str, str]) -> dict[str, str]:
    cleaned = {option: _clean(option, value, names.get(option, option)) for option, value in values.items()}
    return {option: value for option, value in cleaned.items() if value}


def _clean(option: str, value: t.Any, name: str) -> str | None:
    if not value:
        return None
    if option in ("token", "access_key", "security_token", "project_id"):
        return header_value(str(value), name)
    # White space may belong to a password, but not to the key that was read from a file.
    return str(value).strip() if option == "secret_key" else str(value)


def _nothing_found(method: str, looked: list[str], environ: t.Mapping[str, str]) -> str:
    text = f"no credential found for auth_method {method}, so nothing was sent; looked at {', '.join(looked)}"
    if method == "profile":
        return f"{text}, for ak and sk in its section [basic]"
    for name, variables in ENVIRONMENT:
        present = [variables[option] for option in REQUIRED[name] if environ.get(variables[option])]
        absent = [variables[option] for option in REQUIRED[name] if not environ.get(variables[option])]
        if method in ("auto", name) and present:
            return f"{text} (there {' and '.join(present)} is set, but {' and '.join(absent)} is not)"
    wanted = [
        variables[option] for name, variables in ENVIRONMENT if method in ("auto", name) for option in REQUIRED[name]
    ]
    return f"{text} (for {', '.join(wanted)})"
