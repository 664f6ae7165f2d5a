# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Retries: which answers are worth another attempt, how long to wait, and when to give up."""

from __future__ import annotations

import email.utils
import threading
import time

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import (
    Exchange,
    Pace,
    StoppedError,
    exchange,
    left_until,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import Network
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import Answer, TransportError

DAY = b'{"error_msg": "policy user over ratelimit,limit:20,time:1 day"}'


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_exchange, "_FIRST_WAIT", 0.001)


def run(*outcomes: Answer | TransportError, retries: int = 3, deadline: float = 60.0) -> Exchange:
    """Let a request end in these outcomes, one an attempt, the last of them for ever."""
    pending = list(outcomes)

    def send(seconds: float) -> Answer:
        assert 0 < seconds <= deadline
        outcome = pending.pop(0) if len(pending) > 1 else pending[0]
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    network = Network(retries=retries, retry_deadline=deadline)
    return exchange(send, network, Pace(), time.monotonic() + deadline)


def soon() -> float:
    """An end that is far away for a test."""
    return time.monotonic() + 60


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    """An answer."""
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_help(status: int) -> None:
    """These are tried again, and what comes then counts."""
    done = run(answer(status), answer(status), answer(200))
    assert (done.answer, done.attempts) == (answer(200), 3)
    assert run(answer(status), retries=2) == Exchange(answer(status), None, 3)
    assert run(answer(status), retries=0).attempts == 1


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 403, 404, 405, 407, 413, 418, 494, 501, 505, 599])
def test_what_does_not(status: int) -> None:
    """These are not."""
    assert run(answer(status)) == Exchange(answer(status), None, 1)


def test_transport_errors() -> None:
    """By what they say of themselves."""
    passing = TransportError("reset", "closed the connection", retryable=True)
    lasting = TransportError("tls", "failed TLS", retryable=False)
    assert run(passing, answer(200)).attempts == 2
    assert run(passing, retries=1) == Exchange(None, passing, 2)
    assert run(lasting) == Exchange(None, lasting, 1)


def test_a_throttle_for_a_day_is_not_waited_for() -> None:
    """One for a second is."""
    assert run(answer(429, DAY)).attempts == 1
    assert run(answer(429, DAY.replace(b"day", b"second")), retries=1).attempts == 2


def test_retry_after() -> None:
    """Seconds and dates are followed; what is neither is passed over; beyond what is left it fails at once."""
    start = time.monotonic()
    assert run(answer(503, Retry_After="1"), answer(200)).attempts == 2
    assert time.monotonic() - start >= 1.0  # it was obeyed: a lower bound, not a speed
    for header in ("600", "90000", "9" * 400, email.utils.formatdate(time.time() + 600, usegmt=True)):
        done = run(answer(503, Retry_After=header))
        assert (done.answer, done.attempts) == (answer(503, Retry_After=header), 1)
        assert "it asks to wait" in done.note
    assert "to wait 90000 s, not within the 60 s" in run(answer(503, Retry_After="90000")).note
    for header in ("soon", "-1", "", "Mon, 99 Foo 2026"):
        assert run(answer(503, Retry_After=header), retries=1).attempts == 2


