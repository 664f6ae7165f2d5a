# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The one door to the ``requests`` package, which a managed host may lack.

Files that need it import it from here; whoever starts work first asks for :data:`REQUESTS_IMPORT_ERROR`.
"""

from __future__ import annotations

import traceback
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
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
    if not t.TYPE_CHECKING:  # the stand-ins only let classes that derive from them be defined
        requests = urllib3 = create_urllib3_context = None
        HTTPAdapter = AuthBase = object
        HTTPConnection = HTTPSConnection = HTTPConnectionPool = HTTPSConnectionPool = object

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
    "urllib3",
]
