# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Where the service and IAM are: base URLs, checked, as something secret is sent there.

Hosts: ``fabric-ep.<region>`` is the product's data plane (the regions of the official SDK's ``dataartsfabricep``). The
domain of a cloud is chosen as Huawei Cloud's Terraform provider does.
"""

from __future__ import annotations

import re
import typing as t

from ._checks import check_base_url, first_set
from ._errors import InputError
from ._options import CLOUD_VARIABLE, CLOUDS, OPTIONS
from ._text import shown

_SERVICE_PATH = "/v1(/sessions)?"
_IAM_PATH = "/v3(/auth/tokens)?"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_REGION = re.compile(_LABEL)
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})+")


def find_region(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> str | None:
    """Return the region in use, or ``None``.

    :raises InputError: it is no DNS label
    """
    name, region = first_set(options, environ, "region", *OPTIONS["region"].environment)
    if region is None:
        return None
    # It becomes part of the host name to which a secret is sent.
    if _REGION.fullmatch(region) is None:
        raise InputError(
            f"{name}: {shown(region)} cannot be a region: the rule is one DNS label, such as cn-north-4"
            " (letters, digits and inner hyphens, up to 63)"
        )
    return region.lower()


def find_endpoint(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], region: str | None) -> str:
    """Return the base URL of the service, without a trailing slash or the path of the API.

    :raises InputError: none is given and none can be made, or it cannot be one
    """
    own, of_region = OPTIONS["endpoint"].environment
    variables = [own]
    if region:
        variables.append(of_region.replace("<REGION>", region.upper().replace("-", "_")))
    name, endpoint = first_set(options, environ, "endpoint", *variables)
    if endpoint is None:
        if region is None:
            raise InputError(
                "no endpoint and no region: set the option region or endpoint, or one of the environment variables"
                f" {', '.join(OPTIONS['region'].environment)} and {own}",
                solution="Set the option region, for example to cn-north-4.",
            )
        return _of_region("endpoint", region, environ)
    if name not in ("endpoint", own):
        endpoint = endpoint.split(",")[0]  # the SDK allows several, and starts with the first
    return _without(_SERVICE_PATH, check_base_url(endpoint, name))


def find_iam_endpoint(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], region: str | None) -> str:
    """Return the base URL of IAM, without a trailing slash or the path of the API.

    :raises InputError: none is given and none can be made, or it cannot be one
    """
    name, endpoint = first_set(options, environ, "iam_endpoint", *OPTIONS["iam_endpoint"].environment)
    if endpoint is None:
        if region is None:
            raise InputError(
                "no iam_endpoint and no region: a password login needs one of them, as an option or in the environment",
                solution="Set the option region, for example to cn-north-4.",
            )
        return _of_region("iam_endpoint", region, environ)
    return _without(_IAM_PATH, check_base_url(endpoint, name))


def _without(path: str, url: str) -> str:
    """Return a base URL without the API's own path, which people copy with it.

    It is removed once, so that a gateway whose own prefix ends like it can be given, too.
    """
    return re.sub(rf"(?<!/){path}$", "", url)


def _of_region(option: str, region: str, environ: t.Mapping[str, str]) -> str:
    """Return the base URL that an option has in a region if nothing else is set."""
    cloud = environ.get(CLOUD_VARIABLE)
    if not cloud:
        cloud = next(domain for prefix, domain in CLOUDS if region.startswith(prefix))
    elif _DOMAIN.fullmatch(cloud) is None:
        raise InputError(
            f"{CLOUD_VARIABLE}: {shown(cloud)} cannot be the domain of a cloud: the rule is a DNS name, such as"
            f" {CLOUDS[-1][1]}"
        )
    return OPTIONS[option].fallback.replace("<region>", region).replace("<cloud>", cloud.lower())
