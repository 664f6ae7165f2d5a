# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation says of every failure."""

from __future__ import annotations

FAILURE_KEYS = frozenset(
    {
        "msg",
        "reason",
        "http_status",
        "error_code",
        "error_msg",
        "solution_msg",
        "solution_source",
        "request_id",
        "tries",
    }
)
"""The keys of the result of every failure. What was requested has keys of its own beside them."""
