# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the service and IAM are."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._endpoint import (
    check_base_url,
    find_endpoint,
    find_iam_endpoint,
    find_region,
    plain_text_warning,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError

SDK_VARIABLE = "HUAWEICLOUD_SDK_REGION_DATAARTSFABRICEP_CN_NORTH_4"


def test_the_order_of_endpoints() -> None:
    """Option, our variable, the SDK's for the region, the region's own host."""
    environ = {"HUAWEICLOUD_FABRIC_ENDPOINT": "https://two.example", SDK_VARIABLE: "https://three.example/,https://x"}
    assert find_endpoint({"endpoint": "https://one.example/"}, environ, "cn-north-4") == "https://one.example"
    assert find_endpoint({}, environ, "cn-north-4") == "https://two.example"
    del environ["HUAWEICLOUD_FABRIC_ENDPOINT"]
    assert find_endpoint({}, environ, "cn-north-4") == "https://three.example"
    assert find_endpoint({}, environ, "cn-east-4") == "https://fabric-ep.cn-east-4.myhuaweicloud.com"
    with pytest.raises(InputError) as caught:
        find_endpoint({"endpoint": ""}, {}, None)
    assert str(caught.value) == (
        "no endpoint and no region: set the option region or endpoint, or one of the variables HUAWEICLOUD_REGION,"
        " HW_REGION_NAME and HUAWEICLOUD_FABRIC_ENDPOINT"
    )


def test_the_order_of_regions() -> None:
    """Option, our variable, Terraform's."""
    environ = {"HUAWEICLOUD_REGION": "two", "HW_REGION_NAME": "three"}
    assert find_region({"region": "ONE-1"}, environ) == "one-1"
    assert find_region({}, environ) == "two"
    assert find_region({}, {"HW_REGION_NAME": "three"}) == "three"
    assert find_region({}, {}) is None


@pytest.mark.parametrize(
    "region", ["a.b", "evil.example/", "a/", "-a", "a-", "a b", "a\n", "a" * 64, "\u00e9", "a@b", "a:1"]
)
def test_a_region_is_one_label(region: str) -> None:
    """It becomes part of a host name that is sent a secret."""
    with pytest.raises(InputError) as caught:
        find_region({}, {"HW_REGION_NAME": region})
    assert str(caught.value) == (
        f"HW_REGION_NAME: {region!a} cannot be a region: the rule is one DNS label, such as cn-north-4"
        " (letters, digits and inner hyphens, up to 63)"
    )


def test_iam() -> None:
    """Option, the SDK's variable, Terraform's, the region's own host; with or without /v3."""
    environ = {"HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://two.example/v3/", "HW_AUTH_URL": "https://three.example/v3"}
    assert find_iam_endpoint({"iam_endpoint": "https://one.example"}, environ, None) == "https://one.example"
    assert find_iam_endpoint({}, environ, None) == "https://two.example"
    del environ["HUAWEICLOUD_SDK_IAM_ENDPOINT"]
    assert find_iam_endpoint({}, environ, None) == "https://three.example"
    assert find_iam_endpoint({}, {}, "cn-north-4") == "https://iam.cn-north-4.myhuaweicloud.com"
    with pytest.raises(InputError, match="iam_endpoint"):
        find_iam_endpoint({}, {}, None)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://Example.COM", "https://example.com"),
        ("HTTPS://example.com/", "https://example.com"),
        ("https://example.com:443/a/", "https://example.com/a"),
        ("http://example.com:80", "http://example.com"),
        ("https://example.com:8443/a/b%20c", "https://example.com:8443/a/b%20c"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("https://example.com:", "https://example.com"),
        ("https://example.com//", "https://example.com"),
        ("https://example.com/aX/", "https://example.com/aX"),
    ],
)
def test_good_base_urls(url: str, plain: str) -> None:
    """What may be given, and what it comes to."""
    assert check_base_url(url, "endpoint") == plain


@pytest.mark.parametrize(
    "url",
    [
        "example.com",
        "ftp://example.com",
        "https://",
        "https:///a",
        "https://example.com?",
        "https://example.com/?a=b",
        "https://example.com#a",
        "https://example.com:port",
        "https://example.com:0",
        "https://example.com:99999",
        "https://exa mple.com",
        "https://example.com/a b",
        "https://example.com/a\n",
        "https://exam\tple.com",
        "https://ex\u00e4mple.com",
        "https://example.com/../a",
        "https://example.com/./a",
        "https://example.com//a",
        "https://example.com/a//X",
        "https://example.com/%zz",
        "https://example.com\\a",
        "https://[::1",
        "https://-example.com",
    ],
)
def test_bad_base_urls(url: str) -> None:
    """What may not be given, with the name of the option."""
    with pytest.raises(InputError, match=r"^endpoint: .* cannot be a base URL: "):
        check_base_url(url, "endpoint")


@pytest.mark.parametrize("url", ["https://example.com?", "https://example.com/?a=b", "https://example.com#a"])
def test_what_only_a_request_has(url: str) -> None:
    """The sentence says what is too much."""
    with pytest.raises(InputError, match=r": it must not hold a query or a fragment$"):
        check_base_url(url, "endpoint")


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("https://user:hidden@example.com", ("user:hidden", "hidden")),
        ("user:hidden@example.com", ("user:hidden", "hidden")),
        ("http://user:hidden://hidden@example.com/a", ("user:hidden://hidden", "hidden://hidden")),
        ("https://user:hid@den:a@example.com", ("user:hid@den:a", "hid@den:a")),
        ("https://hidden@example.com", ("hidden", "")),
    ],
)
def test_user_info_is_not_repeated(url: str, secrets: tuple[str, ...]) -> None:
    """A password in a URL does not reach the message, and whoever shows the options is told what to hide."""
    with pytest.raises(InputError, match="endpoint must not hold user info") as caught:
        check_base_url(url, "endpoint")
    assert "hid" not in str(caught.value)
    assert caught.value.secrets == secrets


@pytest.mark.parametrize(
    "url", ["https://example.com", "http://localhost:1", "http://a.localhost", "http://127.8.8.8", "http://[::1]:80"]
)
def test_no_warning(url: str) -> None:
    """TLS, and this machine itself."""
    assert plain_text_warning(url) is None


@pytest.mark.parametrize(
    "url", ["http://example.com", "http://10.0.0.1", "http://localhost.example", "http://[2001:db8::1]"]
)
def test_warning(url: str) -> None:
    """Plain HTTP to another machine."""
    assert url in str(plain_text_warning(url))


def test_the_whole_sentence_without_iam() -> None:
    """What is missing, and where it may be given."""
    with pytest.raises(InputError) as caught:
        find_iam_endpoint({}, {}, None)
    assert str(caught.value) == (
        "no iam_endpoint and no region: a password login needs one of them, as an option or in the environment"
    )
