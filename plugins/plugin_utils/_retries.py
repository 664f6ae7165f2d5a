# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE to this collection: names and behaviour may change in any release.

"""Show which routes took more than one request."""

from __future__ import annotations

import typing as t

from ansible.utils.display import Display

from ._host_answer import rows

display = Display()


def show_retries(result: t.Mapping[str, t.Any]) -> None:
    """Show them with ``-v``, from what ``fabric_session_info`` returns."""
    failures = rows(result, "failures") or ([dict(result)] if result.get("reason") else [])
    for outcome in (*rows(result, "sessions"), *failures):
        tries = outcome.get("tries")
        if isinstance(tries, int) and tries > 1:
            display.v(f"fabric_session_info: route {outcome.get('route_id')} took {tries} tries")
