# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""How a run ended: what the core hands to whoever shows it to the user."""

from __future__ import annotations

import dataclasses
import traceback
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError, InputError


@dataclasses.dataclass(frozen=True)
class Report:
    """What to return.

    :param result: the keys to return; with ``msg`` where it failed
    :param secrets: the values that must never be shown, which the caller may not know
    """

    failed: bool
    result: dict[str, t.Any]
    warnings: list[str] = dataclasses.field(default_factory=list)
    secrets: tuple[str, ...] = dataclasses.field(default=(), repr=False)


def report_of(core: t.Callable[[], Report]) -> Report:
    """Run a part of the core; whatever is raised becomes a failure that shows no secret."""
    try:
        return core()
    except FabricError as error:
        secrets = error.secrets if isinstance(error, InputError) else ()
        return Report(True, {"msg": str(error)}, secrets=tuple(filter(None, secrets)))
    except Exception as error:  # noqa: BLE001 - Ansible shows an uncaught one as it is, and it may quote a secret
        where = "".join(traceback.format_tb(error.__traceback__))
        return Report(True, {"msg": f"Unexpected {type(error).__name__}, please report it", "exception": where})
