# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The table of options: the only place for their defaults, ranges, choices and environment variables.

Argument specs and the code that resolves options read it. ``scripts/fragments.py`` writes the documentation fragments
from it, and adds the sentences about ranges and environment variables, so no text here repeats them. The texts use the
markup of Ansible's documentation (``O()``, ``V()``, ``RV()``, ``E()``).
"""

from __future__ import annotations

import dataclasses
import typing as t

from ._option import Option, Range, argument_spec

ENVIRONMENT_IDENTITIES: tuple[tuple[str, t.Mapping[str, str]], ...] = (
    (
        "access_key",
        {
            "access_key": "HUAWEICLOUD_SDK_AK",
            "secret_key": "HUAWEICLOUD_SDK_SK",
            "security_token": "HUAWEICLOUD_SDK_SECURITY_TOKEN",
            "project_id": "HUAWEICLOUD_SDK_PROJECT_ID",
        },
    ),
    (
        "access_key",
        {
            "access_key": "HW_ACCESS_KEY",
            "secret_key": "HW_SECRET_KEY",
            "security_token": "HW_SECURITY_TOKEN",
            "project_id": "HW_PROJECT_ID",
        },
    ),
    ("token", {"token": "HUAWEICLOUD_FABRIC_TOKEN"}),
    ("token", {"token": "HW_AUTH_TOKEN"}),
    (
        "password",
        {
            "username": "HW_USER_NAME",
            "password": "HW_USER_PASSWORD",
            "domain_name": "HW_DOMAIN_NAME",
            "project_id": "HW_PROJECT_ID",
            "project_name": "HW_PROJECT_NAME",
        },
    ),
)
"""The credentials that the environment may have, in order of precedence: the method, and the variable of each option.

