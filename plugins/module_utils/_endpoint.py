# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Find the base URLs of the service and of IAM. They are checked, because credentials are sent there.

Hosts: ``fabric-ep.<region>`` is the data plane of the product (the regions of the SDK package ``dataartsfabricep``).
The domain of the cloud is chosen in the same way as in Huawei Cloud's Terraform provider.
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
    """Return the region, or ``None`` if none is set.

    :raises InputError: it is not a DNS label
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

    :raises InputError: it is not set and there is no region, or it is not a base URL
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

    :raises InputError: it is not set and there is no region, or it is not a base URL
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
    """Return a base URL without the path of the API at its end, which users copy with it.

    The path is removed only once, because the prefix of a gateway may end in the same way.
    """
    return re.sub(rf"(?<!/){path}$", "", url)


def _of_region(option: str, region: str, environ: t.Mapping[str, str]) -> str:
    """Return the default of an endpoint option in a region."""
    cloud = environ.get(CLOUD_VARIABLE)
    if not cloud:
        cloud = next(domain for prefix, domain in CLOUDS if region.startswith(prefix))
    elif _DOMAIN.fullmatch(cloud) is None:
        raise InputError(
            f"{CLOUD_VARIABLE}: {shown(cloud)} cannot be the domain of a cloud: the rule is a DNS name, such as"
            f" {CLOUDS[-1][1]}"
        )
    return OPTIONS[option].fallback.replace("<region>", region).replace("<cloud>", cloud.lower())
