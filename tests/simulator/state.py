# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the simulator knows and has counted; all of it in one place, so that a reset is one assignment."""

from __future__ import annotations

import collections
import copy
import dataclasses
import datetime as dt
import secrets
import typing as t

KEPT_REQUESTS = 1000


@dataclasses.dataclass
class Settings:
    """What can be changed while it runs."""

    latency: float = 0.0
    clock_offset: float = 0.0
    require_credential: bool = True
    metadata_mode: str = "v2"
    iam_answer: str | None = None


@dataclasses.dataclass
class Counts:
    """What was seen since the last reset."""

    requests: int = 0
    tokens: int = 0
    metadata: int = 0
    in_flight: int = 0
    max_concurrent: int = 0
    connections: set[int] = dataclasses.field(default_factory=set)
    by_route: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    kept: collections.deque[dict[str, t.Any]] = dataclasses.field(
        default_factory=lambda: collections.deque(maxlen=KEPT_REQUESTS)
    )


class State:
    """The simulator's memory.

    :param table: the routes and credentials, as in ``routes.yaml``
    """

    def __init__(self, table: dict[str, t.Any], latency: float = 0.0) -> None:
        self._initial = copy.deepcopy(table)
        self._latency = latency
        self.reset()

    def reset(self) -> None:
        """Forget everything since the start."""
        table = copy.deepcopy(self._initial)
        self.routes: dict[str, dict[str, t.Any]] = {
            str(key): value for key, value in (table.get("routes") or {}).items()
        }
        self.access_keys: dict[str, dict[str, str]] = table.get("access_keys") or {}
        self.users: list[dict[str, t.Any]] = table.get("users") or []
        self.tokens: set[str] = set(table.get("tokens") or ())
        self.expired: set[str] = set()
        self.failures: collections.Counter[str] = collections.Counter()
        self.locked_until: dict[str, dt.datetime] = {}
        self.metadata_tokens: set[str] = set()
        self.settings = Settings(latency=self._latency, require_credential=bool(table.get("require_credential", True)))
        self.counts = Counts()

    def now(self) -> dt.datetime:
        """The simulator's clock."""
        return dt.datetime.now(dt.timezone.utc) + dt.timedelta(seconds=self.settings.clock_offset)

    def issue_token(self) -> str:
        """A new token, which the service accepts."""
        token = f"issued-{secrets.token_hex(16)}"
        self.tokens.add(token)
        return token

    def issue_access_key(self) -> dict[str, str]:
        """A new temporary access key, which the service accepts."""
        key = {
            "access": f"TEMP{secrets.token_hex(8).upper()}",
            "secret": secrets.token_hex(20),
            "securitytoken": secrets.token_hex(32),
        }
        self.access_keys[key["access"]] = {"secret_key": key["secret"], "security_token": key["securitytoken"]}
        return key

    def expire_tokens(self) -> None:
        """Let every token that was issued end now."""
        issued = {token for token in self.tokens if token.startswith("issued-")}
        self.tokens -= issued
        self.expired |= issued