The names are those of Huawei Cloud's SDKs (``HUAWEICLOUD_SDK_*``) and of its Terraform provider (``HW_*``). Each
credential is used as a whole: values of two of them are never combined.
"""

IGNORED_IDENTITIES = (
    "HUAWEICLOUD_OIDC_*",
    "HUAWEICLOUD_SDK_IDP_ID",
    "HUAWEICLOUD_SDK_ID_TOKEN_FILE",
    "HC_CONTAINER_*",
    "HW_ASSUME_ROLE_*",
    "HW_PROFILE",
    "HW_SHARED_CONFIG_FILE",
)
"""Variables with which the SDKs or the Terraform provider use another identity, and which this collection ignores."""

CLOUD_VARIABLE = "HW_CLOUD"
"""The variable of the Terraform provider that names the domain of a cloud."""

CLOUDS = (("eu-west-1", "myhuaweicloud.eu"), ("", "myhuaweicloud.com"))
"""The domains of the public clouds, each with the prefix of its regions. The first prefix that fits is used."""


ROUTES = (
    Option(
        "route_id",
        (
            "The route ID of one Ray or Ray Serve cluster.",
            "It is text of 1 to 36 ASCII letters, digits and hyphens, or a whole number, whose digits are used."
            " Anything else is refused.",
            "Quote a route ID that YAML may read as another value. Without quotes, V(0123) is the number 83,"
            " V(12:30:45) is 45045, V(yes) is a boolean and V(2026-11-25) is a date.",
            "Exactly one of O(route_id) and O(route_ids) is required.",
        ),
        type="raw",
    ),
    Option(
        "route_ids",
        (
            "The route IDs of several clusters, whose sessions are requested concurrently.",
            "The list must not be empty. The rule for each route ID is that of O(route_id). A route ID that is listed"
            " twice is requested once.",
        ),
        type="list",
        elements="raw",
    ),
)

ON_MISSING = (
    Option(
        "on_missing",
        (
            "What to do if a route does not exist.",
            "V(error) fails, after all other routes have been requested. V(warn) shows a warning and continues."
            " V(skip) continues without a warning.",
        ),
        default="error",
        choices=("error", "warn", "skip"),
    ),
)
ON_MISSING_WARN = (dataclasses.replace(ON_MISSING[0], default="warn"),)
"""The same option for modules that write a file; its default is ``warn``."""

NAMED_ROUTES = (
    Option(
        "routes",
        (
            "The routes, as a list of route IDs, or of mappings with C(route_id) and, optionally, C(name) and C(url)."
            " The rule for each route ID is that of"
            " O(huaweicloud.dataarts_fabric.fabric_session_info#module:route_id).",
        ),
        type="list",
        elements="raw",
        required=True,
    ),
)

FILE = (
    Option(
        "path",
        ("The absolute path of the file on the managed host. Its directory must exist.",),
        required=True,
    ),
    Option("owner", ("The user who owns the file. If omitted, the owner of an existing file is kept.",)),
    Option("group", ("The group that owns the file. If omitted, the group of an existing file is kept.",)),
)
RECORD_MODE = (
    Option("mode", ("The permissions of the file, as for M(ansible.builtin.copy).",), type="raw", default="0640"),
)
PAGE_MODE = (dataclasses.replace(RECORD_MODE[0], default="0644"),)
"""The same option for a file that a web server reads."""

CONCURRENCY = (
    Option(
        "concurrency",
        (
            "The maximum number of routes that are requested at the same time.",
            "The first route is always requested alone, so that a wrong access key is not refused many times and"
            " locked.",
        ),
        type="int",
        default=16,
        allowed=Range(1, 64),
    ),
)

CONNECTION = (
    Option(
        "endpoint",
        (
            "The base URL of the service. It starts with V(https://) or V(http://) and may have a path, for example the"
            " prefix of a gateway. A V(/), V(/v1) or V(/v1/sessions) at its end is removed.",
            "Credentials and session IDs that are sent over V(http://) to another machine can be read on the way. A"
            " warning is shown if such a URL is used.",
            "If omitted, the first of these that is set is used: {environment}. C(<REGION>) is the O(region) in upper"
            " case, with V(_) instead of V(-).",
        ),
        environment=("HUAWEICLOUD_FABRIC_ENDPOINT", "HUAWEICLOUD_SDK_REGION_DATAARTSFABRICEP_<REGION>"),
        fallback="https://fabric-ep.<region>.<cloud>",
    ),
    Option(
        "region",
        (
            "The region of the service, for example V(cn-north-4). It is required if an endpoint is not set, because"
            " the endpoint is then made from the region and the domain of the cloud (C(<cloud>)).",
            f"The domain of the cloud is the value of E({CLOUD_VARIABLE}) if that is set. Otherwise it is"
            + ",".join(f" V({domain}) for a region that starts with V({prefix})" for prefix, domain in CLOUDS[:-1])
            + f" and V({CLOUDS[-1][1]}) for any other region.",
        ),
        environment=("HUAWEICLOUD_REGION", "HW_REGION_NAME"),
    ),
    Option(
        "validate_certs",
        (
            "Whether to verify TLS certificates.",
            "If V(false), certificates are not verified, and O(ca_path) and its environment variables are ignored.",
        ),
        type="bool",
        default=True,
    ),
    Option(
        "ca_path",
        (
            "The path of a file or directory with the CA certificates to trust. In a directory, the files must be named"
            " by the hashes of the CAs, as C(openssl rehash) does it.",
            "If omitted, the first of these that is set is used: {environment}. If none is set, the CA certificates"
            " that the C(requests) package uses are trusted.",
        ),
        type="path",
        environment=("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"),
        plugin_env=False,
    ),
    Option(
        "proxy",
        (
            "The URL of an HTTP or SOCKS proxy, for example V(http://proxy.example:3128) or"
            " V(socks5h://proxy.example:1080). It must not contain a user name or a password. A SOCKS proxy needs the"
            " Python package C(PySocks), which C(requests[socks]) installs.",
            "If omitted, these are used: {environment}. Each of them may also be written in upper case; lower case"
            " takes precedence, and if it is empty, no proxy is used.",
            "C(no_proxy) is a list of host names, addresses and ranges such as V(10.0.0.0/8), or V(*). A host name also"
            " stands for all names that end in it.",
            "If the proxy requires a password, write the URL with the password into one of these variables. The"
            " password is never shown.",
        ),
        environment=("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
        plugin_env=False,
    ),
    Option(
        "timeout",
        ("The maximum time in seconds for one try of a request, from the connection to the end of the response body.",),
        type="float",
        default=60.0,
        allowed=Range(0, 3600, exclusive=True),
    ),
    Option(
        "retries",
        (
            "How many times a failed request is sent again. A request is only sent again after a failure that may be"
            " temporary: a connection error, a timeout, or one of the HTTP statuses 408, 429, 500, 502, 503 and 504.",
            "The time before the next try is random: up to 1 second at first, then up to 2, 4 and so on, and never more"
            " than 30. If the response has the header C(Retry-After), the time is at least the one in it.",
        ),
        type="int",
        default=3,
        allowed=Range(0, 20),
    ),
    Option(
        "retry_deadline",
        (
            "The maximum time in seconds for all tries of a request, together with the time between them and with a"
            " login if one is required.",
            "A list of routes is aborted if no route gets a final (non-retryable) response within this time, or if the"
            " service limits requests for longer than that.",
        ),
        type="float",
        default=120.0,
        allowed=Range(0, 86400, exclusive=True),
    ),
)

CREDENTIALS = (
    Option(
        "auth_method",
        (
            "How to authenticate.",
            "V(auto) uses the first of these sources that contains a credential: the options, the environment, the"
            " profile file. The options include C(module_defaults), Ansible variables and, for the lookup,"
            " C(ansible.cfg). Values of two sources are never combined.",
            "V(token), V(access_key) and V(password) use a credential of this method, from the options if they contain"
            " one, otherwise from the environment.",
            "If the environment contains several credentials, the first complete one is used, in the order of these"
            " variables: {environment}. Each option of a credential names its own variables.",
            "V(profile) uses the access key in O(credentials_file).",
            "V(ecs_metadata) uses the temporary access key that the ECS instance gets for its agency.",
            "V(none) sends no credential. Use it for a gateway that adds its own.",
            "Variables that select an identity provider, an agency or a shared configuration are ignored: "
            + ", ".join(f"C({name})" for name in IGNORED_IDENTITIES)
            + ". With V(auto), a warning is shown if one of them is set.",
        ),
        default="auto",
        choices=("auto", "token", "access_key", "password", "profile", "ecs_metadata", "none"),
    ),
    Option(
        "token",
        ("A project-scoped IAM token, which is sent in the header C(X-Auth-Token).",),
        secret=True,
    ),
    Option(
        "access_key",
        ("The access key ID (AK). It requires O(secret_key), which signs each request and is never sent.",),
        secret=True,
    ),
    Option("secret_key", ("The secret access key (SK) of O(access_key).",), secret=True),
    Option("security_token", ("The security token of O(access_key), if that is a temporary one.",), secret=True),
    Option("username", ("The name of an IAM user. It requires O(password) and O(domain_name).",)),
    Option("password", ("The password of the IAM user O(username).",), secret=True),
    Option("domain_name", ("The name of the account that the IAM user O(username) belongs to.",)),
    Option(
        "project_id",
        (
            "The ID of the project. It is sent in the header C(X-Project-Id) when a session is requested. With"
            " O(password), the token is issued for this project.",
            "If omitted, the project ID that belongs to the credential in the environment or in the profile file is"
            " used, if there is one.",
        ),
    ),
    Option(
        "project_name",
        (
            "The name of the project that the token is issued for, with O(password). If omitted, the name of the region"
            " is used. O(project_id) takes precedence.",
        ),
    ),
    Option(
        "iam_endpoint",
        ("The base URL of IAM, where O(password) is sent. A V(/v3) or V(/v3/auth/tokens) at its end is removed.",),
        environment=("HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL"),
        fallback="https://iam.<region>.<cloud>",
    ),
    Option(
        "credentials_file",
        (
            "The profile file of Huawei Cloud's SDKs. The access key in its section C([basic]) is used.",
            "With O(auth_method=auto), the file is read only if neither the options nor the environment contain a"
            " credential.",
        ),
        type="path",
        environment=("HUAWEICLOUD_SDK_CREDENTIALS_FILE",),
        fallback="~/.huaweicloud/credentials",
    ),
    Option(
        "metadata_endpoint",
        ("The base URL of the ECS metadata service, for O(auth_method=ecs_metadata). No proxy is used for it.",),
        default="http://169.254.169.254",
    ),
)

OPTIONS = {option.name: option for option in (*ROUTES, *ON_MISSING, *CONCURRENCY, *CONNECTION, *CREDENTIALS)}
"""Every option of a request, by its name."""

_PASSWORD = ("username", "password", "domain_name", "project_id", "project_name", "iam_endpoint")
LOGIN = (
    *(option for option in CONNECTION if option.name != "endpoint"),
    *(option for option in CREDENTIALS if option.name in _PASSWORD),
)
"""The options of a login with a password."""


def credential_variables(name: str, method: str | None = None) -> tuple[str, ...]:
    """Return the environment variables of an option that is part of a credential, in order of precedence.

    :param method: only the variables of this method; ``None`` for those of all methods
    """
    found = (names.get(name) for one, names in ENVIRONMENT_IDENTITIES if method in (None, one))
    return tuple(dict.fromkeys(variable for variable in found if variable))


def given_secrets(options: t.Mapping[str, t.Any]) -> tuple[str, ...]:
    """Return the values of the secret options that are set."""
    return tuple(str(options[one.name]) for one in CREDENTIALS if one.secret and options.get(one.name))


def session_info_spec() -> dict[str, t.Any]:
    """Return the keyword arguments with which Ansible validates the options of ``fabric_session_info``."""
    return {
        "argument_spec": argument_spec(ROUTES, ON_MISSING, CONCURRENCY, CONNECTION, CREDENTIALS),
        "mutually_exclusive": [("route_id", "route_ids")],
        "required_one_of": [("route_id", "route_ids")],
    }
