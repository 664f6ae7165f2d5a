# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The one table of options: argument specs, documentation fragments, plugin sources and tests are made from it.

The texts become ``ansible-doc`` pages, so they use its markup (``O()``, ``V()``, ``RV()``, ``E()``).
"""

from __future__ import annotations

import dataclasses
import json
import typing as t


@dataclasses.dataclass(frozen=True)
class Option:
    """One option of the collection's modules and plugins.

    :param secret: its value is never shown
    :param environment: variables that Ansible may read for it; those of credentials are read per identity by
        ``_credentials`` and only named in the text
    """

    name: str
    description: tuple[str, ...]
    type: str = "str"
    elements: str | None = None
    default: t.Any = None
    choices: tuple[str, ...] = ()
    secret: bool = False
    environment: tuple[str, ...] = ()

    def spec(self) -> dict[str, t.Any]:
        """Return this option's entry of an argument spec."""
        spec: dict[str, t.Any] = {"type": self.type}
        for key in ("elements", "default", "choices"):
            value = getattr(self, key)
            if value not in (None, ()):
                spec[key] = list(value) if isinstance(value, tuple) else value
        # Said either way, as Ansible guesses from a name such as "token" where nothing is said.
        spec["no_log"] = self.secret
        return spec


ROUTES = (
    Option(
        "route_id",
        (
            "The route ID of one Ray or Ray Serve cluster.",
            "1 to 36 ASCII letters, digits and hyphens."
            " Quote one that has only digits, as YAML would read it as a number.",
            "Exactly one of O(route_id) and O(route_ids) is required.",
        ),
    ),
    Option(
        "route_ids",
        (
            "The route IDs of many clusters, which are asked for in one go. One that is given twice is requested once.",
            "The rule is that of O(route_id), and the list must not be empty.",
        ),
        type="list",
        elements="str",
    ),
    Option(
        "on_missing",
        (
            "What to do about a route that does not exist.",
            "V(error) fails, after every other route was asked for.",
            "V(warn) warns, and V(skip) says nothing."
            " The route is then listed in RV(missing), and RV(session_id) is null.",
        ),
        default="error",
        choices=("error", "warn", "skip"),
    ),
    Option(
        "concurrency",
        (
            "How many routes of O(route_ids) are asked for at the same time, from 1 to 64.",
            "The first route is always asked for alone, so that a wrong access key is refused once and not locked.",
        ),
        type="int",
        default=16,
    ),
)

CONNECTION = (
    Option(
        "endpoint",
        (
            "The base URL of the service, with V(http) or V(https). A path prefix and a trailing slash are fine.",
            "Plain V(http) to anything but this machine is warned about.",
            "Without it, the first of these that is set counts: E(HUAWEICLOUD_FABRIC_ENDPOINT),"
            " E(HUAWEICLOUD_SDK_REGION_DATAARTSFABRICEP_<REGION>) for the region in use (upper case, V(_) for V(-)),"
            " and then V(https://fabric-ep.<region>.myhuaweicloud.com).",
        ),
        environment=("HUAWEICLOUD_FABRIC_ENDPOINT",),
    ),
    Option(
        "region",
        (
            "The region of the service, such as V(cn-north-4). Required where no endpoint is given.",
            "Without it E(HUAWEICLOUD_REGION) or E(HW_REGION_NAME) counts.",
        ),
        environment=("HUAWEICLOUD_REGION", "HW_REGION_NAME"),
    ),
    Option(
        "validate_certs",
        ("Whether the TLS certificate of the service must be valid. V(false) goes before every CA that is set.",),
        type="bool",
        default=True,
    ),
    Option(
        "ca_path",
        (
            "A file or a directory with the CA certificates to trust.",
            "Without it the first of E(REQUESTS_CA_BUNDLE), E(CURL_CA_BUNDLE), E(SSL_CERT_FILE) and E(SSL_CERT_DIR)"
            " that is set counts, and then the CAs that the C(requests) package comes with.",
        ),
        type="path",
    ),
    Option(
        "proxy",
        (
            "The URL of an HTTP proxy. It must not hold a user name or password.",
            "Without it E(HTTPS_PROXY), E(HTTP_PROXY), E(ALL_PROXY) and E(NO_PROXY) count, in lower case too."
            " A proxy's password belongs in one of these: it is never shown.",
        ),
    ),
    Option(
        "timeout",
        ("How many seconds one attempt may take as a whole, with its body. Above 0, up to 3600.",),
        type="float",
        default=60.0,
    ),
    Option(
        "retries",
        (
            "How often to try again where that can help, from 0 to 20: after a connection error, a timeout, or the HTTP"
            " statuses 408, 429, 500, 502, 503 and 504. A refused credential is never tried again.",
            "The waits grow, are spread at random, and follow C(Retry-After).",
        ),
        type="int",
        default=3,
    ),
    Option(
        "retry_deadline",
        (
            "How many seconds all attempts and waits for one route may take together, with a login where one is"
            " needed. Above 0, up to 86400.",
            "A list of routes also stops where none of them was answered for so long, not counting answers that say to"
            " try again.",
        ),
        type="float",
        default=120.0,
    ),
)

