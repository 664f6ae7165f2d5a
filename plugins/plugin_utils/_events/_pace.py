# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""How long to wait for the next poll.

Huawei Cloud locks an access key for five minutes after five refusals in a row, whoever sent the requests. So at least
five minutes pass after a refusal, and from the fourth one on an hour: somebody can use the key correctly in between.
"""

from __future__ import annotations

import random

from ...module_utils._errors import FabricError

LONGEST = 600.0
"""Seconds to which the time between two polls grows while the service cannot be polled."""

REFUSED = 300.0
"""Seconds to wait after a credential was refused."""

REFUSALS = 4
"""How many refusals in a row are followed by that wait; from the last one on the wait is longer."""

REFUSED_AGAIN = 3600.0
"""Seconds to wait after that."""

_JITTER = 0.1


class Pace:
    """The time between two polls, after what came of those so far.

    :param interval: seconds between two polls while nothing fails
    """

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._failures = 0
        self._refusals = 0

    def after(self, failure: FabricError | None) -> float:
        """Return the seconds to wait after a poll.

        :param failure: why the service could not be polled; None where it could
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
    """Return so many seconds or a little more, so that many watchers do not send at the same moment."""
    return seconds * random.uniform(1, 1 + _JITTER)  # noqa: S311 - nothing secret hangs on it
