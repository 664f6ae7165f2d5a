# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The temporary access key of an ECS instance's agency, from the metadata service at a link-local address.

Sources: the official SDK's ``core/auth/internal.py`` (paths, headers, the fall-back to version 1, 3 s).
"""

from __future__ import annotations

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import BodyError, read_object
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError, InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._failure import error_of, failure_of
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import (
    AccessKey,
    EcsAgency,
    header_value,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import (
    Answer,
    HeaderAuth,
    Transport,
    TransportError,
)

_TIMEOUT = 3.0
_NO_SECOND_VERSION = (404, 405, 503)
_ADVICE = "Run this on an ECS instance that has an agency, or use another auth_method."


def temporary_key(identity: EcsAgency, transport: Transport) -> AccessKey:
    """Fetch the temporary access key of the instance.

    :raises CallError: there is no metadata service, no agency, or no key in its answer
    """
    base = identity.metadata_endpoint
    headers: dict[str, str] = {}
    lifetime = {"X-Metadata-Token-Ttl-Seconds": "21600"}
    answer = _ask(transport, "PUT", f"{base}/meta-data/latest/api/token", lifetime, base)
    if answer.status == 200:
        try:
            headers["X-Metadata-Token"] = header_value(answer.body.decode("ascii", "replace"), "the metadata token")
        except InputError:
            raise _failed(base, answer, "its token cannot be sent in a header") from None
    elif answer.status not in _NO_SECOND_VERSION:
        raise _failed(base, answer, None)
    answer = _ask(transport, "GET", f"{base}/openstack/latest/securitykey", headers, base)
    if answer.status != 200:
        raise _failed(base, answer, None)
    try:
        credential = read_object(answer.body, too_large=answer.too_large).get("credential")
        fields = credential if isinstance(credential, dict) else {}
        return AccessKey(
            project_id=identity.project_id,
            access_key=header_value(str(fields.get("access") or ""), "access"),
            secret_key=str(fields.get("secret") or "").strip(),
            security_token=header_value(str(fields.get("securitytoken") or ""), "securitytoken"),
        )
    except (BodyError, InputError):
        raise _failed(base, answer, "its answer holds no complete temporary key", quote=False) from None


def _ask(transport: Transport, method: str, url: str, headers: dict[str, str], base: str) -> Answer:
    try:
        return transport.send(method, url, auth=HeaderAuth({}), headers=headers, timeout=_TIMEOUT, direct=True)
    except TransportError as error:
        done = Exchange(None, error, 1)
        what = f"The metadata service at {base} {error}"
        raise CallError(failure_of(what, done, error_of(done, ()), advice=_ADVICE)) from None


def _failed(base: str, answer: Answer, detail: str | None, *, quote: bool = True) -> CallError:
    done = Exchange(answer if quote else Answer(answer.status, answer.headers, b"{}"), None, 1)
    what = f"The metadata service at {base} gave no access key"
    return CallError(failure_of(what, done, error_of(done, ()), detail=detail, advice=_ADVICE))
