# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""How to get there: TLS trust, proxy and time, from options and the usual variables."""

from __future__ import annotations

import dataclasses
import math
import os
import typing as t
from urllib.parse import urlsplit

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._endpoint import check_base_url
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import requests

_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclasses.dataclass(frozen=True)
class Network:
    """How every request of one run is sent.

    :param verify: whether to check certificates, or the path of the CAs to check them with
    :param proxy: the proxy for everything, or ``None`` for what ``proxies`` says
    :param proxies: the proxy variables, by their lower-case names; may hold a proxy's password
    :param timeout: seconds for one whole attempt
    :param retries: how many more attempts may follow the first
    :param retry_deadline: seconds for all attempts and waits of one route
    :param concurrency: how many requests may be under way at once
    """

    verify: bool | str = True
    proxy: str | None = None
    proxies: t.Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    timeout: float = 60.0
    retries: int = 3
    retry_deadline: float = 120.0
    concurrency: int = 16

    def proxy_for(self, url: str) -> str | None:
        """Return the proxy to use for a URL."""
        if self.proxy:
            return self.proxy
        proxy = self.proxies.get(f"{urlsplit(url).scheme}_proxy") or self.proxies.get("all_proxy")
        if not proxy or requests.utils.should_bypass_proxies(url, no_proxy=self.proxies.get("no_proxy", "")):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The passwords of proxies that came from the environment."""
        passwords = (urlsplit(value if "://" in value else f"//{value}").password for value in self.proxies.values())
        return tuple(password for password in passwords if password)


def find_network(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> Network:
    """Return how to send, from options whose types Ansible has checked.

    :raises InputError: a number is out of its range, a path does not exist, or the proxy cannot be one
    """
    return Network(
        verify=_find_verify(options, environ),
        proxy=check_base_url(options["proxy"], "proxy") if options.get("proxy") else None,
        proxies={name: environ.get(name) or environ.get(name.upper()) or "" for name in _PROXY_VARIABLES},
        timeout=_number(options, "timeout", 60.0, above=0, to=3600),
        retries=int(_number(options, "retries", 3, to=20)),
        retry_deadline=_number(options, "retry_deadline", 120.0, above=0, to=86400),
        concurrency=int(_number(options, "concurrency", 16, least=1, to=64)),
    )


def _find_verify(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> bool | str:
    if options.get("validate_certs") is False:
        return False
    candidates = [("ca_path", options.get("ca_path")), *((name, environ.get(name)) for name in _CA_VARIABLES)]
    for name, path in candidates:
        if not path:
            continue
        if not os.path.exists(path):
            raise InputError(f"{name}: there is no CA file or directory {path!a}")
        return str(path)
    return True


def _number(
    options: t.Mapping[str, t.Any], name: str, default: float, *, to: float, above: float | None = None, least: int = 0
) -> float:
    value = options.get(name)
    if value is None:
        return default
    good = math.isfinite(value) and value <= to and (value > above if above is not None else value >= least)
    if not good:
        rule = f"above {above}, up to {to}" if above is not None else f"from {least} to {to}"
        raise InputError(f"{name}: {value} is out of range: the rule is {rule}")
    return float(value)
