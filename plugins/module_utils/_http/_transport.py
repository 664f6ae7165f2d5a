# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Make one try of a request: return the response, or raise a :class:`TransportError`.

Redirects are not followed (requests would send ``X-Auth-Token`` to another host), ``~/.netrc`` and the environment of
the process are not used, and a body is read up to a limit.
"""

from __future__ import annotations

import typing as t
from http.client import HTTPException

from .._requests import AuthBase, requests, urllib3
from .._version import VERSION
from ._adapter import Adapter
from ._config import HttpConfig
from ._deadline import Attempt, Sockets, time_limit
from ._explain import explain
from ._outcome import REFUSALS, RETRYABLE_STATUSES, Response, TransportError

__all__ = ["BODY_LIMIT", "RETRYABLE_STATUSES", "USER_AGENT", "HeaderAuth", "Response", "Transport", "TransportError"]

BODY_LIMIT = 1024 * 1024
"""How many bytes of a body are read."""

USER_AGENT = f"huaweicloud.dataarts_fabric/{VERSION} (Ansible collection) python-requests"

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
_CHUNK = 64 * 1024
_NO_SHA_256 = "Use a Python whose hashlib has SHA-256, which signing a request with an access key needs."


class HeaderAuth(AuthBase):
    """Authenticate with headers; without headers, there is no authentication."""

    def __init__(self, headers: t.Mapping[str, str | None]) -> None:
        self._headers = {name: value for name, value in headers.items() if value}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the headers."""
        request.headers.update(self._headers)
        return request


class Transport:
    """A pool of connections that are kept open. Safe to use from many threads, but not after a fork."""

    def __init__(self, config: HttpConfig) -> None:
        self.config = config
        # No session of requests: it would share cookies between the requests of all routes, and needs a third of the
        # time of a call.
        self._adapter = Adapter(verify=config.verify, connections=config.concurrency)
        self._proxies: dict[str, dict[str, str]] = {}
        self._sockets = Sockets()
        if config.verify is False:
            # The user has chosen this. A warning of Python would only disturb, for example the output of a template.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def abort(self) -> None:
        """End the tries of other threads. These fail, and so does every later one."""
        self._sockets.abort()

    def close(self) -> None:
        """Close every connection."""
        self._adapter.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        auth: AuthBase,
        headers: t.Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
        direct: bool = False,
    ) -> Response:
        """Make one try.

        :param url: the whole URL, with the query in the form in which it is signed
        :param timeout: seconds for the try, if it must be shorter than the configured timeout
        :param direct: never use a proxy
        :raises TransportError: there was no complete response
        """
        seconds = min(timeout or self.config.timeout, self.config.timeout)
        request = requests.PreparedRequest()
        request.method, request.url, request.body = method, url, body
        request.headers = requests.structures.CaseInsensitiveDict({**_HEADERS, **(headers or {})})
        request.prepare_content_length(body)
        proxies = {} if direct else self._proxies_for(url)
        with time_limit(seconds, self._sockets) as attempt:
            request = _authenticated(request, auth)
            while True:
                outcome = self._outcome(request, proxies, seconds)
                if isinstance(outcome, Response):
                    return outcome
                if not _was_stale(attempt, outcome):
                    raise outcome

    def _outcome(
        self, request: requests.PreparedRequest, proxies: dict[str, str], seconds: float
    ) -> Response | TransportError:
        response: requests.Response | None = None
        outcome: Response | TransportError
        try:
            with self._adapter.send(request, timeout=seconds, verify=self.config.verify, proxies=proxies) as response:
                outcome = _read(response)
        except TransportError as error:
            outcome = error
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            HTTPException,
            OSError,
            ValueError,
            RuntimeError,  # such as a thread that cannot be started
        ) as error:
            outcome = explain(error, seconds, proxied=proxies.get("http", "").startswith("http"))
        if response is not None and response.status_code in REFUSALS and isinstance(outcome, TransportError):
            outcome = Response(response.status_code, response.headers, b"", unread=True)
        return outcome

    def _proxies_for(self, url: str) -> dict[str, str]:
        origin = "/".join(url.split("/", 3)[:3])
        if origin not in self._proxies:
            proxy = self.config.proxy_for(url)
            self._proxies[origin] = {"http": proxy.url, "https": proxy.url} if proxy else {}
        return self._proxies[origin]


def _authenticated(request: requests.PreparedRequest, auth: AuthBase) -> requests.PreparedRequest:
    try:
        return auth(request)
    except ValueError:  # of OpenSSL, if it refuses an algorithm, for example under FIPS
        what = "was not sent the request, as that could not be signed"
        raise TransportError("other", what, retryable=False, advice=_NO_SHA_256) from None


def _was_stale(attempt: Attempt, error: TransportError) -> bool:
    """Return whether a connection that was kept open was already closed: a new one is then part of the same try."""
    return error.kind == "reset" and not attempt.connected and not attempt.answered


def _read(response: requests.Response) -> Response:
    body = bytearray()
    try:
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > BODY_LIMIT:
                return Response(response.status_code, response.headers, bytes(body[:BODY_LIMIT]), too_large=True)
    except ValueError:  # such as a chunk whose length is negative
        raise TransportError("body", "sent a body in no proper chunks", retryable=False) from None
    return Response(response.status_code, response.headers, bytes(body))
