# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Retries: which answers are worth another attempt, how long to wait, and when to give up."""

from __future__ import annotations

import email.utils
import threading
import time
import typing as t
from dataclasses import replace

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _retry
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import (
    StoppedError,
    Throttle,
    http_date,
    seconds_left,
    send_with_retries,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Response,
    TransportError,
)

DAY = b'{"error_msg": "policy user over ratelimit,limit:20,time:1 day"}'


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "_FIRST_WAIT", 0.001)


def outcome_of(
    send: t.Callable[[float], Response], config: HttpConfig, throttle: Throttle, deadline: float
) -> Response | TransportError:
    """What a request with its retries comes to, a failure too."""
    try:
        return send_with_retries(send, config, throttle, deadline)
    except TransportError as error:
        return error


def run(*outcomes: Response | TransportError, retries: int = 3, within: float = 60.0) -> Response | TransportError:
    """Let a request end in these outcomes, one an attempt, the last of them for ever."""
    pending = list(outcomes)

    def send(seconds: float) -> Response:
        assert 0 < seconds <= within
        outcome = pending.pop(0) if len(pending) > 1 else pending[0]
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    config = HttpConfig(retries=retries, retry_deadline=within)
    return outcome_of(send, config, Throttle(), time.monotonic() + within)


def soon() -> float:
    """An end that is far away for a test."""
    return time.monotonic() + 60


def answer(status: int, body: bytes = b"", **headers: str) -> Response:
    """An answer."""
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_help(status: int) -> None:
    """These are tried again, and what comes then counts."""
    done = run(answer(status), answer(status), answer(200))
    assert done == replace(answer(200), tries=3)
    assert run(answer(status), retries=2) == replace(answer(status), tries=3)
    assert run(answer(status), retries=0).tries == 1


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 403, 404, 405, 407, 413, 418, 494, 501, 505, 599])
def test_what_does_not(status: int) -> None:
    """These are not."""
    assert run(answer(status)) == answer(status)


def test_transport_errors() -> None:
    """By what they say of themselves."""
    passing = TransportError("reset", "closed the connection", retryable=True)
    lasting = TransportError("tls", "failed TLS", retryable=False)
    assert run(passing, answer(200)).tries == 2
    assert run(passing, retries=1) is passing
    assert (passing.tries, passing.note) == (2, "")
    assert run(lasting) is lasting
    assert (lasting.tries, lasting.note) == (1, "")


def test_a_throttle_for_a_day_is_not_waited_for() -> None:
    """One for some hours or days neither; one for a second is."""
    for period in (b"1 day", b"1 hour", b"2 day", b"12  hours"):
        assert run(answer(429, DAY.replace(b"1 day", period))).tries == 1
    assert run(answer(429, DAY.replace(b"day", b"second")), retries=1).tries == 2


def test_retry_after() -> None:
    """Seconds and dates are followed; what is neither is passed over; beyond what is left it fails at once."""
    start = time.monotonic()
    assert run(answer(503, Retry_After="1"), answer(200)).tries == 2
    assert time.monotonic() - start >= 1.0  # it was obeyed: a lower bound, not a speed
    for header in (
        "600",
        "90000",
        "600.5",
        "1, 600",
        "600, 1",
        "9" * 400,
        email.utils.formatdate(time.time() + 600, usegmt=True),
    ):
        done = run(answer(503, Retry_After=header))
        assert done == replace(answer(503, Retry_After=header), note=done.note)
        assert "its Retry-After of" in done.note
    assert "of 90000 s goes beyond the 60 s of retry_deadline" in run(answer(503, Retry_After="90000")).note
    for header in ("soon", "-1", "", ",", "1e9", "600,", "inf", "\u0669" * 3, "Mon, 99 Foo 2026"):
        assert run(answer(503, Retry_After=header), retries=1).tries == 2


