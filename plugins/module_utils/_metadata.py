# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The temporary access key of an ECS instance's agency, from the metadata service at a link-local address.

Sources: the official SDK's ``core/auth/internal.py`` (paths, headers, the fall-back to version 1, 3 s).
"""

from __future__ import annotations

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import BodyError, ErrorBody, read_object
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError, InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Exchange, left_until
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._failure import failure_of
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


def temporary_key(identity: EcsAgency, transport: Transport, ends: float) -> AccessKey:
    """Fetch the temporary access key of the instance.

    :param ends: when to give up, on the monotonic clock
    :raises CallError: there is no metadata service, no agency, or no key in its answer
    """
    base = identity.metadata_endpoint
    headers: dict[str, str] = {}
    lifetime = {"X-Metadata-Token-Ttl-Seconds": "21600"}
    answer = _ask(transport, "PUT", f"{base}/meta-data/latest/api/token", lifetime, base, ends)
    if answer.status == 200:
        try:
            headers["X-Metadata-Token"] = header_value(answer.body.decode("ascii", "replace"), "the metadata token")
        except InputError:
            raise _failed(base, answer, "its token cannot be sent in a header") from None
    elif answer.status not in _NO_SECOND_VERSION:
        raise _failed(base, answer, None)
    answer = _ask(transport, "GET", f"{base}/openstack/latest/securitykey", headers, base, ends)
    if answer.status != 200:
        raise _failed(base, answer, "no agency is configured" if b"Agency" in answer.body else None)
    try:
        credential = read_object(answer.body, too_large=answer.too_large).get("credential")
        fields = credential if isinstance(credential, dict) else {}
        names = ("access", "secret", "securitytoken")
        access, secret, security_token = (header_value(str(fields.get(name) or ""), name) for name in names)
    except (BodyError, InputError):
        raise _failed(base, answer, "its answer holds no complete temporary key") from None
    return AccessKey(
        project_id=identity.project_id, access_key=access, secret_key=secret, security_token=security_token
    )


def _ask(transport: Transport, method: str, url: str, headers: dict[str, str], base: str, ends: float) -> Answer:
    seconds = min(_TIMEOUT, left_until(ends))
    try:
        return transport.send(method, url, auth=HeaderAuth({}), headers=headers, timeout=seconds, direct=True)
    except TransportError as error:
        raise _error(f"The metadata service at {base} {error}", Exchange(None, error, 1), None) from None


def _failed(base: str, answer: Answer, detail: str | None) -> CallError:
    return _error(f"The metadata service at {base} gave no access key", Exchange(answer, None, 1), detail)


def _error(what: str, done: Exchange, detail: str | None) -> CallError:
    # Nothing of a body is quoted: it may hold the very keys.
    return CallError(failure_of(what, done, ErrorBody(), detail=detail, advice=_ADVICE))
