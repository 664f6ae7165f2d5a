# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The URLs of proxies: which are refused, what of the others is secret, and which hosts need none."""

from __future__ import annotations

import base64
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _proxy
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import (
    HttpConfig,
    find_http_config,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._proxy import (
    needs_no_proxy,
    parse_proxy,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import requests

ENDPOINT = "https://fabric.example:8443"
FORM = "it must be scheme://user:password@host:port"
LATIN_1 = "a control character or one outside Latin-1, which cannot be sent to a proxy"


@pytest.fixture(autouse=True)
def _pysocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_proxy, "socks", object())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        *(
            (f"http://corp-user:Summer{character}2031@127.0.0.1:1", FORM)
            for character in "#/?\\[]@ \t\n\x00\x7f\u00e9\u5bc6"
        ),
        ("http://corp-user:Summer%2@127.0.0.1", FORM),
        ("http://corp-user:Summer%zz@127.0.0.1", FORM),
        ("http://corp-user:Summer\udce9@127.0.0.1", FORM),
        ("http://corp-user:Summer-2031@", FORM),
        ("http://corp-user:Summer-2031@127.0.0.1/path", FORM),
        ("http://corp-user:Summer-2031@127.0.0.1:123456", FORM),
        ("http://corp-user:Summer-2031@127.0.0.1:port", FORM),
        ("http://corp-user:Summer-2031@[127.0.0.1", FORM),
        ("http://corp-user:Summer-2031@b\u00fccher.example", FORM),
        ("http:/corp-user:Summer-2031@127.0.0.1", FORM),
        ("//corp-user:Summer-2031@127.0.0.1", FORM),
        (" http://corp-user:Summer-2031@127.0.0.1", FORM),
        ("http://corp-user:Summer-2031@127.0.0.1\n", FORM),
        ("http://corp-user:Summer-2031@127.0.0.1:0", "its port must be from 1 to 65535"),
        ("http://corp-user:Summer-2031@127.0.0.1:65536", "its port must be from 1 to 65535"),
        (
            "ftp://corp-user:Summer-2031@127.0.0.1",
            "its scheme must be one of http, https, socks5, socks5h, socks4, socks4a",
        ),
        ("http://corp-user:Summer-2031@[1:2]", "its host is in brackets and is no IPv6 address"),
        ("http://corp-user:Summer%E5%AF%86@127.0.0.1:1", LATIN_1),
        ("http://corp-user:Summer%C4%80@127.0.0.1:1", LATIN_1),  # the first one outside
        ("http://corp-user:Summer%E9@127.0.0.1:1", LATIN_1),
        ("http://corp-user:Summer%0A2031@127.0.0.1:1", LATIN_1),
        ("http://corp-user%00:Summer-2031@127.0.0.1:1", LATIN_1),
        ("http://corp-user:Summer%C2%852031@127.0.0.1:1", LATIN_1),
    ],
)
def test_what_cannot_be_used(url: str, reason: str) -> None:
    """It is refused by the variable's name, before anything is sent; nothing of it is shown."""
    with pytest.raises(InputError) as caught:
        find_http_config({}, {"HTTPS_PROXY": url}, [ENDPOINT])
    told = str(caught.value)
    assert told.startswith("HTTPS_PROXY cannot be used as the URL of a proxy: ")
    assert reason in told
    assert "ummer" not in told
    assert "corp" not in told
    assert "127" not in told


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("proxy.example", "http://proxy.example"),
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("user@proxy.example:3128", "http://user:@proxy.example:3128"),
        ("HTTP://Proxy.Example:3128/", "http://proxy.example:3128"),
        ("https://[::1]:3128", "https://[::1]:3128"),
        ("http://[1:2:3:4:5:6:7:8]", "http://[1:2:3:4:5:6:7:8]"),
        ("http://user:a:b@proxy.example", "http://user:a%3Ab@proxy.example"),
        ("http://user:p%40ss%23%2F%3F%5C%5B%25@proxy.example", "http://user:p%40ss%23%2F%3F%5C%5B%25@proxy.example"),
        ("http://user:!$&'()*+,;=\"<>^`{|}~@proxy.example", None),
        ("http://us%C3%A9r:p%C3%A4ss@proxy.example", "http://us%C3%A9r:p%C3%A4ss@proxy.example"),
        ("http://us%2Fer:pass@proxy.example", "http://us%2Fer:pass@proxy.example"),
        ("socks5h://user:pass@proxy.example:1080", "socks5h://user:pass@proxy.example:1080"),
    ],
)
def test_what_can(url: str, normal: str | None) -> None:
    """It is brought into a form that requests reads as it was meant."""
    proxy = parse_proxy(url, "HTTPS_PROXY")
    if normal:
        assert proxy.url == normal
    else:
        assert requests.utils.get_auth_from_url(proxy.url) == ("user", "!$&'()*+,;=\"<>^`{|}~")
    assert requests.utils.prepend_scheme_if_needed(proxy.url, "ftp") == proxy.url
    assert "ss" not in repr(proxy).replace("_proxy", "")


