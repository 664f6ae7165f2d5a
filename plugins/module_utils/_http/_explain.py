# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.
"""Turn the exceptions of libraries into a :class:`TransportError` with words of this collection.

The text of a library is not quoted if it may contain a URL or a header, because these may contain secrets.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
import typing as t
from http.client import BadStatusLine, HTTPException, RemoteDisconnected

from .._requests import requests, urllib3
from .._text import one_line
from ._names import LookupTimeoutError
from ._outcome import RETRYABLE_STATUSES, TransportError

_QUOTED = 300
_PLACE = re.compile(r"^\[[A-Z0-9]+\] | \(_ssl\.c:[0-9]+\)$")
"""What Python adds to the texts of OpenSSL."""
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_RENEW = (
    "Python 3.13 and newer require what RFC 5280 requires of a CA certificate (a critical basic constraint, key usage,"
    " key identifiers): renew the CA certificate, and the certificate that it signed."
)
_VALIDITY = "Check the clock of the machine that sends, and renew the certificate."
_OTHER_NAME = "Check the host of the endpoint: the certificate was issued for other names."
_OUT_OF_DATE = (9, 10)
_BY_CODE = {
    **dict.fromkeys(_OUT_OF_DATE, _VALIDITY),
    **dict.fromkeys((62, 64), _OTHER_NAME),
    **dict.fromkeys(range(79, 95), _RENEW),
}
"""What to do, by the error code in OpenSSL's x509_vfy.h. The codes from 79 on, such as for a CA without a basic
constraint, are mostly those of the strict checks (``X509_V_FLAG_X509_STRICT``)."""

_NO_CLIENT_CERTIFICATE = (
    "This collection does not support client certificates: use an endpoint that needs none, or a proxy that presents"
    " one."
)
_ENDED_BY_SERVER = (
    "The server ended the TLS handshake: it may require a client certificate, which this collection does not support,"
    " or not know the host of the endpoint."
)
_NONE_IN_COMMON = (
    "The server and the Python that sends have no version of TLS, or no cipher, in common. TLS 1.2 is the oldest that"
    " is used. Update the server, or check the host of the endpoint."
)
_NO_TLS = "The server does not speak TLS there: check the host, port and scheme (http or https) of the endpoint."
_BY_REASON = (
    (("protocol version", "unsupported protocol", "insufficient security"), _NONE_IN_COMMON),
    (("wrong version number",), _NO_TLS),
    (("alert", "unrecognized name"), _ENDED_BY_SERVER),
)
"""Parts of OpenSSL's reason, and what to do; the first row that fits is used. An alert is sent by the server."""
_NAME_SERVICE = "Check the name service of the machine that sends, or increase timeout and retry_deadline."
_NETWORK = "Check the network and the firewall of the machine that sends, and the host of the endpoint."
_BY_ERRNO: t.Mapping[object, str] = {
    **dict.fromkeys((errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EPERM, errno.EACCES), _NETWORK),
    **dict.fromkeys(
        (errno.EMFILE, errno.ENFILE), "Decrease concurrency, or allow the process to open more files (ulimit -n)."
    ),
}
_SPEAKS_TLS = "Start the URL with https://."
_PROXY_SPEAKS_TLS = "Start the URL of the proxy with https://."
_PROXY_SPEAKS_NO_TLS = "Start the URL of the proxy with http://, also if that of the endpoint starts with https://."
_CA_OF_PROXY = "Set ca_path to a file that contains the CA of the proxy's certificate and that of the endpoint's."
_THROUGH = "could not be reached through the proxy"


def explain(error: Exception, seconds: float, *, proxied: bool = False) -> TransportError:
    """Return the transport error for an exception.

    :param seconds: the timeout of the try
    :param proxied: whether an HTTP proxy was used
    """
    causes = list(causes_of(error))
    for cause in causes:
        if isinstance(cause, TransportError):
            return cause
    if any(map(_speaks_tls, causes)):
        what = "answered plain HTTP with TLS"
        if proxied:
            return TransportError("proxy", f"{_THROUGH} (it {what})", retryable=False, advice=_PROXY_SPEAKS_TLS)
        return TransportError("tls", what, retryable=False, advice=_SPEAKS_TLS)
    if any(map(_of(requests.exceptions.ProxyError, urllib3.exceptions.ProxyError), causes)):
        return _explain_proxy(causes)
    if any(map(_is_tls, causes)) and not any(map(_of(ssl.SSLEOFError, ssl.SSLZeroReturnError), causes)):
        return _explain_tls(causes)
    if any(map(_of(LookupTimeoutError), causes)):
        what = f"has a host name that was not resolved within {seconds:.3g} s"
        return TransportError("timeout", what, retryable=True, advice=_NAME_SERVICE)
    for is_meant, kind, what, retryable in _RULES:
        if any(map(is_meant, causes)):
            return TransportError(kind, what.format(seconds=seconds), retryable=retryable)
    retryable = isinstance(error, (requests.ConnectionError, OSError)) and not isinstance(error, ValueError)
    advice = next(filter(None, (_BY_ERRNO.get(getattr(cause, "errno", None)) for cause in causes)), None)
    return TransportError("other", f"could not be reached ({_reason(causes)})", retryable=retryable, advice=advice)


