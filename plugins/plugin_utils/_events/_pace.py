# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Decide how long to wait for the next poll.

Huawei Cloud locks an access key for five minutes after five refusals in a row, also if other programs sent some of the
requests. So the wait after a refusal is at least five minutes, and after the fourth one an hour, in which others can
use the key.
"""

from __future__ import annotations

import random

from ...module_utils._errors import FabricError

LONGEST = 600.0
"""Seconds to which the time between two polls grows while the service cannot be polled."""

REFUSED = 300.0
"""Seconds to wait after a credential was refused."""

REFUSALS = 4
"""After so many refusals in a row, the wait is ``REFUSED_AGAIN``."""

REFUSED_AGAIN = 3600.0
"""Seconds to wait after ``REFUSALS`` refusals in a row."""

_JITTER = 0.1


class Pace:
    """The time between two polls, which depends on the earlier failures.

    :param interval: seconds between two polls while nothing fails
    """

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._failures = 0
        self._refusals = 0

    def after(self, failure: FabricError | None) -> float:
        """Return the seconds to wait after a poll.

        :param failure: the failure of the service; None if there was none
        """
        if failure is None:
            self._failures = self._refusals = 0
            return _spread(self._interval)
        if failure.reason == "credential_refused":
            self._refusals += 1
            return _spread(max(self._interval, REFUSED if self._refusals < REFUSALS else REFUSED_AGAIN))
        self._failures += 1
        longest = max(self._interval, LONGEST)
        return _spread(min(self._interval * 2.0 ** min(self._failures, 32), longest))


def _spread(seconds: float) -> float:
    """Return so many seconds or a little more, so that many event sources do not send requests at the same moment."""
    return seconds * random.uniform(1, 1 + _JITTER)  # noqa: S311 - nothing secret hangs on it
