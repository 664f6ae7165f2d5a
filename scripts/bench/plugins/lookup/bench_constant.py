# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A lookup that does nothing: what Ansible itself takes for one."""

from __future__ import annotations

import typing as t

from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    """The lookup, for Ansible."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        """Return a constant."""
        return ["ac8111bf-3601-4905-8ddd-b41d3e636a4e"]
