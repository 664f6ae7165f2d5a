# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS contexts: made once, and never changed."""

from __future__ import annotations

import concurrent.futures
import os
import ssl
import threading
import typing as t
from pathlib import Path

import pytest
import trustme

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _tls
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import find_http_config
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._tls import shared_context
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Transport,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._warm import warm
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import create_urllib3_context
from tests.unit.attempts import outcome
from tests.unit.misbehaving import OK, forward, keeping, once, serve

MADE_OF = ("options", "verify_flags", "minimum_version", "maximum_version", "verify_mode", "check_hostname")


class Loads:
    """How often CAs are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        load = ssl.SSLContext.load_verify_locations

        def counted(context: ssl.SSLContext, *args: t.Any, **kwargs: t.Any) -> None:
            self.count += 1
            load(context, *args, **kwargs)

        monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Loads:
    """Counts from now on, with no context made yet."""
    monkeypatch.setattr(_tls, "_contexts", {})
    return Loads(monkeypatch)


def test_cas_are_read_once(
    loads: Loads, context: ssl.SSLContext, trusted: str, transport_for: t.Callable[..., Transport]
) -> None:
    """For 32 connections at once and for another transport; a proxy that speaks TLS needs no further time."""
    all_connected = threading.Barrier(32)

    def talk(connection: t.Any, server: t.Any) -> None:
        all_connected.wait(60)
        once(OK)(connection, server)

    with serve(talk, context) as server:
        transport = transport_for(timeout=60, verify=trusted, concurrency=32)
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            assert set(pool.map(lambda _one: outcome(transport, server.url), range(32))) == {"200"}
    assert (server.connections, loads.count) == (32, 1)
    with serve(once(OK), context) as server, serve(forward, context) as proxy:
        assert outcome(transport_for(timeout=20, verify=trusted, proxy=proxy.url), server.url) == "200"
    assert loads.count == 1


def test_cas_that_changed_are_read_again(loads: Loads, trusted: str) -> None:
    """Another file under the same name is another set of CAs; the same file is not, whichever path leads to it."""
    first = shared_context(trusted)
    assert shared_context(trusted) is first
    assert shared_context(False) is not first
    trustme.CA().cert_pem.write_to_path(trusted, append=True)
    assert shared_context(trusted) is not first
    assert loads.count == 2


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fork_inherits_them(loads: Loads, trusted: str) -> None:
    """What the parent has read no child reads."""
    warm({"SSL_CERT_FILE": trusted})
    assert loads.count == 1
    child = os.fork()
    if child == 0:
        shared_context(find_http_config({}, {"SSL_CERT_FILE": trusted}).verify)
        os._exit(loads.count)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_warming_never_fails(loads: Loads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong is told to whoever sends a request."""
    empty = tmp_path / "empty"
    empty.touch()
    for path in ("/no/such", str(empty)):
        warm({"SSL_CERT_FILE": path})
    monkeypatch.setenv("SSLKEYLOGFILE", "/no/such/directory/keys")
    warm({})
    assert loads.count == 1


def test_as_urllib3_makes_them(trusted: str) -> None:
    """Its own settings, which know what is safe, and no other."""
    for verify, model in (
        (trusted, create_urllib3_context()),
        (False, create_urllib3_context(cert_reqs=ssl.CERT_NONE)),
    ):
        made = shared_context(verify)
        told = [getattr(made, name) for name in MADE_OF]
        if not verify:
            model.check_hostname = False
        assert told == [getattr(model, name) for name in MADE_OF]
        assert not made.hostname_checks_common_name
        assert made.post_handshake_auth


def test_no_second_thread_changes_one(
    monkeypatch: pytest.MonkeyPatch, context: ssl.SSLContext, trusted: str, transport_for: t.Callable[..., Transport]
) -> None:
    """Neither urllib3, which sets what is set already, nor anybody else: a handshake may be under way."""
    changes: list[str] = []
    shared = shared_context(trusted)
    monkeypatch.setattr(ssl.SSLContext, "set_alpn_protocols", lambda *_args: changes.append("alpn"))
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_args: changes.append("cas"))
    for name in ("verify_mode", "options", "verify_flags"):
        unchanged = vars(ssl.SSLContext)[name].setter(lambda *_args: changes.append("value"))
        monkeypatch.setattr(_tls.SharedContext, name, unchanged, raising=False)
    with serve(keeping(OK), context) as server:
        assert outcome(transport_for(timeout=20, verify=trusted), server.url) == "200"
    assert changes == []
    with pytest.raises(AttributeError, match="check_hostname of a shared TLS context must not be changed"):
        shared.check_hostname = False
    assert shared.check_hostname
