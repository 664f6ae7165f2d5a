# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Import the package ``requests``, and the optional package PySocks, in one place, as they may be missing.

Other files import them from here. Before they are used, :data:`REQUESTS_IMPORT_ERROR` must be checked.
"""

from __future__ import annotations

import os
import pathlib
import traceback
import typing as t

REQUESTS_IMPORT_ERROR: str | None = None


def explain_import(error: BaseException) -> str:
    """Return the type of the exception of a failed import, and the file where it was raised."""
    kind = type(error).__name__
    if isinstance(error, ImportError) and error.name:
        return kind if error.name == "requests" else f"{kind}: {error.name}"
    if isinstance(error, OSError) and error.filename and error.filename == os.environ.get("SSLKEYLOGFILE"):
        return f"{kind}: the file of SSLKEYLOGFILE"
    place = error.filename if isinstance(error, SyntaxError) else None
    path = pathlib.PurePath(place or traceback.extract_tb(error.__traceback__)[-1].filename)
    return f"{kind} in {path.parent.name}/{path.name}"


try:
    import requests
    import urllib3
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.util.ssl_ import create_urllib3_context
except (Exception, SystemExit) as error:  # noqa: BLE001 - a broken installation may raise anything, and is reported like a missing one
    REQUESTS_IMPORT_ERROR = explain_import(error)
    if not t.TYPE_CHECKING:  # the stand-ins only let classes that derive from them be defined
        requests = urllib3 = create_urllib3_context = None
        HTTPAdapter = AuthBase = object
        HTTPConnection = HTTPSConnection = HTTPConnectionPool = HTTPSConnectionPool = object

try:
    import socks  # type: ignore[import-untyped] # PySocks, which has no types

    socks.socksocket, socks.ProxyError  # noqa: B018 - another package may have its name
except Exception:  # noqa: BLE001 - as above
    socks = None

__all__ = [
    "REQUESTS_IMPORT_ERROR",
    "AuthBase",
    "HTTPAdapter",
    "HTTPConnection",
    "HTTPConnectionPool",
    "HTTPSConnection",
    "HTTPSConnectionPool",
    "create_urllib3_context",
    "requests",
    "socks",
    "urllib3",
]
