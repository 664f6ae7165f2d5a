# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS trust, proxies and time."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import (
    HttpConfig,
    find_http_config,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import OPTIONS

NUMBERS = ("timeout", "retries", "retry_deadline", "concurrency")
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


def proxy_of(config: HttpConfig, url: str) -> str | None:
    """The URL of the proxy for a URL."""
    proxy = config.proxy_for(url)
    return proxy.url if proxy else None


def test_defaults() -> None:
    """What counts where nothing is given."""
    config = find_http_config({}, {})
    assert (config.verify, config.proxy) == (True, None)
    for name in NUMBERS:
        assert getattr(config, name) == getattr(HttpConfig(), name) == OPTIONS[name].default
    assert config.proxy_for("https://example.com") is None
    assert config.secrets == ()


def test_trust(tmp_path: Path) -> None:
    """The option, then the variables in their order; validate_certs false beats all of them."""
    environ = {}
    paths = {}
    for name in CA_VARIABLES:
        paths[name] = tmp_path / name
        paths[name].mkdir() if name.endswith("DIR") else paths[name].touch()
        environ[name] = str(paths[name])
    own = tmp_path / "own"
    own.touch()
    assert find_http_config({"ca_path": str(own)}, environ).verify == str(own)
    for name in CA_VARIABLES:
        assert find_http_config({}, environ).verify == str(paths[name])
        del environ[name]
    assert (
        find_http_config({"ca_path": str(own), "validate_certs": False}, {"SSL_CERT_FILE": "/no/such"}).verify is False
    )
    with pytest.raises(InputError, match=r"^CURL_CA_BUNDLE: there is no CA file or directory '/no/such'$"):
        find_http_config({}, {"CURL_CA_BUNDLE": "/no/such"})
    with pytest.raises(InputError, match=r"^ca_path: there is no CA file or directory '/no/such'$"):
        find_http_config({"ca_path": "/no/such"}, environ)


@pytest.mark.parametrize("name", NUMBERS)
def test_ranges(name: str) -> None:
    """A number out of the range in the table is refused by its name, with the rule; the bounds themselves are good."""
    allowed = OPTIONS[name].allowed
    assert allowed is not None
    for value in (allowed.minimum - 1, allowed.maximum + 1, math.nan, math.inf, *[allowed.minimum] * allowed.exclusive):
        with pytest.raises(InputError) as caught:
            find_http_config({name: value}, {})
        assert str(caught.value) == f"{name}: {value} is out of range: the rule is {allowed}"
    for value in (allowed.minimum + allowed.exclusive, allowed.maximum):
        assert getattr(find_http_config({name: value}, {}), name) == value


def test_proxies() -> None:
    """The option for everything; else the variable for the scheme, unless no_proxy names the host."""
    environ = {
        "https_proxy": "http://user:p%40ss@proxy.example:3128",
        "HTTP_PROXY": "plain.example:3128",
        "no_proxy": "inner.example,127.0.0.1",
    }
    config = find_http_config({}, environ, ["https://example.com"])
    assert proxy_of(config, "https://example.com/a") == environ["https_proxy"]
    assert proxy_of(config, "http://example.com/a") == "http://plain.example:3128"
    for url in ("https://inner.example", "https://a.inner.example", "http://127.0.0.1:8080"):
        assert proxy_of(config, url) is None
    assert "p%40ss" in config.secrets
    assert "p%40ss" not in repr(config)
    assert proxy_of(find_http_config({}, {"ALL_PROXY": "http://all.example"}), "https://a.example") == (
        "http://all.example"
    )
    own = find_http_config({"proxy": "http://own.example:3128"}, environ)
    assert proxy_of(own, "https://inner.example") == "http://own.example:3128"
    with pytest.raises(InputError, match="proxy must not contain user info"):
        find_http_config({"proxy": "http://user:hidden@proxy.example"}, {})


def test_the_process_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the variables that were handed over count: a task's ``environment``, not that of the process."""
    monkeypatch.setenv("NO_PROXY", "example.com")
    config = HttpConfig(proxies={"https_proxy": "http://proxy.example"})
    assert proxy_of(config, "https://example.com") == "http://proxy.example"
