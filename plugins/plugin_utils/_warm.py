# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Prepare in Ansible's parent process what each of its forks would otherwise prepare again."""

from __future__ import annotations

import contextlib
import os

from ansible.plugins.loader import filter_loader, test_loader

from ..module_utils._http import _warm as http

# One of each is enough: with the first filter or test of a process, Ansible loads all of its own.
_TEMPLATES = ((filter_loader, "ansible.builtin.bool"), (test_loader, "ansible.builtin.failed"))


def warm() -> None:
    """Read the CAs, and load what a request and a template need. An error is ignored here, as it occurs again later."""
    http.warm(os.environ)
    for loader, name in _TEMPLATES:
        with contextlib.suppress(Exception):
            loader.get(name)
