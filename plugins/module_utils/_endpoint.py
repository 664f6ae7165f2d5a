# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Where the service and IAM are: base URLs, checked, as something secret is sent there.

Hosts: ``fabric-ep.<region>`` is the product's data plane (the regions of the official SDK's ``dataartsfabricep``).
"""

from __future__ import annotations

import ipaddress
import re
import typing as t
from urllib.parse import urlsplit

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError

_REGION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\]")
_PATH = re.compile(r"(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)*")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def find_region(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> str | None:
    """Return the region in use, or ``None``.

    :raises InputError: it is no DNS label
    """
    name, region = first_set(options, environ, "region", "HUAWEICLOUD_REGION", "HW_REGION_NAME")
    if region is None:
        return None
    # It becomes part of the host name to which a secret is sent.
    if _REGION.fullmatch(region) is None:
        raise InputError(
            f"{name}: {region!a} cannot be a region: the rule is one DNS label, such as cn-north-4"
            " (letters, digits and inner hyphens, up to 63)"
        )
    return region.lower()


def find_endpoint(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], region: str | None) -> str:
    """Return the base URL of the service, without a trailing slash.

    :raises InputError: none is given and none can be made, or it cannot be one
    """
    variables = ["HUAWEICLOUD_FABRIC_ENDPOINT"]
    if region:
        variables.append("HUAWEICLOUD_SDK_REGION_DATAARTSFABRICEP_" + region.upper().replace("-", "_"))
    name, endpoint = first_set(options, environ, "endpoint", *variables)
    if endpoint is None:
        if region is None:
            raise InputError(
                "no endpoint and no region: set the option region or endpoint, or one of the variables"
                " HUAWEICLOUD_REGION, HW_REGION_NAME and HUAWEICLOUD_FABRIC_ENDPOINT"
            )
        return f"https://fabric-ep.{region}.myhuaweicloud.com"
    if name == variables[-1]:
        endpoint = endpoint.split(",")[0]  # the SDK allows several, and starts with the first
    return check_base_url(endpoint, name)


def find_iam_endpoint(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], region: str | None) -> str:
    """Return the base URL of IAM, without ``/v3``.

    :raises InputError: none is given and none can be made, or it cannot be one
    """
    name, endpoint = first_set(options, environ, "iam_endpoint", "HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL")
    if endpoint is None:
        if region is None:
            raise InputError(
                "no iam_endpoint and no region: a password login needs one of them, as an option or in the environment"
            )
        return f"https://iam.{region}.myhuaweicloud.com"
    base = check_base_url(endpoint, name)
    return base.removesuffix("/v3")


def first_set(
    options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], option: str, *variables: str
) -> tuple[str, str | None]:
    """Return the name and value of an option, or else of the first variable that is set; empty counts as not set."""
    value = options.get(option)
    if value:
        return option, str(value)
    for variable in variables:
        if environ.get(variable):
            return variable, environ[variable]
    return option, None


def check_base_url(url: str, name: str) -> str:
    """Return a base URL in its plain form: lower-case host, no default port, no trailing slash.

    :param name: the option's or variable's name, for the message
    :raises InputError: it is no base URL; user info in it is not repeated
    """
    what = f"{name}: {url!a} cannot be a base URL"
    if "@" in url:
        before = url.rpartition("@")[0]
        user_info = before.partition("://")[2] or before
        raise InputError(
            f"{name} must not hold user info (nothing before an @): give credentials by their own options",
            secrets=(user_info, user_info.partition(":")[2]),
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"{what}: {error}") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise InputError(f"{what}: it must start with https:// or http://")
    if "?" in url or "#" in url:
        raise InputError(f"{what}: it must not hold a query or a fragment")
    host = parts.netloc.lower()
    if port is not None:
        host = host.rpartition(":")[0]
    elif host.endswith(":"):
        host = host[:-1]
    if _HOST.fullmatch(host) is None or port == 0:
        raise InputError(f"{what}: its host must be a name of ASCII letters, digits, dots and hyphens, or an address")
    segments = parts.path.split("/")
    # "." and ".." are resolved on the way to the wire, which would then differ from what was signed.
    if _PATH.fullmatch(parts.path) is None or "//" in parts.path.rstrip("/") or {".", ".."} & set(segments):
        raise InputError(f"{what}: its path must be plain segments, percent-encoded where needed")
    # urlsplit drops tabs and newlines; what is left must be the whole.
    if url.lower() != f"{parts.scheme}://{parts.netloc}{parts.path}".lower():
        raise InputError(f"{what}: it holds white space or control characters")
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}"


def plain_text_warning(url: str) -> str | None:
    """Return a warning if a base URL is plain HTTP to another machine, else ``None``."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or host == "localhost" or host.endswith(".localhost"):
        return None
    try:
        if ipaddress.ip_address(host).is_loopback:
            return None
    except ValueError:
        pass  # a name
    return f"{url} is plain HTTP: credentials and session IDs can be read on the way. Use https."
