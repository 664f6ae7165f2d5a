# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Sign requests with an access key: SDK-HMAC-SHA256, with the same results as Huawei Cloud's official SDK."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import typing as t
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from .._answer._operation import canonical_query
from .._requests import AuthBase, requests

ALGORITHM = "SDK-HMAC-SHA256"


def canonical_request(method: str, url: str, headers: t.Mapping[str, str], body: bytes) -> str:
    """Return the canonical request.

    :param headers: the headers to sign; one with an underscore in its name is left out
    """
    parts = urlsplit(url)
    path = "/".join(quote(segment, safe="~") for segment in unquote(parts.path).split("/"))
    signed = {name.lower(): value.strip() for name, value in headers.items() if "_" not in name}
    return "\n".join(
        (
            method.upper(),
            path if path.endswith("/") else f"{path}/",  # the URL itself keeps its path
            canonical_query(parse_qsl(parts.query, keep_blank_values=True)),
            "".join(f"{name}:{signed[name]}\n" for name in sorted(signed)),
            ";".join(sorted(signed)),
            hashlib.sha256(body).hexdigest(),
        )
    )


def authorization(
    access_key: str, secret_key: str, method: str, url: str, headers: t.Mapping[str, str], body: bytes = b""
) -> str:
    """Return the ``Authorization`` header.

    :param headers: the headers to sign, ``Host`` and ``X-Sdk-Date`` among them
    """
    date = next(value for name, value in headers.items() if name.lower() == "x-sdk-date")
    canonical = canonical_request(method, url, headers, body)
    to_sign = f"{ALGORITHM}\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    names = ";".join(sorted(name.lower() for name in headers if "_" not in name))
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}"


class SignatureAuth(AuthBase):
    """Sign each try of a request with the current date.

    Only the headers of the authentication and ``Host`` are signed, because a proxy may change others.
    """

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        security_token: str | None = None,
        project_id: str | None = None,
        *,
        now: t.Callable[[], datetime.datetime] | None = None,
    ) -> None:
        self._access_key = access_key
        self._secret_key = secret_key
        self._headers = {"X-Project-Id": project_id, "X-Security-Token": security_token}
        self._now = now or (lambda: datetime.datetime.now(datetime.timezone.utc))

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the headers that sign the request."""
        url = str(request.url)
        headers = {"Host": urlsplit(url).netloc, "X-Sdk-Date": self._now().strftime("%Y%m%dT%H%M%SZ")}
        headers.update((name, value) for name, value in self._headers.items() if value)
        body = t.cast("bytes | str | None", request.body) or b""  # nothing here sends a stream
        headers["Authorization"] = authorization(
            self._access_key,
            self._secret_key,
            str(request.method),
            url,
            headers,
            body.encode() if isinstance(body, str) else body,
        )
        request.headers.update(headers)
        return request