@pytest.mark.parametrize("ahead", [-7200, 0, 7200])
def test_retry_after_a_date(ahead: float) -> None:
    """It is read by the clock of whoever answers, which may be far from this machine's."""
    theirs = time.time() + ahead
    date, until = (email.utils.formatdate(moment, usegmt=True) for moment in (theirs, theirs + 600))
    assert "its Retry-After of 600 s goes" in run(answer(503, Retry_After=until, Date=date)).note
    assert run(answer(503, Retry_After=date, Date=until), retries=1).tries == 2  # it is over already


@pytest.mark.parametrize(
    "date", ["", "soon", "Mon, 99 Foo 2026", "9" * 70000, "Wed, 01 Jan 2026 00:00:00 " + "(" * 70000]
)
def test_a_date_that_is_none(date: str) -> None:
    """Then this machine's clock is as good."""
    until = email.utils.formatdate(time.time() + 600, usegmt=True)
    assert "its Retry-After of" in run(answer(503, Retry_After=until, Date=date)).note
    if date[:1] != "9":
        assert run(answer(503, Retry_After=date), retries=1).tries == 2


def test_a_date_that_python_3_9_cannot_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reader of dates fails in a way of its own, for example with "Nov , a"."""

    def parse(text: str) -> t.NoReturn:
        raise IndexError(f"string index out of range: {text}")

    monkeypatch.setattr(email.utils, "parsedate_to_datetime", parse)
    assert run(answer(503, Retry_After="+ Nov , a"), retries=1).tries == 2


def test_a_limit_for_a_day_at_the_end_of_a_large_body() -> None:
    """It is looked for where the service says it: at the start."""
    assert run(answer(429, bytes(5000) + DAY), retries=1).tries == 2


def test_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No further attempt is begun where its wait would end behind it."""
    monkeypatch.setattr(_retry, "_backoff", lambda _attempts: 5.0)
    done = run(answer(500), within=2.0)
    assert (done.tries, done.note) == (1, "no further attempt within the 2 s of retry_deadline")


