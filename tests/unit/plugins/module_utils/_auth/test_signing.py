# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing: against vectors that the official SDK made, and against the SDK itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
import typing as t
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._operation import canonical_query
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._signing import (
    SignatureAuth,
    authorization,
    canonical_request,
)

VECTORS = [
    vector
    for vector in json.loads(Path(__file__).with_name("signature_vectors.json").read_text(encoding="utf-8"))["vectors"]
    if vector["algorithm"] == "SDK-HMAC-SHA256"
]
HEADER = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
NAME = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,15}", fullmatch=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def signed_headers(vector: dict[str, t.Any]) -> dict[str, str]:
    """The headers that a vector signs: those sent, without the signature."""
    return {name: value for name, value in vector["outputs"]["headers_sent"].items() if name != "Authorization"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vectors(vector: dict[str, t.Any]) -> None:
    """The canonical request, its hash and the header are the SDK's."""
    inputs, outputs = vector["inputs"], vector["outputs"]
    headers = signed_headers(vector)
    body = (inputs["body"] or "").encode()
    canonical = canonical_request(inputs["method"], outputs["url"], headers, body)
    assert canonical == outputs["canonical_request"]
    assert hashlib.sha256(canonical.encode()).hexdigest() == outputs["canonical_request_sha256"]
    made = authorization(inputs["ak"], inputs["sk"], inputs["method"], outputs["url"], headers, body)
    assert made == outputs["authorization"]


@given(
    segments=st.lists(TEXT.filter(lambda text: "/" not in text), max_size=4),
    query=st.lists(st.tuples(TEXT, TEXT), max_size=4),
    headers=st.dictionaries(NAME, HEADER, max_size=4),
    port=st.none() | st.integers(1, 65535),
    body=st.binary(max_size=20),
)
def test_the_official_signer_agrees(
    segments: list[str], query: list[tuple[str, str]], headers: dict[str, str], port: int | None, body: bytes
) -> None:
    """Any path, query, headers, port and body."""
    names = {name.lower() for name in headers}
    reserved = {"host", "x-sdk-date", "content-type", "authorization", "x-sdk-content-sha256"}
    if len(names) < len(headers) or names & reserved:
        return
    host = "fabric.example" if port is None else f"fabric.example:{port}"
    headers = {**headers, "X-Sdk-Date": "20250915T120000Z", "Host": host}
    path = canonical_path(segments)
    request = SdkRequest("POST", "https", host, path, None, query, dict(headers), body)
    theirs = Signer(BasicCredentials("AK", "SK", "unused")).sign(request).header_params["Authorization"]
    url = f"https://{host}{path}?{canonical_query(query)}"
    assert authorization("AK", "SK", "POST", url, headers, body) == theirs


def canonical_path(segments: list[str]) -> str:
    """A path as it stands in a URL."""
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def test_auth_signs_each_attempt_anew() -> None:
    """Host, date, project and security token are sent and signed; nothing else is."""
    dates = iter(
        [dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc), dt.datetime(2026, 1, 2, tzinfo=dt.timezone.utc)]
    )
    auth = SignatureAuth("AK", "SK", "ST", "P", now=lambda: next(dates))
    url = "https://fabric.example:8443/v1/sessions?route_id=a"
    first, second = (requests.Request("POST", url, headers={"Accept": "x"}, auth=auth).prepare() for _turn in range(2))
    assert first.headers["X-Sdk-Date"] == "20260102T030405Z"
    assert first.headers["Host"] == "fabric.example:8443"
    assert (first.headers["X-Project-Id"], first.headers["X-Security-Token"]) == ("P", "ST")
    assert "SignedHeaders=host;x-project-id;x-sdk-date;x-security-token," in first.headers["Authorization"]
    assert first.headers["Authorization"] != second.headers["Authorization"]
    assert "SK" not in first.headers["Authorization"]


def test_auth_signs_a_body() -> None:
    """Text and bytes are the same body."""
    auth = SignatureAuth("AK", "SK", now=lambda: dt.datetime(2026, 1, 2, tzinfo=dt.timezone.utc))
    text, octets = (
        requests.Request("POST", "https://a.example", data=data, auth=auth).prepare() for data in ("x", b"x")
    )
    empty = requests.Request("POST", "https://a.example", auth=auth).prepare()
    assert text.headers["Authorization"] == octets.headers["Authorization"] != empty.headers["Authorization"]


def test_a_path_that_was_quoted() -> None:
    """A tilde stays, and everything else is quoted once."""
    for path in ("/v1/~user", "/v1/%7Euser"):
        assert canonical_request("GET", f"https://host.example{path}", {}, b"").split("\n")[1] == "/v1/~user/"
    assert canonical_request("GET", "https://host.example/v1/aXb", {}, b"").split("\n")[1] == "/v1/aXb/"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
def test_the_date_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the machine is."""
    monkeypatch.setenv("TZ", "UTC-13")
    time.tzset()
    try:
        auth = AccessKey(access_key="AK", secret_key="SK").auth()
        date = requests.Request("POST", "https://a.example", auth=auth).prepare().headers["X-Sdk-Date"]
    finally:
        monkeypatch.undo()
        time.tzset()
    signed = dt.datetime.strptime(str(date), "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.timezone.utc)
    assert abs(dt.datetime.now(dt.timezone.utc) - signed) < dt.timedelta(hours=1)