def causes_of(error: BaseException) -> t.Iterator[BaseException]:
    """Yield an exception and its causes, which libraries keep in arguments, attributes and ``__cause__``."""
    seen: set[int] = set()
    pending: list[object] = [error]
    while pending:
        one = pending.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        pending += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]


def _of(*kinds: type[BaseException]) -> t.Callable[[BaseException], bool]:
    return lambda cause: isinstance(cause, kinds)


def _is_tls(cause: BaseException) -> bool:
    return isinstance(cause, (ssl.SSLError, requests.exceptions.SSLError, urllib3.exceptions.SSLError))


def _speaks_tls(cause: BaseException) -> bool:
    """Return whether the first line of the response is a TLS record: an alert, or a part of a handshake."""
    return isinstance(cause, BadStatusLine) and str(cause).startswith(("\x15\x03", "\x16\x03"))


def _is_timeout(cause: BaseException) -> bool:
    return isinstance(cause, (TimeoutError, socket.timeout, requests.Timeout, urllib3.exceptions.TimeoutError))


def _is_not_unpacked(cause: BaseException) -> bool:
    return isinstance(cause, (requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError))


def _is_not_chunked(cause: BaseException) -> bool:
    return isinstance(cause, urllib3.exceptions.InvalidChunkLength)


def _is_cut_short(cause: BaseException) -> bool:
    if isinstance(cause, BadStatusLine) and not isinstance(cause, ConnectionError):
        line = str(cause)
        return not line.endswith("\n") and (line.startswith("HTTP/") or "HTTP/".startswith(line))
    return isinstance(cause, (requests.exceptions.ChunkedEncodingError, urllib3.exceptions.IncompleteRead))


def _is_no_http(cause: BaseException) -> bool:
    return isinstance(cause, (HTTPException, urllib3.exceptions.InvalidHeader))


_RULES: tuple[tuple[t.Callable[[BaseException], bool], str, str, bool], ...] = (
    (_of(socket.gaierror), "dns", "has a host name that could not be resolved", True),
    (_of(ConnectionRefusedError), "refused", "refused the connection", True),
    # After the two above, as for urllib3 every failed connection is also a timeout.
    (_is_timeout, "timeout", "did not answer completely within {seconds:.3g} s", True),
    (_is_not_unpacked, "body", "sent a body that cannot be decompressed", False),
    (_is_not_chunked, "body", "sent a body in no proper chunks", False),
    (_is_cut_short, "body", "closed the connection in the middle of its answer", True),
    (_of(ConnectionError, ssl.SSLError), "reset", "closed the connection without an answer", True),
    (_is_no_http, "protocol", "sent something that cannot be read as HTTP", False),
)
"""A test of a cause, the kind, the words, and whether another try may help; the first row that fits is used."""


def _explain_proxy(causes: list[BaseException]) -> TransportError:
    for cause in causes:
        refusal = _TUNNEL.search(str(cause)[:_QUOTED])
        if refusal:
            status = int(refusal[1])
            return TransportError(
                "proxy",
                f"{_THROUGH} (which answered HTTP {status})",
                retryable=status in RETRYABLE_STATUSES,
                status=status,
            )
    if any(isinstance(cause, HTTPException) and not isinstance(cause, RemoteDisconnected) for cause in causes):
        return TransportError("proxy", f"{_THROUGH} (it does not speak HTTP as it should)", retryable=False)
    if any(getattr(cause, "reason", None) == "WRONG_VERSION_NUMBER" for cause in causes):
        what = f"{_THROUGH} (wrong version number)"
        return TransportError("proxy", what, retryable=False, advice=_PROXY_SPEAKS_NO_TLS)
    invalid = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    advice = None
    if invalid:
        advice = _VALIDITY if getattr(invalid, "verify_code", None) in _OUT_OF_DATE else _CA_OF_PROXY
    return TransportError("proxy", f"{_THROUGH} ({_reason(causes)})", retryable=invalid is None, advice=advice)


def _explain_tls(causes: list[BaseException]) -> TransportError:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = one_line(f"certificate not valid: {cause.verify_message}", _QUOTED)
            advice = _BY_CODE.get(cause.verify_code)
            return TransportError("tls", f"failed TLS ({why})", retryable=False, advice=advice)
        if isinstance(cause, ssl.SSLError) and "CERTIFICATE_REQUIRED" in (cause.reason or ""):
            what = "demands a TLS client certificate"
            return TransportError("tls", what, retryable=False, advice=_NO_CLIENT_CERTIFICATE)
    reason = _reason(causes)
    advice = next((advice for names, advice in _BY_REASON if any(name in reason for name in names)), None)
    return TransportError("tls", f"failed TLS ({reason})", retryable=False, advice=advice)


def _reason(causes: list[BaseException]) -> str:
    """Return the text of the system or of OpenSSL for the deepest cause, or otherwise the name of its class."""
    for cause in reversed(causes):
        if isinstance(cause, ssl.SSLError) and cause.reason:
            return str(cause.reason).replace("_", " ").lower()
        if isinstance(cause, OSError) and cause.strerror:
            return _PLACE.sub("", cause.strerror)
        if isinstance(cause, (TimeoutError, socket.timeout)):
            return "no answer in time"
        if isinstance(cause, RemoteDisconnected):
            return "no answer"
    return type(causes[-1]).__name__
