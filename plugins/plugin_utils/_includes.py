# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What a task of an ``include_role`` or ``include_tasks`` has in common with the same task of other hosts.

Ansible makes included tasks anew for each batch of ``serial``, and with the strategy ``free`` for each host. They have
other IDs then, and do not inherit ``run_once``, though they run for the one host only.
"""

from __future__ import annotations

import typing as t

from ansible.module_utils.parsing.convert_bool import boolean


def common_id(task: t.Any, hashed: t.Callable[[str], str]) -> str:
    """Return an ID of a task that is the same for all hosts.

    :param hashed: makes an ID of text that may hold a secret, such as variables of an include
    """
    parents = _parents(task)
    included = [parent for parent in parents if not parent.statically_loaded]
    if not included:
        return str(task._uuid)
    # The first include is not included itself. The variables of an include in a loop have its item.
    places = [f"{parent.get_path()} {parent.vars}" for parent in parents]
    return hashed("\n".join([str(included[-1]._uuid), str(task.get_path()), *places]))


def has_run_once(task: t.Any, render: t.Callable[[t.Any], t.Any]) -> bool:
    """Return whether a task, or what it is included by, has the keyword ``run_once``."""
    return bool(task.run_once) or any(boolean(render(parent.run_once) or False) for parent in _parents(task))


def _parents(task: t.Any) -> list[t.Any]:
    """Return the tasks that include or import a task, the nearest first."""
    parents: list[t.Any] = []
    while (parent := (parents or [task])[-1].get_first_parent_include()) is not None:
        parents.append(parent)
    return parents
