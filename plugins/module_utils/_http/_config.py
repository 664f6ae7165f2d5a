# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The settings of HTTP: CA certificates, proxy and times, from the options and environment variables."""

from __future__ import annotations

import dataclasses
import os
import typing as t
from urllib.parse import urlsplit

from .._errors import InputError
from .._options import OPTIONS
from .._text import shown
from ._proxy import Proxy, guessed_secrets, needs_no_proxy, parse_proxy

_CA_VARIABLES = OPTIONS["ca_path"].environment
_PROXY_VARIABLES = OPTIONS["proxy"].environment


@dataclasses.dataclass(frozen=True)
class HttpConfig:
    """How every request of one run is sent.

    :param verify: whether to verify certificates, or the path of the CA certificates: a file, or directories
    :param proxy: the URL of the proxy for all requests, or ``None`` to use ``proxies``
    :param proxies: the proxy variables by their names; a value may contain a password
    :param urls: the base URLs that will be used
    :param timeout: seconds for one try
    :param retries: how many more tries may follow the first one
    :param retry_deadline: seconds for all tries and waits of one route
    :param concurrency: how many requests may be sent at the same time
    """

    verify: bool | str = True
    proxy: str | None = None
    proxies: t.Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    urls: tuple[str, ...] = ()
    timeout: float = OPTIONS["timeout"].default
    retries: int = OPTIONS["retries"].default
    retry_deadline: float = OPTIONS["retry_deadline"].default
    concurrency: int = OPTIONS["concurrency"].default

    def proxy_for(self, url: str) -> Proxy | None:
        """Return the proxy for a URL, or ``None`` if none is used.

        :raises InputError: the URL of the proxy cannot be used
        """
        if self.proxy:
            return parse_proxy(self.proxy, "proxy")
        for variable in (f"{urlsplit(url).scheme}_proxy", "all_proxy"):
            name, value = self._variable(variable)
            if self.proxies.get(variable) == "":
                return None  # an empty variable in lower case means no proxy
            if value:
                no_proxy, hosts = self._variable("no_proxy")
                return None if needs_no_proxy(url, hosts, no_proxy) else parse_proxy(value, name)
        return None

    def _variable(self, variable: str) -> tuple[str, str]:
        """Return the name and value of a proxy variable. Lower case takes precedence, even if it is empty."""
        name = variable if variable in self.proxies else variable.upper()
        return name, self.proxies.get(name, "")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The passwords of the proxies in use, in each form in which they are sent or may be repeated."""
        proxies = {self.proxy_for(url) for url in self.urls}
        return tuple(sorted({secret for proxy in proxies if proxy for secret in proxy.secrets}))


def find_http_config(
    options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], urls: t.Iterable[str] = ()
) -> HttpConfig:
    """Return the settings of HTTP, from options whose types Ansible has checked.

    :param urls: the base URLs that will be used; only the proxies for these are checked
    :raises InputError: a number is out of its range, a CA file cannot be read, or a proxy cannot be used
    """
    config = HttpConfig(
        verify=find_verify(options, environ),
        proxy=_find_proxy(options),
        proxies={
            name: environ[name] for lower in _PROXY_VARIABLES for name in (lower, lower.upper()) if name in environ
        },
        urls=tuple(urls),
        timeout=_number(options, "timeout"),
        retries=int(_number(options, "retries")),
        retry_deadline=_number(options, "retry_deadline"),
        concurrency=int(_number(options, "concurrency")),
    )
    for url in config.urls:
        config.proxy_for(url)  # an error is raised before anything is sent
    return config


def find_verify(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> bool | str:
    """Return whether to verify certificates, or the path of the CA certificates.

    :raises InputError: the path does not exist, or cannot be read
    """
    if options.get("validate_certs") is False:
        return False
    candidates = [("ca_path", options.get("ca_path")), *((name, environ.get(name)) for name in _CA_VARIABLES)]
    for name, path in candidates:
        if path:
            _check_cas(str(path), name)
            return str(path)
    return True


def _check_cas(path: str, name: str) -> None:
    if name == "SSL_CERT_DIR" and any(map(os.path.isdir, path.split(os.pathsep))):
        return  # OpenSSL ignores directories of the list that do not exist
    # Not a FIFO or a device: reading one may never end.
    if not (os.path.isfile(path) or os.path.isdir(path)):
        raise InputError(f"{name}: there is no CA file or directory {shown(path)}")
    if not os.access(path, os.R_OK):
        raise InputError(f"{name}: the CA file or directory {shown(path)} cannot be read")


def _find_proxy(options: t.Mapping[str, t.Any]) -> str | None:
    url = options.get("proxy")
    if not url:
        return None
    if "@" in url:
        raise InputError(
            "proxy must not contain user info (nothing before an @): it belongs in one of the proxy variables",
            secrets=guessed_secrets(url),
        )
    return parse_proxy(url, "proxy").url


def _number(options: t.Mapping[str, t.Any], name: str) -> float:
    option = OPTIONS[name]
    value = options.get(name)
    if value is None:
        value = option.default
    if option.allowed is not None and value not in option.allowed:
        raise InputError(f"{name}: {value} is out of range: the rule is {option.allowed}")
    return float(value)
