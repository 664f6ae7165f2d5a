# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An operation of no service, and what comes of a response to it."""

from __future__ import annotations

import time
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer import _request
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._body import BodyError, read_object
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._operation import Operation
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import (
    Server,
    request,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Response,
    Transport,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import Redactor

NOTHING = Redactor([])
HIDE = Redactor(["fake-secret", "0101"])


class ShowThing(Operation[str]):
    """Something that a service may have."""

    api = "the things API"
    result = "a thing"
    path = "/v1/things/r"
    goal = "get thing r"
    target = {"thing": "r"}  # noqa: RUF012 - as an operation sets it for each call
    absence: str | None = "Thing r does not exist"

    def read(self, response: Response) -> str:
        """Return its name."""
        name = read_object(response.body, too_large=response.too_large).get("name")
        if not isinstance(name, str):
            raise BodyError("has no name")
        return name

    def identifiers(self, value: str) -> t.Iterable[tuple[str, str]]:
        """Return its name."""
        return (("name", value),)


class LogIn(ShowThing):
    """An operation that has no 404 of its own."""

    absence = None


def response_of(status: int, body: bytes = b"", tries: int = 1, note: str = "", **headers: t.Any) -> Response:
    """A response."""
    return Response(
        status, {name.replace("_", "-"): value for name, value in headers.items()}, body, tries=tries, note=note
    )


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[t.Callable[..., str]]:
    """Makes a request that gets a given response."""
    transport = Transport(HttpConfig())

    def requested(
        response: Response,
        operation: Operation[str] | None = None,
        redact: Redactor = NOTHING,
        credential: str = "",
        **server: t.Any,
    ) -> str:
        monkeypatch.setattr(_request, "send_with_retries", lambda *_arguments: response)
        where = Server("http://host.example", transport, Throttle(), **server)
        return request(operation or ShowThing(), where, redact, time.monotonic() + 60, credential=credential)

    yield requested
    transport.close()


@pytest.fixture
def refused(ask: t.Callable[..., str]) -> t.Callable[..., CallError]:
    """Makes a request that gets a given response, which is a failure."""

    def error_of(response: Response, *arguments: t.Any, **options: t.Any) -> CallError:
        with pytest.raises(CallError) as caught:
            ask(response, *arguments, **options)
        error = caught.value
        assert str(error) == error.msg
        assert error.msg.endswith(f" - {error.solution_msg}")
        assert (error.http_status, error.target) == (response.status, {"thing": "r"})
        return error

    return error_of


Refused = t.Callable[..., CallError]
