# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What the lookups of one task work out once: options and setup, while the same options and variables are given."""

from __future__ import annotations

import multiprocessing
import os
import typing as t

from ..module_utils._setup import Setup, find_setup

_PLAIN = (str, int, float, type(None))

_kept: dict[t.Hashable, Prepared] = {}


class Prepared:
    """The options of a lookup, and the setup that they come to.

    :param options: their types checked by Ansible
    """

    def __init__(self, options: dict[str, t.Any]) -> None:
        self.options = options
        self._setup: Setup | None = None

    def setup(self, *_given: t.Any) -> Setup:
        """Return the setup; what is given to it is what it was made of.

        :raises InputError: the options cannot be used
        """
        if self._setup is None:
            self._setup = find_setup(self.options, os.environ)
        return self._setup


def prepared(given: t.Mapping[str, t.Any], resolve: t.Callable[[], dict[str, t.Any]]) -> Prepared:
    """Return what the options come to, which the process keeps until it ends with its task.

    :param given: all that the options depend on beside the settings of Ansible
    :param resolve: gives the options
    """
    # The parent process renders a play's hosts and the like, and does not end with a task.
    if multiprocessing.parent_process() is None or not all(isinstance(value, _PLAIN) for value in given.values()):
        return Prepared(resolve())
    key = frozenset((name, type(value), value) for name, value in given.items())
    if key not in _kept:
        _kept[key] = Prepared(resolve())
    return _kept[key]
