# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The one door to the ``requests`` package, which a managed host may lack, and to PySocks, which most do.

Files that need it import it from here; whoever starts work first asks for :data:`REQUESTS_IMPORT_ERROR`.
"""

from __future__ import annotations

import typing as t

REQUESTS_IMPORT_ERROR: str | None = None

try:
    import requests
    import urllib3
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.util.ssl_ import create_urllib3_context
except Exception as error:  # noqa: BLE001 - a broken installation may raise anything, and is told like a missing one
    REQUESTS_IMPORT_ERROR = type(error).__name__
    if not t.TYPE_CHECKING:  # the stand-ins only let classes that derive from them be defined
        requests = urllib3 = create_urllib3_context = None
        HTTPAdapter = AuthBase = object
        HTTPConnection = HTTPSConnection = HTTPConnectionPool = HTTPSConnectionPool = object

try:
    import socks  # type: ignore[import-untyped] # PySocks, which has no types
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
