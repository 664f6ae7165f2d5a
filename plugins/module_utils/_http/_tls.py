# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.
"""TLS contexts: one for each set of CAs, which all threads of a process share, and which its forks inherit.

Reading a bundle of CAs takes longer than a request, and requests would do it for each connection.
"""

from __future__ import annotations

import errno
import os
import pathlib
import re
import ssl
import threading
import typing as t

from .._options import OPTIONS
from .._requests import create_urllib3_context, requests
from .._text import shown
from ._deadline import BoundedSSLSocket
from ._outcome import TransportError

_COPIED = ("options", "verify_flags", "minimum_version", "maximum_version", "post_handshake_auth", "verify_mode")

_CA_VARIABLES = OPTIONS["ca_path"].environment
_CAS_ADVICE = (
    "Put CA certificates in PEM into it. Its path is the value of ca_path, or otherwise of"
    f" {', '.join(_CA_VARIABLES[:-1])} or {_CA_VARIABLES[-1]}."
)

_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")
_REHASH = "Run openssl rehash for the directory, or set ca_path to a file with CA certificates in PEM."

_contexts: dict[t.Hashable, ssl.SSLContext] = {}
_lock = threading.Lock()


class SharedContext(ssl.SSLContext):
    """A TLS context that cannot be changed after it is shared.

    For each connection, urllib3 sets attributes to the values that they already have. This is not safe during a TLS
    handshake of another thread.
    """

    _shared = False

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute; if the context is shared, only accept the value that it already has."""
        if not self._shared:
            super().__setattr__(name, value)
        elif getattr(self, name) != value:
            raise AttributeError(f"{name} of a shared TLS context must not be changed")

    def set_alpn_protocols(self, alpn_protocols: t.Iterable[str]) -> None:
        """Set the protocols to offer, unless the context is shared and already has them."""
        if not self._shared:
            super().set_alpn_protocols(alpn_protocols)

    def share(self) -> None:
        """Allow no change from now on."""
        self._shared = True


def shared_context(verify: bool | str) -> ssl.SSLContext:
    """Return the TLS context for connections, which is made only once in a process tree for the same CAs.

    :param verify: whether to verify certificates, or the path of the CA certificates: a file, or directories
    :raises TransportError: the CA certificates cannot be read
    """
    path = requests.utils.DEFAULT_CA_BUNDLE_PATH if verify is True else verify
    key = (path, _version(path) if path else None, os.environ.get("SSLKEYLOGFILE"))
    with _lock:
        if key not in _contexts:
            _contexts[key] = _made(path)
        return _contexts[key]


def _version(path: str) -> tuple[int, ...] | None:
    """Return values that change when the file changes; ``None`` if it cannot be read."""
    try:
        found = os.stat(path)
    except OSError:  # such as for a list of directories; an error is raised when the CAs are read
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _made(path: str | t.Literal[False]) -> SharedContext:
    try:
        if pathlib.Path(os.environ.get("SSLKEYLOGFILE", "")).is_fifo():
            raise OSError(errno.EINVAL, "it is a FIFO")  # opening it may never end
        model = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if path else ssl.CERT_NONE)
    except OSError as error:
        what = f"could not be reached: the file of SSLKEYLOGFILE cannot be written ({error.strerror})"
        advice = "Unset SSLKEYLOGFILE, or set it to a file that can be written."
        raise TransportError("tls", what, retryable=False, advice=advice) from None
    context = SharedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = bool(path)  # before verify_mode, which must not be none with it
    for name in _COPIED:
        setattr(context, name, getattr(model, name))
    context.hostname_checks_common_name = False
    if model.keylog_filename:
        context.keylog_filename = model.keylog_filename
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = BoundedSSLSocket
    if path:
        _load(context, path)
    context.share()
    return context


def _load(context: ssl.SSLContext, path: str) -> None:
    try:
        if os.path.isdir(path) and not any(map(_HASHED.fullmatch, os.listdir(path))):
            what = f"failed TLS (the CA directory {shown(path)}: no file in it is named by the hash of a CA)"
            raise TransportError("tls", what, retryable=False, advice=_REHASH)
        context.load_verify_locations(**{"cafile" if os.path.isfile(path) else "capath": path})
    except ssl.SSLError as error:
        why = (error.reason or "a certificate in it is broken").replace("_", " ").lower()
        what = f"failed TLS (the CA file {shown(path)}: {why})"
        raise TransportError("tls", what, retryable=False, advice=_CAS_ADVICE) from None
    except OSError as error:
        what = f"failed TLS (the CA file {shown(path)} cannot be read: {error.strerror})"
        raise TransportError("tls", what, retryable=False, advice=_CAS_ADVICE) from None
