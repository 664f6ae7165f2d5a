# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages for the errors of libraries."""

from __future__ import annotations

import errno
import itertools
import socket
import ssl
from http.client import BadStatusLine, RemoteDisconnected

import pytest
import requests

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._explain import causes_of, explain
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._names import LookupTimeoutError


@pytest.mark.parametrize(
    ("error", "retryable"),
    [
        (requests.ConnectionError("out of luck"), True),
        (OSError("out of luck"), True),
        (requests.exceptions.InvalidURL("out of luck"), False),
        (RuntimeError("out of luck"), False),
    ],
)
def test_what_nobody_foresaw(error: Exception, retryable: bool) -> None:
    """A connection that failed in an unknown way may be tried again; what was asked wrongly may not."""
    told = explain(error, 1.0)
    assert (told.kind, str(told), told.retryable) == (
        "other",
        f"could not be reached ({type(error).__name__})",
        retryable,
    )


PLAIN = "answered plain HTTP with TLS"
NO_HTTP = ("protocol", "sent something that cannot be read as HTTP", False, None, None)
CUT = ("body", "closed the connection in the middle of its answer", True, None, None)
RESET = ("reset", "closed the connection without an answer", True, None, None)
NETWORK = "Check the network and the firewall of the machine that sends, and the host of the endpoint."
FILES = "Decrease concurrency, or allow the process to open more files (ulimit -n)."
PROXY_CA = "Set ca_path to a file that contains the CA of the proxy's certificate and that of the endpoint's."
THROUGH = "could not be reached through the proxy"
LATE = "did not answer completely within 1.23e+03 s"
INVALID = ssl.SSLCertVerificationError(1, "x")
INVALID.reason = "CERTIFICATE_VERIFY_FAILED"
EXPIRED = ssl.SSLCertVerificationError(1, "x")
EXPIRED.reason, EXPIRED.verify_code = INVALID.reason, 10


@pytest.mark.parametrize(
    ("error", "proxied", "told"),
    [
        *(
            (BadStatusLine(f"{record}\x03\x01"), proxied, told)
            for record in "\x15\x16"
            for proxied, told in (
                (False, ("tls", PLAIN, False, None, "Start the URL with https://.")),
                (
                    True,
                    ("proxy", f"{THROUGH} (it {PLAIN})", False, None, "Start the URL of the proxy with https://."),
                ),
            )
        ),
        (BadStatusLine("\x17\x03\x01\n"), False, NO_HTTP),
        (
            LookupTimeoutError("x"),
            False,
            (
                "timeout",
                "has a host name that was not resolved within 1.23e+03 s",
                True,
                None,
                "Check the name service of the machine that sends, or increase timeout and retry_deadline.",
            ),
        ),
        (TimeoutError("x"), False, ("timeout", LATE, True, None, None)),
        (requests.Timeout("x"), True, ("timeout", LATE, True, None, None)),
        (socket.gaierror(-2, "x"), False, ("dns", "has a host name that could not be resolved", True, None, None)),
        (ConnectionRefusedError("x"), False, ("refused", "refused the connection", True, None, None)),
        (
            requests.exceptions.ContentDecodingError("x"),
            False,
            ("body", "sent a body that cannot be decompressed", False, None, None),
        ),
        (
            requests.exceptions.ChunkedEncodingError("x"),
            False,
            CUT,
        ),
        (BadStatusLine("HTTP/1.1"), False, CUT),
        (BadStatusLine("HT"), False, CUT),
        (BadStatusLine("HTTP/x\n"), False, NO_HTTP),
        (BadStatusLine("SSH-2"), False, NO_HTTP),
        *(
            (OSError(number, "Why"), False, ("other", "could not be reached (Why)", True, None, advice))
            for numbers, advice in (
                ((errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EPERM, errno.EACCES), NETWORK),
                ((errno.EMFILE, errno.ENFILE), FILES),
                ((errno.EINVAL,), None),
            )
            for number in numbers
        ),
        (ConnectionResetError("x"), False, RESET),
        (ssl.SSLEOFError(8, "x"), False, RESET),
        (
            requests.exceptions.ProxyError(OSError("Tunnel connection failed: 407 hidden")),
            True,
            ("proxy", f"{THROUGH} (which answered HTTP 407)", False, 407, None),
        ),
        (
            requests.exceptions.ProxyError(OSError("Tunnel connection failed: 503 hidden")),
            True,
            ("proxy", f"{THROUGH} (which answered HTTP 503)", True, 503, None),
        ),
        (
            requests.exceptions.ProxyError(ConnectionRefusedError(111, "Connection refused")),
            True,
            ("proxy", f"{THROUGH} (Connection refused)", True, None, None),
        ),
        (
            requests.exceptions.ProxyError(INVALID),
            True,
            ("proxy", f"{THROUGH} (certificate verify failed)", False, None, PROXY_CA),
        ),
        (
            requests.exceptions.ProxyError(EXPIRED),
            True,
            (
                "proxy",
                f"{THROUGH} (certificate verify failed)",
                False,
                None,
                "Check the clock of the machine that sends, and renew the certificate.",
            ),
        ),
        (
            requests.exceptions.ProxyError(TimeoutError()),
            True,
            ("proxy", f"{THROUGH} (no answer in time)", True, None, None),
        ),
        (
            requests.exceptions.ProxyError(RemoteDisconnected("x")),
            True,
            ("proxy", f"{THROUGH} (no answer)", True, None, None),
        ),
    ],
)
def test_what_each_error_means(
    error: Exception, proxied: bool, told: tuple[str, str, bool, int | None, str | None]
) -> None:
    """The kind, the words, whether another try may help, the status of a proxy, and what to do; wrapped or not."""
    wrapped = error if isinstance(error, requests.exceptions.ProxyError) else requests.ConnectionError(error)
    for one in (error, wrapped):
        explained = explain(one, 1234.0, proxied=True) if proxied else explain(one, 1234.0)
        assert (
            explained.kind,
            explained.what,
            explained.retryable,
            explained.status,
            explained.advice,
        ) == told
        assert (str(explained), explained.tries, explained.note) == (explained.what, 1, "")


def test_all_that_an_error_stands_for() -> None:
    """In its arguments, its reason and its causes, each once, however they refer to each other."""
    outer, argument, reason, cause, context = (OSError(name) for name in ("outer", "argument", "reason", "cause", "up"))
    outer.args = (argument, "text")
    vars(outer)["reason"] = reason
    outer.__cause__, outer.__context__ = cause, context
    cause.__context__ = argument.__cause__ = outer
    assert list(itertools.islice(causes_of(outer), 9)) == [outer, argument, reason, cause, context]
