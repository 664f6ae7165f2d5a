# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base URLs of the service and of IAM."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._endpoint import (
    find_endpoint,
    find_iam_endpoint,
    find_region,
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
        "no endpoint and no region: set the option region or endpoint, or one of the environment variables"
        " HUAWEICLOUD_REGION, HW_REGION_NAME and HUAWEICLOUD_FABRIC_ENDPOINT"
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


@pytest.mark.parametrize("given", ["/v1", "/v1/", "/v1/sessions", "/v1/sessions/"])
@pytest.mark.parametrize("base", ["https://fabric.example", "https://gw.example/fabric", "https://v1.example/v1"])
def test_the_path_of_the_operation_is_removed(base: str, given: str) -> None:
    """It is meant by whoever copies it from the API reference; once only, so that a prefix may end like it."""
    assert find_endpoint({"endpoint": f"{base}{given}"}, {}, None) == base
    assert find_endpoint({}, {SDK_VARIABLE: f"{base}{given},https://other.example"}, "cn-north-4") == base


@pytest.mark.parametrize("path", ["", "/fabric", "/sessions", "/av1", "/v1/fabric", "/v1/sessions/x", "/v10", "/V1"])
def test_a_prefix_of_a_gateway_stays(path: str) -> None:
    """Whatever else a base URL ends with is part of it; a host is never taken for a path."""
    for host in ("gw.example", "v1", "sessions"):
        assert find_endpoint({"endpoint": f"https://{host}{path}/"}, {}, None) == f"https://{host}{path}"


def test_the_cloud() -> None:
    """HW_CLOUD, the European domain for its regions, and else the usual one; for the service and for IAM."""
    for region, environ, domain in (
        ("eu-west-101", {}, "eu-west-101.myhuaweicloud.eu"),
        ("eu-west-0", {}, "eu-west-0.myhuaweicloud.com"),
        ("cn-north-4", {"HW_CLOUD": ""}, "cn-north-4.myhuaweicloud.com"),
        ("cn-north-4", {"HW_CLOUD": "Cloud.Example"}, "cn-north-4.cloud.example"),
        ("eu-west-101", {"HW_CLOUD": "cloud.example"}, "eu-west-101.cloud.example"),
    ):
        assert find_endpoint({}, environ, region) == f"https://fabric-ep.{domain}"
        assert find_iam_endpoint({}, environ, region) == f"https://iam.{domain}"
    given = {"endpoint": "https://one.example", "iam_endpoint": "https://two.example"}
    assert find_endpoint(given, {"HW_CLOUD": "cloud.example"}, "r") == "https://one.example"
    assert find_iam_endpoint(given, {"HW_CLOUD": "cloud.example"}, "r") == "https://two.example"


@pytest.mark.parametrize(
    "cloud", ["cloud", "evil.example/", "evil.example:1", "a@evil.example", ".example", "a..b", "a.b.", "a.b\n", " a.b"]
)
def test_a_cloud_is_a_domain(cloud: str) -> None:
    """It becomes part of a host name that is sent a secret."""
    for find in (find_endpoint, find_iam_endpoint):
        with pytest.raises(InputError) as caught:
            find({}, {"HW_CLOUD": cloud}, "cn-north-4")
        assert str(caught.value) == (
            f"HW_CLOUD: {cloud!a} cannot be the domain of a cloud: the rule is a DNS name, such as myhuaweicloud.com"
        )


def test_the_path_of_a_login_is_removed() -> None:
    """The same for IAM."""
    for given in ("/v3", "/v3/", "/v3/auth/tokens"):
        assert find_iam_endpoint({"iam_endpoint": f"https://iam.example/a{given}"}, {}, None) == "https://iam.example/a"
    assert find_iam_endpoint({"iam_endpoint": "https://v3"}, {}, None) == "https://v3"


def test_the_whole_sentence_without_iam() -> None:
    """What is missing, and where it may be given."""
    with pytest.raises(InputError) as caught:
        find_iam_endpoint({}, {}, None)
    assert str(caught.value) == (
        "no iam_endpoint and no region: a password login needs one of them, as an option or in the environment"
    )


def test_the_advice_without_a_region() -> None:
    """The same, whether the service is wanted or IAM; what else is wrong has to be corrected."""
    for find in (find_endpoint, find_iam_endpoint):
        with pytest.raises(InputError) as missing:
            find({}, {}, None)
        assert missing.value.solution_msg == "Set the option region, for example to cn-north-4."
        with pytest.raises(InputError) as wrong:
            find({}, {"HW_CLOUD": "cloud"}, "cn-north-4")
        assert wrong.value.solution_msg == "Correct what the message names."
