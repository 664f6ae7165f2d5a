# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Keep the options and the setup of a lookup for all lookups of a task with the same options and variables."""

from __future__ import annotations

import multiprocessing
import os
import typing as t

from ..module_utils._setup import Setup, find_setup

_PLAIN = (str, int, float, type(None))

_kept: dict[t.Hashable, Prepared] = {}


class Prepared:
    """The options of a lookup, and the setup that follows from them.

    :param options: the options, with types that Ansible has checked
    """

    def __init__(self, options: dict[str, t.Any]) -> None:
        self.options = options
        self._setup: Setup | None = None

    def setup(self, *_given: t.Any) -> Setup:
        """Return the setup. The arguments are ignored; they are those of ``find_setup``.

        :raises InputError: the options cannot be used
        """
        if self._setup is None:
            self._setup = find_setup(self.options, os.environ)
        return self._setup


def prepared(given: t.Mapping[str, t.Any], resolve: t.Callable[[], dict[str, t.Any]]) -> Prepared:
    """Return the options of a lookup, which the process keeps until it ends with its task.

    :param given: the values on which the options depend, in addition to the configuration of Ansible
    :param resolve: returns the options
    """
    # The parent process, which renders for example the hosts of a play, does not end with a task.
    if multiprocessing.parent_process() is None or not all(isinstance(value, _PLAIN) for value in given.values()):
        return Prepared(resolve())
    key = frozenset((name, type(value), value) for name, value in given.items())
    if key not in _kept:
        _kept[key] = Prepared(resolve())
    return _kept[key]
