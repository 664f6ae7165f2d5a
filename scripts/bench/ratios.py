# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ratios within one run, and the ones to reach, in CPU seconds: a busy machine distorts those least."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Ratio:
    """A ratio within one run, and the one to reach.

    :param above: the cases whose sum is divided, by their keys; below: by which sum
    :param net: a case that is taken off both; memory: of peak memory instead of time
    """

    name: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    target: float
    more_is_better: bool = False
    net: str | None = None
    per_id: float = 1.0
    memory: bool = False

    @property
    def cases(self) -> tuple[str, ...]:
        """The keys of all that it needs."""
        return (*self.above, *self.below, *((self.net,) if self.net else ()))


_LIST = "list of 1,000 @20 TLS"
_SCRIPT = "script, 1,000 routes @20 TLS"
_FACT = "set_fact on 100 hosts @0"

RATIOS = (
    Ratio("list of 1,000 at 20 ms: over TLS / without", (_LIST,), ("list of 1,000 @20",), 1.25),
    Ratio("list of 1,000 at 20 ms: this module / (script + empty play)", (_LIST,), (_SCRIPT, "empty play @0"), 0.8),
    Ratio(
        "list of 1,000 at 20 ms: the module in a process of its own / (script + module play that does nothing)",
        ("module, list of 1,000 @20 TLS",),
        (_SCRIPT, "module play that does nothing @0"),
        0.85,
    ),
    Ratio("100 hosts, 5 forks: this module / set_fact", ("on 100 hosts @0 TLS",), (_FACT,), 1.5),
    Ratio("100 hosts, 5 forks: uri / this module", ("uri on 100 hosts @0 TLS",), ("on 100 hosts @0 TLS",), 10, True),
    Ratio(
        "300 hosts, 50 forks: this module / set_fact",
        ("on 300 hosts, 50 forks @0 TLS",),
        ("set_fact on 300 hosts, 50 forks @0",),
        1.5,
    ),
    Ratio("one host, one route: uri / this module", ("uri on one host @0 TLS",), ("on one host @0 TLS",), 1, True),
    Ratio("loop of 100: this module / set_fact", ("loop of 100 @0 TLS",), ("set_fact loop of 100 @0",), 1.35),
    Ratio("loop of 100: uri / this module", ("uri loop of 100 @0 TLS",), ("loop of 100 @0 TLS",), 26, True),
    Ratio(
        "1,000 lookups in one template / of a constant, without TLS",
        ("1,000 lookups in one template @0",),
        ("1,000 lookups of a constant @0",),
        1.75,
    ),
    Ratio(
        "drift check on 100 hosts: the role / set_fact",
        ("drift check on 100 hosts, by the role @0 TLS",),
        (_FACT,),
        4.5,
    ),
    Ratio("drift check on 100 hosts: session_drift / set_fact", ("drift check on 100 hosts @0 TLS",), (_FACT,), 2.0),
    Ratio(
        "record on 100 hosts: session_record / copy", ("record on 100 hosts @0 TLS",), ("copy on 100 hosts @0",), 1.2
    ),
    Ratio("page on 100 hosts: dashboard_links / copy", ("page on 100 hosts @0 TLS",), ("copy on 100 hosts @0",), 1.2),
    Ratio(
        "an empty play: collection installed / not",
        ("empty play @0",),
        ("empty play, collection not installed @0",),
        1.0,
    ),
    Ratio(
        "time per ID, net of an empty play: list of 10,000 / of 1,000",
        ("list of 10,000 @20 TLS",),
        (_LIST,),
        1.1,
        net="empty play @0",
        per_id=10.0,
    ),
    Ratio("peak memory: list of 10,000 / of 1,000", ("list of 10,000 @20 TLS",), (_LIST,), 1.6, memory=True),
)
