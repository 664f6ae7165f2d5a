# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long to wait for the next poll."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events import _pace
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._pace import Pace

DOWN = CallError("down", reason="connection")
REFUSED = CallError("refused", reason="credential_refused")


@pytest.fixture
def _no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pace, "_JITTER", 0.0)


@pytest.mark.usefixtures("_no_jitter")
def test_backoff() -> None:
    """The time doubles with each failure up to ten minutes, and is as before after a success."""
    pace = Pace(60.0)
    assert [pace.after(failure) for failure in (None, DOWN, DOWN, DOWN, DOWN, DOWN)] == [60, 120, 240, 480, 600, 600]
    assert [pace.after(failure) for failure in (None, DOWN)] == [60, 120]


@pytest.mark.usefixtures("_no_jitter")
def test_a_long_interval() -> None:
    """It is never shortened by a failure, and failures for days make no number too large."""
    pace = Pace(7200.0)
    assert [pace.after(failure) for failure in (DOWN, REFUSED)] == [7200, 7200]
    assert {Pace(1.0).after(DOWN), *(pace.after(DOWN) for _time in range(5000))} == {2.0, 7200.0}


@pytest.mark.usefixtures("_no_jitter")
def test_refusals() -> None:
    """Never five in five minutes: from the fourth refusal in a row on, an hour passes. Only a success starts anew."""
    pace = Pace(1.0)
    assert [pace.after(REFUSED) for _time in range(6)] == [300, 300, 300, 3600, 3600, 3600]
    assert pace.after(DOWN) == 2.0
    assert pace.after(REFUSED) == 3600
    assert pace.after(None) == 1.0
    assert pace.after(REFUSED) == 300


def test_jitter() -> None:
    """Up to a tenth more, and never less."""
    waits = [Pace(100.0).after(None) for _time in range(200)]
    assert len(set(waits)) > 100
    assert min(waits) >= 100.0
    assert max(waits) <= 110.0
    assert min(Pace(1.0).after(REFUSED) for _time in range(200)) >= 300
