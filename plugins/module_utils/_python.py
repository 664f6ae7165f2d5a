# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Check the version of Python. This file also runs on Python 3.7, so that an older version can be reported."""

from __future__ import annotations

import json
import platform
import sys
import typing as t

from ._errors import InputError

OLDEST = (3, 9)


def require_python(**nothing: t.Any) -> None:
    """End a module with one sentence if its Python cannot run this collection.

    :param nothing: the keys that a failure of this module has in addition to those of every failure
    """
    lack = _lack()
    if lack:
        solution = "Set ansible_python_interpreter to Python 3.9 or newer with ssl, or delegate the task to localhost."
        what = f"{sys.executable or 'the Python'} on {platform.node()} {lack}, so nothing was sent - {solution}"
        error = InputError(what, reason="missing_library", solution=solution)
        sys.stdout.write(json.dumps({"failed": True, "changed": False, **nothing, **error.as_result()}))
        raise SystemExit(1)


def _lack() -> str | None:
    if sys.version_info < OLDEST:
        return f"is Python {platform.python_version()}"
    try:
        import ssl  # noqa: F401, PLC0415 - whether it is there
    except ImportError:
        return "has no ssl"
    return None