CREDENTIALS = (
    Option(
        "auth_method",
        (
            "How to prove who is calling.",
            "V(auto) takes the first of these levels that holds a credential: the options (with C(module_defaults) and"
            " Ansible variables, and with C(ansible.cfg) for plugins), the environment, the profile file."
            " Values of two levels are never mixed.",
            "V(token), V(access_key) and V(password) take that method from the options, or else from the environment.",
            "V(profile) takes the access key in O(credentials_file).",
            "V(ecs_metadata) takes the temporary keys of the agency of the ECS instance this runs on.",
            "V(none) sends no credential, for a gateway in front of the service that adds its own.",
        ),
        default="auto",
        choices=("auto", "token", "access_key", "password", "profile", "ecs_metadata", "none"),
    ),
    Option(
        "token",
        (
            "A project-scoped IAM token, sent as C(X-Auth-Token).",
            "In the environment it is E(HUAWEICLOUD_FABRIC_TOKEN) or E(HW_AUTH_TOKEN).",
        ),
        secret=True,
    ),
    Option(
        "access_key",
        (
            "The access key ID (AK). Each request is signed with O(secret_key), which is never sent.",
            "In the environment it is E(HUAWEICLOUD_SDK_AK), with E(HUAWEICLOUD_SDK_SK),"
            " E(HUAWEICLOUD_SDK_SECURITY_TOKEN) and E(HUAWEICLOUD_SDK_PROJECT_ID); or E(HW_ACCESS_KEY), with"
            " E(HW_SECRET_KEY), E(HW_SECURITY_TOKEN) and E(HW_PROJECT_ID).",
        ),
        secret=True,
    ),
    Option("secret_key", ("The secret access key (SK) that belongs to O(access_key).",), secret=True),
    Option(
        "security_token",
        ("The security token that belongs to O(access_key) and O(secret_key) where these are temporary.",),
        secret=True,
    ),
    Option(
        "username",
        (
            "The name of the IAM user who logs in with O(password).",
            "In the environment it is E(HW_USER_NAME), with E(HW_USER_PASSWORD), E(HW_DOMAIN_NAME), and"
            " E(HW_PROJECT_ID) or E(HW_PROJECT_NAME).",
        ),
    ),
    Option("password", ("The password of the IAM user.",), secret=True),
    Option("domain_name", ("The name of the account that the IAM user belongs to.",)),
    Option(
        "project_id",
        (
            "The ID of the project, sent as C(X-Project-Id), and with O(password) the scope of the token.",
            "Without it, the project beside the credential in the environment or in the profile file counts."
            " For a token that is E(HUAWEICLOUD_SDK_PROJECT_ID) or E(HW_PROJECT_ID).",
        ),
    ),
    Option(
        "project_name",
        (
            "The name of the project that the token of O(password) is for, by default the region.",
            "O(project_id) goes before it.",
        ),
    ),
    Option(
        "iam_endpoint",
        (
            "The base URL of IAM, where O(password) is sent, with or without a trailing V(/v3).",
            "Without it E(HUAWEICLOUD_SDK_IAM_ENDPOINT) or E(HW_AUTH_URL) counts, and then"
            " V(https://iam.<region>.myhuaweicloud.com).",
        ),
        environment=("HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL"),
    ),
    Option(
        "credentials_file",
        (
            "The profile file of Huawei Cloud's SDKs; the access key in its section C([basic]) is used.",
            "Without it E(HUAWEICLOUD_SDK_CREDENTIALS_FILE) counts, and then V(~/.huaweicloud/credentials).",
            "With O(auth_method=auto) it only says where the last level is. O(auth_method=profile) demands it.",
        ),
        type="path",
        environment=("HUAWEICLOUD_SDK_CREDENTIALS_FILE",),
    ),
    Option(
        "metadata_endpoint",
        ("The base URL of the ECS metadata service, for O(auth_method=ecs_metadata). No proxy is used for it.",),
        default="http://169.254.169.254",
    ),
)


_PASSWORD = ("username", "password", "domain_name", "project_id", "project_name", "iam_endpoint")
LOGIN = (
    *(option for option in CONNECTION if option.name != "endpoint"),
    *(option for option in CREDENTIALS if option.name in _PASSWORD),
)


def argument_spec(*groups: t.Sequence[Option]) -> dict[str, t.Any]:
    """Return the argument spec of a module that takes these groups of options."""
    return {option.name: option.spec() for group in groups for option in group}


def session_info_spec() -> dict[str, t.Any]:
    """Return all that validates the options of ``fabric_session_info``, by the names of Ansible's validators."""
    return {
        "argument_spec": argument_spec(ROUTES, CONNECTION, CREDENTIALS),
        "mutually_exclusive": [("route_id", "route_ids")],
        "required_one_of": [("route_id", "route_ids")],
    }


def documentation(*groups: t.Sequence[Option]) -> str:
    """Return a documentation fragment (YAML) that describes these groups of options."""
    return _yaml({option.name: _documented(option) for group in groups for option in group})


def plugin_sources(*groups: t.Sequence[Option]) -> str:
    """Return the documentation fragment (YAML) that says where else a plugin takes these options from."""
    return _yaml({option.name: _sources(option) for group in groups for option in group})


def _documented(option: Option) -> dict[str, t.Any]:
    documented: dict[str, t.Any] = {"description": list(option.description)}
    documented.update((key, value) for key, value in option.spec().items() if key != "no_log")
    return documented


def _sources(option: Option) -> dict[str, t.Any]:
    sources: dict[str, t.Any] = {
        "ini": [{"section": "dataarts_fabric", "key": option.name}],
        "vars": [{"name": f"ansible_dataarts_fabric_{option.name}"}],
    }
    if option.environment:
        sources["env"] = [{"name": name} for name in option.environment]
    return sources


def _yaml(options: dict[str, t.Any]) -> str:
    return json.dumps({"options": options})  # JSON is YAML
