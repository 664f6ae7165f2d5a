# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A poll, and what one leaves for the next."""

from __future__ import annotations

import threading
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError, InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events import _poller
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._arguments import Arguments
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._poller import Poll, Poller
from tests.simulator.handle import Simulator

Make = t.Callable[..., Arguments]
LOGIN = {"username": "user", "password": "fake-password", "domain_name": "account", "project_id": "p"}


def answered(poll: Poll) -> dict[str, str]:
    """The session IDs of a poll in which the service could be asked."""
    assert poll.down is None
    return {route_id: one.session_id for route_id, one in poll.outcomes.items() if isinstance(one, Session)}


def failure(poll: Poll) -> FabricError:
    """Why the service could not be asked."""
    assert poll.down is not None
    return poll.down


def test_one_connection_and_one_login(arguments: Make, simulator: Simulator) -> None:
    """The client is kept from one poll to the next."""
    poller = Poller(arguments(**LOGIN, iam_endpoint=simulator.url, concurrency=1), {})
    for _poll in range(5):
        assert answered(poller.poll()) == {"ray-1": "one", "ray-2": "two"}
    counters = simulator.counters()
    assert (counters.requests, counters.connections, counters.tokens) == (10, 1, 1)


def test_tokens_that_expire_day_after_day(arguments: Make, simulator: Simulator) -> None:
    """The password is exchanged again each time, and nobody is told of a refusal."""
    poller = Poller(arguments(**LOGIN, iam_endpoint=simulator.url), {})
    for _day in range(4):
        assert answered(poller.poll()) == {"ray-1": "one", "ray-2": "two"}
        simulator.set(expire_tokens=True)
    assert simulator.counters().tokens == 4


def test_a_refused_key_is_sent_once_in_a_poll(arguments: Make, simulator: Simulator) -> None:
    """Neither another route nor another client of the same poll sends it again; the next poll does."""
    poller = Poller(arguments(access_key="FAKEACCESS", secret_key="wrong-secret-key"), {})
    for poll in (1, 2):
        down = failure(poller.poll())
        assert down.reason == "credential_refused"
        assert simulator.counters().requests == poll


def test_a_token_that_was_given_and_expired(arguments: Make, simulator: Simulator) -> None:
    """It cannot be renewed, so it is not sent again in the same poll."""
    poller = Poller(arguments(token="token-for-tests-only", concurrency=1), {})
    answered(poller.poll())
    simulator.set_route("ray-1", answer="401")
    before = simulator.counters().requests
    assert failure(poller.poll()).reason == "credential_refused"
    assert simulator.counters().requests == before + 1


def test_a_password_that_is_refused_after_it_was_accepted(arguments: Make, simulator: Simulator) -> None:
    """It is sent once in a poll."""
    poller = Poller(arguments(**LOGIN, iam_endpoint=simulator.url), {})
    answered(poller.poll())
    simulator.set(expire_tokens=True, iam_answer="401")
    for logins in (2, 3):
        assert failure(poller.poll()).reason == "credential_refused"
        assert simulator.counters().tokens == logins


def test_a_profile_file_that_is_corrected(arguments: Make, tmp_path: Path) -> None:
    """After a refusal the credential is looked for again."""
    profile = tmp_path / "credentials"
    write(profile, "wrong-secret-key")
    poller = Poller(arguments(auth_method="profile", credentials_file=str(profile)), {})
    assert failure(poller.poll()).reason == "credential_refused"
    profile.unlink()
    assert isinstance(failure(poller.poll()), InputError)
    write(profile, "fake-secret-key")
    assert answered(poller.poll()) == {"ray-1": "one", "ray-2": "two"}


def write(profile: Path, secret_key: str) -> None:
    """Write a profile file."""
    profile.write_text(f"[basic]\nak = FAKEACCESS\nsk = {secret_key}\n", encoding="utf-8")


def test_a_login_that_failed(arguments: Make, simulator: Simulator) -> None:
    """A client remembers it; the next poll logs in anew."""
    poller = Poller(arguments(**LOGIN, iam_endpoint=simulator.url), {})
    simulator.set(iam_answer="503")
    assert failure(poller.poll()).reason == "service"
    simulator.set(iam_answer=None)
    assert answered(poller.poll()) == {"ray-1": "one", "ray-2": "two"}


def test_a_fault_of_our_own(arguments: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a failure without its text, and the next poll has a new client."""
    poller = Poller(arguments(token="token-for-tests-only"), {})
    with monkeypatch.context() as patch:
        patch.setattr(Client, "show_all", lambda *_: 1 / len(()))
        down = failure(poller.poll())
    assert (down.reason, "ZeroDivisionError" in down.msg, "division by" in down.msg) == ("internal", True, False)
    assert answered(poller.poll()) == {"ray-1": "one", "ray-2": "two"}


def test_what_cannot_be_used(arguments: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said before anything is sent, as the modules say it."""
    with pytest.raises(InputError, match=r"timeout: 0\.0 is out of range"):
        Poller(arguments(token="token-for-tests-only", timeout=0), {})
    with pytest.raises(InputError, match=r"(?i)no credential"):
        Poller(arguments(credentials_file="/nowhere"), {})
    monkeypatch.setattr(_poller, "REQUESTS_IMPORT_ERROR", "ModuleNotFoundError")
    with pytest.raises(InputError, match="the Python package requests cannot be imported"):
        Poller(arguments(token="token-for-tests-only"), {})


def test_the_environment(arguments: Make) -> None:
    """A credential of the environment is used, and a warning of the modules is one here too."""
    environ = {"HUAWEICLOUD_FABRIC_TOKEN": "token-for-tests-only", "HW_PROFILE": "other"}
    poller = Poller(arguments(), environ)
    assert answered(poller.poll()) == {"ray-1": "one", "ray-2": "two"}
    assert len(poller.warnings) == 1
    assert "Not used although set in the environment: HW_PROFILE." in poller.warnings[0]


def test_stop(arguments: Make, simulator: Simulator) -> None:
    """It ends the poll that is under way, long before its answer comes, and no other one sends anything."""
    simulator.set_route("ray-1", session_id="late", latency=600)
    poller = Poller(arguments(token="token-for-tests-only", timeout=600, retry_deadline=600), {})
    polls: list[Poll] = []
    thread = threading.Thread(target=lambda: polls.append(poller.poll()), daemon=True)
    thread.start()
    while simulator.counters().in_flight == 0:
        time.sleep(0.01)
    poller.stop()
    thread.join(60)
    assert not thread.is_alive()
    assert len(polls) == 1
    poller.poll()
    assert simulator.counters().requests == 1


def test_stop_before_the_first_poll(arguments: Make, simulator: Simulator) -> None:
    """Nothing is sent."""
    poller = Poller(arguments(token="token-for-tests-only"), {})
    poller.stop()
    failure(poller.poll())
    assert simulator.counters().requests == 0
