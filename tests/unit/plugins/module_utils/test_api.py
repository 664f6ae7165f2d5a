# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any operation is called alike: here a second one, which lives in this file and says only what is its own."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._advice import Advice
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._body import BodyError, read_object
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._operation import Operation
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import Server
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._api import Api
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Response, Transport
from tests.failure_keys import FAILURE_KEYS
from tests.unit.misbehaving import Talk, in_turn, once, refused_port, reply, serve


# The operation, as far as it is its own: from here to the comment that says so.
@dataclasses.dataclass(frozen=True)
class Endpoint:
    """An inference endpoint of a workspace."""

    endpoint_id: str
    name: str
    state: str | None


class ShowEndpoint(Operation[Endpoint]):
    """Obtain an endpoint of a workspace."""

    api = "the endpoint API"
    result = "an endpoint"
    advice = (
        Advice(403, "1005", "Grant the IAM user the permission DataArtsFabric:endpoint:show.", "permission_denied"),
        Advice(404, None, "Check the workspace and the endpoint ID."),
    )

    def __init__(self, workspace_id: str, endpoint_id: str) -> None:
        self.path = f"/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}"
        self.target = {"workspace_id": workspace_id, "endpoint_id": endpoint_id}
        self.goal = f"get endpoint {endpoint_id} of workspace {workspace_id}"
        self.absence = f"Endpoint {endpoint_id} of workspace {workspace_id} does not exist"

    def read(self, response: Response) -> Endpoint:
        """Return the endpoint."""
        value = read_object(response.body, too_large=response.too_large)
        endpoint_id, name = value.get("id"), value.get("name")
        if not isinstance(endpoint_id, str) or not isinstance(name, str):
            raise BodyError("has no id and name that are strings")
        return Endpoint(endpoint_id, name, value.get("status"))

    def identifiers(self, value: Endpoint) -> t.Iterable[tuple[str, str]]:
        """Return what must hold no credential."""
        return (("id", value.endpoint_id), ("name", value.name))


# That was all of the operation.

TOKEN = "token-for-tests-only"
FOUND = b'{"id": "e", "name": "chat", "status": "RUNNING"}'
LOGIN = b"HTTP/1.1 201 Created\r\nX-Subject-Token: issued-token\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
KEYS = FAILURE_KEYS | {"workspace_id", "endpoint_id"}


def refusal(status: str, code: str | None = None, message: str | None = None, **more: str) -> Talk:
    """A response of the service."""
    told = {"error_code": code, "error_msg": message, **more}
    body = json.dumps({key: value for key, value in told.items() if value})
    return reply(body.encode(), status, "X-Request-Id: id-1")


def call(url: str, *, times: int = 1, credential: Credential | None = None, retries: int = 0) -> list[Endpoint]:
    """Call the operation through one client."""
    transport, throttle = Transport(HttpConfig(timeout=5.0, retries=retries)), Throttle()
    try:
        authenticator = Authenticator(credential or Token(project_id="p", token=TOKEN), transport, throttle)
        api = Api(Server(url, transport, throttle), authenticator)
        return [api.call(ShowEndpoint("w", "e")) for _turn in range(times)]
    finally:
        transport.close()


def failure(url: str, **options: t.Any) -> CallError:
    """How calling it fails."""
    with pytest.raises(CallError) as caught:
        call(url, **options)
    error = caught.value
    assert set(error.as_result()) == KEYS
    assert error.target == {"workspace_id": "w", "endpoint_id": "e"}
    assert "session" not in repr(error).lower()
    assert "route" not in repr(error).lower()
    assert error.msg.endswith(f" - {error.solution_msg}")
    return error


def test_a_success() -> None:
    """A GET of its own path, authenticated as any other call."""
    with serve(reply(FOUND)) as server:
        assert call(server.url) == [Endpoint("e", "chat", "RUNNING")]
    head = server.received[0].decode().lower()
    assert head.startswith("get /v1/workspaces/w/endpoints/e http/1.1\r\n")
    assert f"\r\nx-auth-token: {TOKEN}\r\n" in head
    assert "\r\nx-project-id: p\r\n" in head


