# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""How a run ended: what the core hands to whoever shows it to the user."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Report:
    """What to return.

    :param result: the keys to return; with ``msg`` where it failed
    :param secrets: the values that must never be shown, which the caller may not know
    """

    failed: bool
    result: dict[str, t.Any]
    warnings: list[str]
    secrets: tuple[str, ...] = dataclasses.field(repr=False)
