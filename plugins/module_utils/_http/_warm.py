# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Prepare in the parent process what each of its forks would otherwise prepare for its first request."""

from __future__ import annotations

import codecs
import contextlib
import typing as t

from .._requests import REQUESTS_IMPORT_ERROR
from ._config import find_verify
from ._tls import shared_context

_CODECS = ("idna", "latin-1", "utf-8-sig")


def warm(environ: t.Mapping[str, str]) -> None:
    """Read the default CAs, or those of the environment variables, and import what a request needs.

    An error is ignored here, because it occurs again when a request is sent.
    """
    for name in _CODECS:
        codecs.lookup(name)
    if REQUESTS_IMPORT_ERROR is None:
        with contextlib.suppress(Exception):
            shared_context(find_verify({}, environ))