@pytest.mark.parametrize(
    ("talk", "reason", "start", "solution"),
    [
        (
            refusal("404 Not Found", "fabric.0404", "no such endpoint"),
            "not_found",
            "Endpoint e of workspace w does not exist at {} (HTTP 404, fabric.0404, no such endpoint, request ID id-1)",
            "Check the workspace and the endpoint ID.",
        ),
        (
            refusal("404 Not Found", "APIG.0101", "no such API"),
            "wrong_endpoint",
            "Could not get endpoint e of workspace w: {} does not serve the endpoint API (HTTP 404, APIG.0101, ",
            "Check endpoint and region: this address serves another API.",
        ),
        (
            refusal("403 Forbidden", "APIG.1005", "no permission"),
            "permission_denied",
            "Could not get endpoint e of workspace w from {} (HTTP 403, APIG.1005, no permission",
            "Grant the IAM user the permission DataArtsFabric:endpoint:show.",
        ),
        (
            refusal("401 Unauthorized", "APIG.1002", "Incorrect token"),
            "credential_refused",
            "Could not get endpoint e of workspace w: {} refused the credential (token) (HTTP 401, APIG.1002, ",
            "Use a new token: it lasts at most 24 hours and is for one region.",
        ),
        (
            refusal("400 Bad Request", "a.1", "m", solution_msg="Do this."),
            "input",
            "Could not get endpoint e of workspace w from {} (HTTP 400, a.1, m, request ID id-1)",
            "Do this.",
        ),
        (
            reply(b'{"id": 7}'),
            "bad_answer",
            "Could not get endpoint e of workspace w from {}: its response is not an endpoint (HTTP 200, its body has"
            " no id and name that are strings)",
            "Check endpoint and proxy: this API is not known to return such a response.",
        ),
        (
            reply(json.dumps({"id": "e", "name": TOKEN}).encode()),
            "bad_answer",
            "Could not get endpoint e of workspace w from {}: its response is not an endpoint (HTTP 200, its body"
            " repeats a credential as name)",
            "Check endpoint and proxy: this API is not known to return such a response.",
        ),
    ],
)
def test_failures(talk: Talk, reason: str, start: str, solution: str) -> None:
    """Its own sentences and advice where it has them, and else those that fit every operation."""
    with serve(talk) as server:
        error = failure(server.url)
    assert (error.reason, error.solution_msg) == (reason, solution)
    assert str(error).startswith(start.format(server.url))
    assert TOKEN not in repr(error)


def test_no_answer() -> None:
    """A sentence with the address."""
    url = f"http://127.0.0.1:{refused_port()}"
    error = failure(url)
    assert str(error).startswith(f"Could not get endpoint e of workspace w: {url} refused the connection - ")
    assert (error.reason, error.http_status) == ("connection", None)


def test_a_renewal() -> None:
    """A token that was accepted and is refused is renewed once, and the call says how many requests it took."""
    refused = refusal("401 Unauthorized", "APIG.1002", "Incorrect token")
    with serve(once(LOGIN)) as iam, serve(in_turn(reply(FOUND), refused, reply(FOUND), refused)) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        error = failure(server.url, times=3, credential=user)
    assert (error.http_status, error.tries, error.ends_run) == (401, 1, True)
    assert (iam.connections, server.connections) == (2, 4)


@pytest.mark.parametrize(("status", "code"), [("404 Not Found", "common.01000001"), ("403 Forbidden", "APIG.1005")])
def test_a_renewal_where_nothing_was_found(status: str, code: str) -> None:
    """Who says that it is not there, or not allowed, knows who asks: a refusal after that is one of the token."""
    refused = refusal("401 Unauthorized", "APIG.1002", "Incorrect token")
    with serve(once(LOGIN)) as iam, serve(in_turn(refusal(status, code), refused, reply(FOUND))) as server:
        transport, throttle = Transport(HttpConfig(timeout=5.0, retries=0)), Throttle()
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        api = Api(Server(server.url, transport, throttle), Authenticator(user, transport, throttle))
        with pytest.raises(CallError):
            api.call(ShowEndpoint("w", "e"))
        assert api.call(ShowEndpoint("w", "e")) == Endpoint("e", "chat", "RUNNING")
        transport.close()
    assert (iam.connections, server.connections) == (2, 3)


def test_a_login_that_fails() -> None:
    """It is the failure of the call, with the call's own keys."""
    with serve(reply(b"{}", "401 Unauthorized")) as iam, serve(reply(FOUND)) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        error = failure(server.url, credential=user)
    assert str(error).startswith(f"Could not log in user 'u': IAM at {iam.url} refused the login (HTTP 401, ")
    assert (error.ends_run, server.connections) == (True, 0)
