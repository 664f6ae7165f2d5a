# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS trust, proxies and time."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import Network, find_network

CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


def test_defaults() -> None:
    """What counts where nothing is given."""
    network = find_network({}, {})
    assert (network.verify, network.proxy, network.timeout, network.retries) == (True, None, 60, 3)
    assert (network.retry_deadline, network.concurrency) == (120, 16)
    assert network.proxy_for("https://example.com") is None
    assert network.secrets == ()


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
    assert find_network({"ca_path": str(own)}, environ).verify == str(own)
    for name in CA_VARIABLES:
        assert find_network({}, environ).verify == str(paths[name])
        del environ[name]
    assert find_network({"ca_path": str(own), "validate_certs": False}, {"SSL_CERT_FILE": "/no/such"}).verify is False
    with pytest.raises(InputError, match=r"^CURL_CA_BUNDLE: there is no CA file or directory '/no/such'$"):
        find_network({}, {"CURL_CA_BUNDLE": "/no/such"})
    with pytest.raises(InputError, match=r"^ca_path: there is no CA file or directory '/no/such'$"):
        find_network({"ca_path": "/no/such"}, environ)


@pytest.mark.parametrize(
    ("name", "rule", "values"),
    [
        ("timeout", "above 0, up to 3600", [0.0, -1.0, 3600.1, math.nan, math.inf]),
        ("retry_deadline", "above 0, up to 86400", [0.0, 86400.5, math.nan]),
        ("retries", "from 0 to 20", [-1, 21]),
        ("concurrency", "from 1 to 64", [0, 65]),
    ],
)
def test_ranges(name: str, rule: str, values: list[float]) -> None:
    """A number out of its range is refused by its name, with the rule."""
    for value in values:
        with pytest.raises(InputError) as caught:
            find_network({name: value}, {})
        assert str(caught.value) == f"{name}: {value} is out of range: the rule is {rule}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("timeout", 3600.0), ("retry_deadline", 0.5), ("retries", 0), ("retries", 20), ("concurrency", 64)],
)
def test_bounds_are_in_the_range(name: str, value: float) -> None:
    """The bounds themselves are good."""
    assert getattr(find_network({name: value}, {}), name) == value


def test_proxies() -> None:
    """The option for everything; else the variable for the scheme, unless no_proxy names the host."""
    environ = {
        "https_proxy": "http://user:p%40ss@proxy.example:3128",
        "HTTP_PROXY": "plain.example:3128",
        "no_proxy": "inner.example,127.0.0.1",
    }
    network = find_network({}, environ)
    assert network.proxy_for("https://example.com/a") == environ["https_proxy"]
    assert network.proxy_for("http://example.com/a") == "http://plain.example:3128"
    for url in ("https://inner.example", "https://a.inner.example", "http://127.0.0.1:8080"):
        assert network.proxy_for(url) is None
    assert "p%40ss" in network.secrets
    assert "p%40ss" not in repr(network)
    assert find_network({}, {"ALL_PROXY": "http://all.example"}).proxy_for("https://a.example") == "http://all.example"
    own = find_network({"proxy": "http://own.example:3128"}, environ)
    assert own.proxy_for("https://inner.example") == "http://own.example:3128"
    with pytest.raises(InputError, match="proxy must not hold user info"):
        find_network({"proxy": "http://user:hidden@proxy.example"}, {})


def test_the_process_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the variables that were handed over count: a task's ``environment``, not that of the process."""
    monkeypatch.setenv("NO_PROXY", "example.com")
    network = Network(proxies={"https_proxy": "http://proxy.example"})
    assert network.proxy_for("https://example.com") == "http://proxy.example"