def test_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No further attempt is begun where its wait would end behind it."""
    monkeypatch.setattr(_exchange, "_backoff", lambda _attempts: 5.0)
    done = run(answer(500), deadline=2.0)
    assert (done.attempts, done.note) == (1, "no further attempt within the 2 s of retry_deadline")


def test_waits_grow_and_spread() -> None:
    """Up to a bound, and never the same for all."""
    for attempts in (1, 5, 30):
        waits = {_exchange._backoff(attempts) for _turn in range(50)}
        assert len(waits) > 40
        assert all(0 <= wait <= min(30.0, 0.001 * 2**attempts) for wait in waits)


def test_stopping() -> None:
    """Nothing is sent once it was stopped, and a wait ends with what there was."""
    pace = Pace()
    pace.stop()
    with pytest.raises(StoppedError):
        exchange(lambda _seconds: answer(200), Network(), pace, soon())
    with pytest.raises(StoppedError):
        pace.wait(soon(), 30)

    stopped = Pace()

    def send(_seconds: float) -> Answer:
        stopped.stop()
        return answer(500)

    assert exchange(send, Network(), stopped, soon()) == Exchange(answer(500), None, 1, "the run was stopped")

    failing = Pace()
    reset = TransportError("reset", "closed the connection", retryable=True)

    def fail(_seconds: float) -> Answer:
        failing.stop()
        raise reset

    assert exchange(fail, Network(), failing, soon()) == Exchange(None, reset, 1, "the run was stopped")


def test_waits_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may be twice as long as the one before, up to a bound."""
    monkeypatch.setattr("random.uniform", lambda _least, most: most)
    waits = [_exchange._backoff(attempts) for attempts in range(1, 20)]
    first = waits[0] / 2
    assert waits[:3] == [first * 2, first * 4, first * 8]
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2]


@pytest.mark.parametrize(("status", "quiet"), [(429, True), (503, False)])
def test_who_is_asked_to_go_slower(status: int, quiet: bool) -> None:
    """Throttling is meant for all workers, any other failure for one."""
    pace = Pace()
    answers = iter((answer(status, Retry_After="1"), answer(200)))
    asked: list[float] = []

    def send(_seconds: float) -> Answer:
        asked.append(time.monotonic())
        return next(answers)

    worker = threading.Thread(target=exchange, args=(send, Network(), pace, soon()))
    worker.start()
    while not asked:
        time.sleep(0.01)
    time.sleep(0.2)  # it has read the answer
    assert pace.wait(soon())
    slower = time.monotonic() - asked[0] >= 1.0
    worker.join(30)
    assert (slower, len(asked)) == (quiet, 2)


def test_a_hold_that_comes_while_others_wait() -> None:
    """They wait for its end too, and sleep until then."""
    pace = Pace()
    looks = 0
    is_set = pace._stopped.is_set

    def look() -> bool:
        nonlocal looks
        looks += 1
        if looks == 1:
            pace.hold(0.5)
        return is_set()

    pace._stopped.is_set = look  # type: ignore[method-assign] # it counts
    start = time.monotonic()
    assert pace.wait(soon(), 0.2)
    assert time.monotonic() - start >= 0.5
    assert looks <= 5


def test_a_hold_that_ends_too_late() -> None:
    """It is not waited for: nothing is sent any more."""
    pace = Pace()
    pace.hold(60)
    assert not pace.wait(time.monotonic() + 5)
    done = exchange(lambda _seconds: answer(200), Network(retry_deadline=5), pace, time.monotonic() + 5)
    assert (done.answer, done.attempts, done.note) == (None, 0, "")
    assert str(done.error) == "was not ready to be asked within the 5 s of retry_deadline"
    assert done.error is not None
    assert (done.error.kind, done.error.retryable) == ("timeout", False)


@pytest.mark.parametrize(
    "outcome", [answer(500), TransportError("reset", "closed the connection", retryable=True)], ids=["answer", "error"]
)
def test_a_hold_by_another_worker(outcome: Answer | TransportError) -> None:
    """Where it ends too late there is no further attempt, and how the last one ended is not lost."""
    pace = Pace()

    def send(_seconds: float) -> Answer:
        pace.hold(60)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    done = exchange(send, Network(retry_deadline=5), pace, time.monotonic() + 5)
    note = "no further attempt within the 5 s of retry_deadline"
    assert (done.answer or done.error, done.attempts, done.note) == (outcome, 1, note)


def test_what_is_left() -> None:
    """Never nothing, as that would mean without a bound."""
    assert 9 < left_until(time.monotonic() + 10) <= 10
    assert left_until(time.monotonic() - 10) == 0.001