def test_secrets() -> None:
    """As it was given, as it is meant, as it stands in our URL, and in the header; only of a proxy in use."""
    environ = {
        "HTTPS_PROXY": "http://corp-user:Summer-%c3%a9!@proxy.example",
        "http_proxy": "http://other:unused-password@proxy.example",
        "ALL_PROXY": "http://other:unused#password@proxy.example",
    }
    config = find_http_config({}, environ, [ENDPOINT, "https://iam.example"])
    pairs = [base64.b64encode("corp-user:Summer-\u00e9!".encode(code)).decode() for code in ("latin-1", "utf-8")]
    assert set(config.secrets) == {"Summer-%c3%a9!", "Summer-\u00e9!", "Summer-%C3%A9%21", *pairs}
    assert not find_http_config({}, {**environ, "NO_PROXY": ".example"}, [ENDPOINT]).secrets
    assert not find_http_config({"proxy": "http://proxy.example"}, environ, [ENDPOINT]).secrets
    alone = find_http_config({}, {"HTTPS_PROXY": "secret-token@proxy.example"}, [ENDPOINT])
    assert alone.secrets == (base64.b64encode(b"secret-token:").decode(),)


@pytest.mark.parametrize(
    "environ",
    [
        {"http_proxy": "http://a#b"},
        {"HTTPS_PROXY": "http://a#b", "NO_PROXY": "fabric.example"},
        {"HTTPS_PROXY": "http://a#b", "https_proxy": ""},
        {"ALL_PROXY": "http://a#b", "HTTPS_PROXY": "http://proxy.example"},
        {"ALL_PROXY": "http://a#b", "all_proxy": ""},
    ],
)
def test_a_variable_that_is_not_used(environ: dict[str, str]) -> None:
    """It fails nothing."""
    assert find_http_config({}, environ, [ENDPOINT]).secrets == ()


