# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""One HTTP attempt: a request out, an answer or a :class:`TransportError` back.

Redirects are never followed (requests would take ``X-Auth-Token`` to another host), ``~/.netrc`` and the process's own
environment play no part, and a body is read up to a limit.
"""

from __future__ import annotations

import dataclasses
import re
import socket
import ssl
import typing as t
from http.client import BadStatusLine, HTTPException

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import plain
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._deadline import (
    BoundedAdapter,
    Sockets,
    deadline,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import Network
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import AuthBase, requests, urllib3
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._version import VERSION

BODY_LIMIT = 1024 * 1024
"""How many bytes of a body are read."""

USER_AGENT = f"huaweicloud.dataarts_fabric/{VERSION} (Ansible collection) python-requests"

RETRYABLE_STATUSES = frozenset((408, 429, 500, 502, 503, 504))
"""The HTTP statuses after which another attempt may help."""

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
_CHUNK = 64 * 1024
_QUOTED = 300
_TUNNEL = re.compile(r"Tunnel connection failed: (\d+)")


@dataclasses.dataclass(frozen=True)
class Answer:
    """What came back: any complete HTTP response."""

    status: int
    headers: t.Mapping[str, str]
    body: bytes
    too_large: bool = False


class TransportError(FabricError):
    """No complete answer came back.

    :param kind: what failed: ``timeout``, ``dns``, ``refused``, ``reset``, ``tls``, ``proxy``, ``body`` or ``other``
    :param what: what happened, as the part of a sentence behind the endpoint
    :param retryable: whether another attempt may help
    """

    def __init__(self, kind: str, what: str, *, retryable: bool) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what
        self.retryable = retryable


class HeaderAuth(AuthBase):
    """Authenticate by headers; with none, not at all."""

    def __init__(self, headers: t.Mapping[str, str | None]) -> None:
        self._headers = {name: value for name, value in headers.items() if value}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the headers."""
        request.headers.update(self._headers)
        return request