@pytest.mark.parametrize("header", ["0", "1", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_shorter_retry_after(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    """It is the least to wait: a server that demands nothing is not called at once again."""
    monkeypatch.setattr(_retry, "_backoff", lambda _attempts: 5.0)
    done = run(answer(503, Retry_After=header), within=2.0)
    assert (done.tries, done.note) == (1, "no further attempt within the 2 s of retry_deadline")


def test_waits_grow_and_spread() -> None:
    """Up to a bound, and never the same for all."""
    for attempts in (1, 5, 30):
        waits = {_retry._backoff(attempts) for _turn in range(50)}
        assert len(waits) > 40
        assert all(0 <= wait <= min(30.0, 0.001 * 2**attempts) for wait in waits)


def test_stopping() -> None:
    """Nothing is sent once it was stopped, and a wait ends with what there was."""
    throttle = Throttle()
    throttle.stop()
    with pytest.raises(StoppedError):
        send_with_retries(lambda _seconds: answer(200), HttpConfig(), throttle, soon())
    with pytest.raises(StoppedError):
        throttle.wait(soon(), 30)

    stopped = Throttle()

    def send(_seconds: float) -> Response:
        stopped.stop()
        return answer(500)

    assert send_with_retries(send, HttpConfig(), stopped, soon()) == replace(answer(500), note="the run was stopped")

    failing = Throttle()
    reset = TransportError("reset", "closed the connection", retryable=True)

    def fail(_seconds: float) -> Response:
        failing.stop()
        raise reset

    assert outcome_of(fail, HttpConfig(), failing, soon()) is reset
    assert (reset.tries, reset.note) == (1, "the run was stopped")


def test_waits_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may be twice as long as the one before, up to a bound."""
    monkeypatch.setattr("random.uniform", lambda _least, most: most)
    waits = [_retry._backoff(attempts) for attempts in range(1, 20)]
    first = waits[0] / 2
    assert waits[:3] == [first * 2, first * 4, first * 8]
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2]


@pytest.mark.parametrize(("status", "quiet"), [(429, True), (503, False)])
def test_who_is_asked_to_go_slower(status: int, quiet: bool) -> None:
    """Throttling is meant for all workers, any other failure for one."""
    throttle = Throttle()
    answers = iter((answer(status, Retry_After="1"), answer(200)))
    asked: list[float] = []

    def send(_seconds: float) -> Response:
        asked.append(time.monotonic())
        return next(answers)

    worker = threading.Thread(target=send_with_retries, args=(send, HttpConfig(), throttle, soon()))
    worker.start()
    while not asked:
        time.sleep(0.01)
    time.sleep(0.2)  # it has read the answer
    assert throttle.wait(soon())
    slower = time.monotonic() - asked[0] >= 1.0
    worker.join(30)
    assert (slower, len(asked)) == (quiet, 2)


def test_a_hold_that_comes_while_others_wait() -> None:
    """They wait for its end too, and sleep until then."""
    throttle = Throttle()
    looks = 0
    is_set = throttle._stopped.is_set

    def look() -> bool:
        nonlocal looks
        looks += 1
        if looks == 1:
            throttle.hold(0.5)
        return is_set()

    throttle._stopped.is_set = look  # type: ignore[method-assign] # it counts
    start = time.monotonic()
    assert throttle.wait(soon(), 0.2)
    assert time.monotonic() - start >= 0.5
    assert looks <= 5


def test_a_hold_that_ends_too_late() -> None:
    """It is not waited for: nothing is sent any more."""
    throttle = Throttle()
    throttle.hold(60)
    assert not throttle.wait(time.monotonic() + 5)
    done = outcome_of(lambda _seconds: answer(200), HttpConfig(retry_deadline=5), throttle, time.monotonic() + 5)
    assert isinstance(done, TransportError)
    assert str(done) == "could not be called within the 5 s of retry_deadline"
    assert (done.kind, done.retryable, done.tries, done.note) == ("timeout", False, 0, "")


@pytest.mark.parametrize(
    "outcome", [answer(500), TransportError("reset", "closed the connection", retryable=True)], ids=["answer", "error"]
)
def test_a_hold_by_another_worker(outcome: Response | TransportError) -> None:
    """Where it ends too late there is no further attempt, and how the last one ended is not lost."""
    throttle = Throttle()

    def send(_seconds: float) -> Response:
        throttle.hold(60)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    done = outcome_of(send, HttpConfig(retry_deadline=5), throttle, time.monotonic() + 5)
    note = "no further attempt within the 5 s of retry_deadline"
    assert done == (replace(outcome, note=note) if isinstance(outcome, Response) else outcome)
    assert (done.tries, done.note) == (1, note)


def test_what_is_left() -> None:
    """Never nothing, as that would mean without a bound."""
    assert 9 < seconds_left(time.monotonic() + 10) <= 10
    assert seconds_left(time.monotonic() - 10) == 0.001


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Wed, 25 Nov 2026 12:00:00 GMT", "2026-11-25T12:00:00+00:00"),
        ("Wed, 25 Nov 2026 12:00:00 -0000", "2026-11-25T12:00:00+00:00"),
        ("Wed, 25 Nov 2026 20:00:00 +0800", "2026-11-25T20:00:00+08:00"),
        ("Wed, 25 Nov 2026 12:00:00 GMT" + " (so)" * 30_000, "2026-11-25T12:00:00+00:00"),
        ("Wed, 25 Nov 2026 25:00:00 GMT", None),
        ("Wed, 25 Nov 99999999999999999999 12:00:00 GMT", None),
        ("soon", None),
        ("", None),
    ],
)
def test_the_date_of_a_header(header: str, said: str | None) -> None:
    """With its own zone, or else in UTC."""
    time_said = http_date(header)
    assert (time_said.isoformat() if time_said else None) == said
