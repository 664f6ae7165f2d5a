# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of a response may be quoted, and what must never be shown."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import (
    request_id_of,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Response,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import Redactor
from tests.unit.plugins.module_utils._answer.conftest import HIDE, Refused, ShowThing, response_of


def test_a_long_message(refused: Refused) -> None:
    """It is cut in the sentence, and whole in its key."""
    body = json.dumps({"error_code": "a", "error_msg": "x" * 4000}).encode()
    error = refused(response_of(400, body))
    assert error.error_msg == "x" * 4000
    assert f", {'x' * 300}...)" in error.msg
    assert "x" * 301 not in error.msg


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ({}, None),
        ({"X_Request_Id": ""}, None),
        ({"X_Request_Id": "a\x1b[1mb"}, "a\\u001b[1mb"),
        ({"X_Request_Id": "a\u202eb"}, "a\\u202eb"),
        ({"X_Request_Id": "a", "X_IAM_Trace_Id": "b"}, "a"),
        ({"X_Request_Id": " ", "X_IAM_Trace_Id": "b"}, "b"),
        ({"X_Request_Id": "x" * 128}, "x" * 128),
        ({"X_Request_Id": "x" * 129}, None),
        ({"X_Request_Id": "x" * 129, "X_IAM_Trace_Id": "b"}, "b"),
    ],
)
def test_request_ids(refused: Refused, headers: dict[str, t.Any], request_id: str | None) -> None:
    """The gateway's before IAM's, safe on a terminal, and never cut."""
    assert request_id_of(response_of(500, **headers)) == request_id
    error = refused(response_of(500, b'{"request_id": "of-the-body"}', **headers))
    assert error.request_id == (request_id or "of-the-body")


def test_what_a_failure_says_without_secrets(refused: Refused) -> None:
    """In no key, whatever holds one; a short one is not cut out of a code or an ID."""
    body = {"error_code": "fake-secret", "error_msg": "it is fake-secret", "solution_msg": "send fake-secret"}
    error = refused(response_of(400, json.dumps(body).encode(), X_Request_Id="id-fake-secret"), redact=HIDE)
    assert "fake-secret" not in repr(error)
    assert (error.error_code, error.request_id) == (None, None)
    assert error.error_msg == "it is ********"
    error = refused(response_of(404, b'{"error_code": "APIG.0101"}', X_Request_Id="id-0101"), redact=HIDE)
    assert (error.reason, error.error_code, error.request_id) == ("wrong_endpoint", "APIG.0101", "id-0101")


@pytest.mark.parametrize(
    ("body", "headers", "name"),
    [
        (b'{"name": "a-fake-secret-b"}', {}, "name"),
        (b'{"name": "fake%2Dsecret"}', {}, "name"),
        (b'{"name": "a"}', {"X_Request_Id": "fake-secret"}, "request_id"),
        (b'{"name": "a"}', {"X_Request_Id": "x" * 500 + "fake-secret"}, "request_id"),
        (b'{"name": "a"}', {"X_IAM_Trace_Id": "fake-secret"}, "request_id"),
    ],
)
def test_an_identifier_that_holds_a_credential(
    refused: Refused, body: bytes, headers: dict[str, t.Any], name: str
) -> None:
    """It is neither shown nor cut: the call fails and says so."""
    error = refused(response_of(200, body, **headers), redact=HIDE)
    assert (error.reason, error.request_id) == ("bad_answer", None)
    assert f"its response is not a thing (HTTP 200, its body repeats a credential as {name})" in error.msg
    assert "fake" not in repr(error)


def test_a_short_secret_in_an_identifier(ask: t.Callable[..., str]) -> None:
    """It may stand there by chance, so it is left."""
    assert ask(response_of(200, b'{"name": "id-0101"}', X_Request_Id="0101"), redact=HIDE) == "id-0101"


@pytest.mark.parametrize("quotable", [True, False])
def test_what_must_not_be_quoted(refused: Refused, quotable: bool) -> None:
    """Where a refusal may hold keys that nobody knows yet, nothing of it is shown."""

    class Silent(ShowThing):
        pass

    Silent.quotable = quotable  # a class of its own for each case
    body = {"error_code": "new-key", "error_msg": "new-key", "solution_msg": "new-key"}
    for content in (json.dumps(body).encode(), b"<title>new-key</title>", b"new-key"):
        error = refused(response_of(401, content, X_Request_Id="new-key"), Silent())
        assert ("new-key" in repr(error)) == quotable
        assert "HTTP 401" in error.msg


def test_a_body_that_is_too_large(refused: Refused) -> None:
    """It says nothing but that."""
    error = refused(Response(400, {}, b'{"error_code": "a"}', too_large=True))
    assert error.error_code is None
    assert "its body is larger than 1 MiB" in error.msg


def test_the_body_is_described_only_where_it_says_nothing(refused: Refused) -> None:
    """A code alone, or a message alone, is enough; a message keeps its letters."""
    assert "its body" not in refused(response_of(500, b'{"error_code": "a.1"}')).msg
    told = refused(response_of(500, b'{"error_msg": "Reserved for X."}')).msg
    assert told.startswith("Could not get thing r from http://host.example (HTTP 500, Reserved for X) - ")
    assert "its body has no error code" in refused(response_of(500, b"{}")).msg


def test_a_permission_is_compared_before_anything_is_cut(refused: Refused) -> None:
    """A short secret may be a part of the word."""
    body = b'{"error_msg": "no permission"}'
    error = refused(response_of(403, body), redact=Redactor(["permission"[:7]]))
    assert (error.reason, error.error_msg) == ("permission_denied", "no ********ion")