def test_lower_case_goes_first() -> None:
    """Also if it is empty: so a variable of the system is switched off."""
    environ = {"HTTPS_PROXY": "http://upper.example", "https_proxy": "http://lower.example", "NO_PROXY": "*"}
    assert find_http_config({}, environ).proxy_for(ENDPOINT) is None
    assert url_of(find_http_config({}, {**environ, "no_proxy": ""})) == "http://lower.example"
    for other in ("HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        off = find_http_config({}, {other: "http://upper.example", "https_proxy": ""})
        assert off.proxy_for(ENDPOINT) is None
    assert url_of(find_http_config({}, {"ALL_PROXY": "http://all.example", "HTTPS_PROXY": ""})) == "http://all.example"


def url_of(config: HttpConfig) -> str | None:
    """The URL of the proxy for the endpoint."""
    proxy = config.proxy_for(ENDPOINT)
    return proxy.url if proxy else None


@pytest.mark.parametrize("url", ["http://user:hidden@proxy.example", "http://user:hid#den@proxy.example", "a@b@c"])
def test_the_option_holds_no_user_info(url: str) -> None:
    """It would be shown; whoever shows it anyway learns what to hide."""
    with pytest.raises(InputError, match=r"^proxy must not contain user info") as caught:
        find_http_config({"proxy": url}, {})
    assert url.rpartition("@")[0].removeprefix("http://") in caught.value.secrets
    with pytest.raises(InputError, match=r"^proxy cannot be used as the URL of a proxy: its scheme"):
        find_http_config({"proxy": "ftp://proxy.example"}, {})


def test_socks_needs_pysocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to install."""
    monkeypatch.setattr(_proxy, "socks", None)
    for options, environ in (({"proxy": "socks5h://proxy.example"}, {}), ({}, {"ALL_PROXY": "socks4://proxy.example"})):
        with pytest.raises(InputError) as caught:
            find_http_config(t.cast(dict[str, t.Any], options), environ, [ENDPOINT])
        name = "proxy" if options else "ALL_PROXY"
        told = "names a SOCKS proxy, which needs PySocks: install the Python package requests[socks] where this runs"
        assert str(caught.value) == f"{name} {told}"


@pytest.mark.parametrize(
    ("url", "entries"),
    [
        (
            "https://fabric.example.com",
            [
                "*",
                "example.com",
                ".example.com",
                "*.example.com",
                "fabric.example.com.",
                "EXAMPLE.com",
                "com",
                "example.com:443",
            ],
        ),
        ("https://fabric.example.com.", ["example.com", "fabric.example.com"]),
        ("http://fabric.example.com:8080", ["example.com:8080"]),
        ("https://example.com", [".example.com"]),
        ("https://10.1.2.3", ["10.1.2.3", "10.0.0.0/8", "10.1.2.3/8", "10.1.2.3:443", "0.0.0.0/0"]),
        ("https://[::1]", ["::1", "[::1]", "[::1]:443", "0:0:0:0:0:0:0:1", "::/64", "[::]/64"]),
        ("https://[fd00::1]:8443", ["[fd00::1]:8443", "fd00::/8"]),
        ("https://xn--bcher-kva.example", ["b\u00fccher.example", ".B\u00dcCHER.example", "xn--bcher-kva.example"]),
    ],
)
def test_hosts_without_a_proxy(url: str, entries: list[str]) -> None:
    """Each of these names the host, also beside others, with spaces as separators."""
    for entry in entries:
        assert needs_no_proxy(url, entry), entry
        assert needs_no_proxy(url, f"other.example, {entry},10.200.0.0/99,"), entry
        assert needs_no_proxy(url, f"other.example {entry}"), entry


@pytest.mark.parametrize(
    ("url", "entries"),
    [
        (
            "https://fabric.example.com",
            [
                "ample.com",
                "xample.com",
                "fabric.example",
                "a.fabric.example.com",
                "example.com:80",
                "10.0.0.0/8",
                "",
                ".",
                "*.",
                "[",
                "[]",
            ],
        ),
        (
            "https://10.1.2.3",
            ["11.0.0.0/8", "10.1.2", "0.1.2.3", "2.3", "10.1.2.3:80", "fd00::/8", "10.1.2.3/33", "1/2/3"],
        ),
        ("https://[::1]", ["::2", "[::1]:80", "1", "::1:443", "127.0.0.0/8"]),
        ("https://210.1.2.3", ["10.1.2.3"]),
    ],
)
def test_hosts_with_one(url: str, entries: list[str]) -> None:
    """None of these does."""
    for entry in entries:
        assert not needs_no_proxy(url, entry), entry


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(
    "entry", ["\ufefffabric.example", '"fabric.example"', "'*'", "fab\u200bric.example", "a\udcff"]
)
def test_exceptions_that_are_not_what_they_seem(variable: str, entry: str) -> None:
    """They are refused by their name where there is a proxy, which would get what it must not."""
    for value in (entry, f"a.example,{entry}"):
        config = HttpConfig(proxies={"https_proxy": "http://proxy.example", variable: value})
        with pytest.raises(InputError, match=rf"^{variable} contains quotation marks, control or invisible characters"):
            config.proxy_for(ENDPOINT)
        assert HttpConfig(proxies={variable: value}).proxy_for(ENDPOINT) is None


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks4"])
def test_what_pysocks_cannot_send(scheme: str) -> None:
    """It writes the length of a user name or password above 127 as two bytes, so that the proxy waits for more."""
    for user, password in (("u" * 128, "p"), ("u", "hidden" * 30)):
        told = "at most 127 characters each, as PySocks sends the length of a longer one wrongly"
        with pytest.raises(InputError, match=rf"^ALL_PROXY cannot .* {told}$") as caught:
            parse_proxy(f"{scheme}://{user}:{password}@proxy.example", "ALL_PROXY")
        assert "hidden" not in str(caught.value)
        assert parse_proxy(f"http://{user}:{password}@proxy.example", "ALL_PROXY").secrets
    longest = "u" * 127
    assert parse_proxy(f"{scheme}://{longest}:{longest}@proxy.example", "ALL_PROXY").secrets


def test_a_hostile_value_takes_no_time() -> None:
    """A URL is read once, from its start to its end."""
    for value in ("a" * 100_000, "http://" + "a:" * 50_000, "http://a@" + "a." * 50_000 + "!", "%41" * 30_000 + "@"):
        with pytest.raises(InputError):
            parse_proxy(value + "#", "HTTPS_PROXY")


@pytest.mark.parametrize(
    ("value", "secrets"),
    [
        ("http://user:p#w@host", ("user:p#w", "p#w")),
        ("user:p#w@host", ("user:p#w", "p#w")),
        ("user:p:q@r@host#", ("user:p:q@r", "p:q@r")),
        ("http://user:p://q@host#", ("user:p://q", "p://q")),
        ("http://to/ken@host", ("to/ken",)),
        ("http://host#", ()),
        ("@host#", ()),
    ],
)
def test_what_may_be_secret_in_what_is_no_url(value: str, secrets: tuple[str, ...]) -> None:
    """All before the last @, and its part behind the first colon, as either may be repeated."""
    with pytest.raises(InputError) as caught:
        parse_proxy(value, "HTTPS_PROXY")
    assert caught.value.secrets == secrets
    assert str(caught.value) == (
        "HTTPS_PROXY cannot be used as the URL of a proxy: it must be scheme://user:password@host:port, with any"
        " special character in the user name and password percent-encoded (%23 for #, %2F for /, %40 for @, %25 for %)"
    )


@pytest.mark.parametrize(
    ("url", "entry", "named"),
    [
        ("https://[fd00::1]:8443", "[fd00::1]:844", False),
        ("https://[fd00::1]:8443", "[fd00::1]8443", True),
        ("https://[fd00::1]:8443", "[fd00::2]:8443", False),
        ("https://10.1.2.3:8443", "10.1.2.3:8443:", False),
        ("https://fabric.example:8443", "fabric.example:8443", True),
        ("https://fabric.example:8443", ".fabric.example.:8443", True),
        ("https://fabric.example:8443", "fabric.example:", True),
        ("https://fabric.example", "*fabric.example", True),
        ("https://fabric.example", "**.fabric.example", False),
        ("https://fabric.example", ":443", False),
        ("http://fabric.example", "fabric.example:80", True),
        ("http://fabric.example", "fabric.example:443", False),
        ("ftp://fabric.example", "fabric.example:21", False),
        ("ftp://fabric.example", "fabric.example", True),
        ("https://fabric.example", "fabric/example", False),
        ("https://10.1.2.3", "[10.0.0.0]/8", True),
        ("https://10.1.2.3", "10.1.2.3/32", True),
        ("https://10.1.2.3", "10.1.2.2/31", True),
        ("https://10.1.2.3", "10.1.2.4/31", False),
        ("https://10.1.2.3", "2.3/8", False),
    ],
)
def test_each_form_of_an_exception(url: str, entry: str, named: bool) -> None:
    """A port counts where there is one; a range is one of addresses alone."""
    assert needs_no_proxy(url, entry) == named


@pytest.mark.parametrize(
    "url",
    [
        "ftp://user:Summer-2031@127.0.0.1",
        "http://user:Summer-2031@127.0.0.1:0",
        "http://user:Summer-2031@127.0.0.1:65536",
        "http://user:Summer-2031@[1:2]",
        "http://user%00:Summer-2031@127.0.0.1",
        f"socks5://{'u' * 128}:Summer-2031@127.0.0.1",
        "socks5://user:Summer-2031@127.0.0.1",
    ],
)
def test_what_is_secret_in_what_cannot_be_used(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever shows the variable anyway learns what to hide: the password, and the pair as a header has it."""
    if url.startswith("socks5://user:"):
        monkeypatch.setattr(_proxy, "socks", None)
    user = url.partition("://")[2].partition(":")[0].replace("%00", "\0")
    with pytest.raises(InputError) as caught:
        parse_proxy(url, "HTTPS_PROXY")
    pair = base64.b64encode(f"{user}:Summer-2031".encode()).decode()
    assert set(caught.value.secrets) == {"Summer-2031", pair}
    with pytest.raises(InputError) as without:
        parse_proxy("ftp://127.0.0.1", "HTTPS_PROXY")
    assert without.value.secrets == ()