class Transport:
    """A pool of kept connections; safe to use from many threads, not across a fork."""

    def __init__(self, network: Network) -> None:
        self.network = network
        # Without a session: its cookies would tie one route's request to another's, and what it does for each request
        # costs a third of the call.
        self._adapter = BoundedAdapter(verify=network.verify, connections=network.concurrency)
        self._proxies: dict[str, dict[str, str]] = {}
        self._sockets = Sockets()
        if network.verify is False:
            # The user chose it; Python's warning would only reach a log nobody reads, or break a template's output.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def abort(self) -> None:
        """End the attempts that are under way in other threads; these fail, and so does every later one."""
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
    ) -> Answer:
        """Make one attempt.

        :param url: the whole URL, its query in the form in which it was or will be signed
        :param timeout: seconds for the attempt, where they are to be fewer than the network's own
        :param direct: never use a proxy
        :raises TransportError: no complete answer came back
        """
        seconds = min(timeout or self.network.timeout, self.network.timeout)
        request = requests.PreparedRequest()
        request.method, request.url, request.body = method, url, body
        request.headers = requests.structures.CaseInsensitiveDict({**_HEADERS, **(headers or {})})
        request.prepare_content_length(body)
        try:
            with deadline(seconds, self._sockets):
                response = self._adapter.send(
                    auth(request),
                    timeout=seconds,
                    verify=self.network.verify,
                    proxies={} if direct else self._proxies_for(url),
                )
                with response:
                    return _read(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise _explain(error, seconds) from None

    def _proxies_for(self, url: str) -> dict[str, str]:
        origin = "/".join(url.split("/", 3)[:3])
        if origin not in self._proxies:
            proxy = self.network.proxy_for(url)
            self._proxies[origin] = {"http": proxy, "https": proxy} if proxy else {}
        return self._proxies[origin]


def _read(response: requests.Response) -> Answer:
    if response.status_code < 200:
        # What follows is the answer proper; on a kept connection it would be taken for that to the next request.
        raise TransportError("other", f"sent only HTTP {response.status_code}, which is no answer", retryable=False)
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > BODY_LIMIT:
            return Answer(response.status_code, response.headers, bytes(body[:BODY_LIMIT]), too_large=True)
    if not body and response.raw.version == 11 and not _ended(response):
        raise TransportError("body", "closed the connection in the middle of its answer", retryable=True)
    return Answer(response.status_code, response.headers, bytes(body))


def _ended(response: requests.Response) -> bool:
    """Tell whether an empty body says so; without a length the connection may as well have ended within the headers."""
    headers = response.headers
    return response.status_code in (204, 304) or "Content-Length" in headers or "Transfer-Encoding" in headers


def _explain(error: Exception, seconds: float) -> TransportError:
    causes = list(_causes(error))

    def found(*kinds: type[BaseException]) -> BaseException | None:
        return next((cause for cause in causes if isinstance(cause, kinds)), None)

    if found(requests.exceptions.ProxyError, urllib3.exceptions.ProxyError):
        return _explain_proxy(causes)
    tls = found(ssl.SSLError, requests.exceptions.SSLError, urllib3.exceptions.SSLError)
    if tls and not found(ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return TransportError("tls", f"failed TLS ({_tls_reason(causes)})", retryable=False)
    if found(socket.gaierror):
        return TransportError("dns", "has a host name that could not be resolved", retryable=True)
    if found(ConnectionRefusedError):
        return TransportError("refused", "refused the connection", retryable=True)
    # Behind the two above, as urllib3 counts every failed connection among its time-outs.
    if found(TimeoutError, socket.timeout, requests.Timeout, urllib3.exceptions.TimeoutError):
        return TransportError("timeout", f"did not answer completely within {seconds:.3g} s", retryable=True)
    if found(requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError):
        return TransportError("body", "sent a body that cannot be decompressed", retryable=False)
    if found(urllib3.exceptions.InvalidChunkLength):
        return TransportError("body", "sent a body in no proper chunks", retryable=False)
    if any(map(_is_cut_short, causes)):
        return TransportError("body", "closed the connection in the middle of its answer", retryable=True)
    if found(ConnectionError, ssl.SSLError):
        return TransportError("reset", "closed the connection without an answer", retryable=True)
    if found(HTTPException, urllib3.exceptions.InvalidHeader):
        return TransportError("other", "sent something that cannot be read as HTTP", retryable=False)
    retryable = isinstance(error, (requests.ConnectionError, OSError)) and not isinstance(error, ValueError)
    return TransportError("other", f"could not be asked ({_reason(causes)})", retryable=retryable)


def _is_cut_short(cause: BaseException) -> bool:
    if isinstance(cause, BadStatusLine) and not isinstance(cause, ConnectionError):
        return not str(cause).endswith("\n")
    return isinstance(cause, (requests.exceptions.ChunkedEncodingError, urllib3.exceptions.IncompleteRead))


def _explain_proxy(causes: list[BaseException]) -> TransportError:
    what = "could not be reached through the proxy"
    answers = [match for match in map(_TUNNEL.search, map(str, causes)) if match]
    if answers:
        status = int(answers[0][1])
        return TransportError("proxy", f"{what} (which answered HTTP {status})", retryable=status in RETRYABLE_STATUSES)
    invalid = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)
    return TransportError("proxy", f"{what} ({_reason(causes)})", retryable=not invalid)


def _causes(error: BaseException) -> t.Iterator[BaseException]:
    """Yield an error and all that it stands for: libraries put the origin in arguments, causes and attributes."""
    seen: set[int] = set()
    pending: list[object] = [error]
    while pending:
        one = pending.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        pending += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]


def _tls_reason(causes: list[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return plain(f"certificate not valid: {cause.verify_message}", _QUOTED)
    return _reason(causes)


def _reason(causes: list[BaseException]) -> str:
    """Return what the deepest cause says: the outer ones repeat it among addresses of Python objects."""
    for cause in reversed(causes):
        if isinstance(cause, ssl.SSLError) and cause.reason:
            return str(cause.reason).replace("_", " ").lower()
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    return plain(str(causes[-1]) or type(causes[-1]).__name__, _QUOTED)
