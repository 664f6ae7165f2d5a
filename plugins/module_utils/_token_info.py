# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What ``iam_token_info`` returns for its options."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._credentials import find_identity
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._endpoint import (
    find_region,
    plain_text_warning,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Pace
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._iam import log_in
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import find_network
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._report import Report
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import Transport


def token_info(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> Report:
    """Log in with the password in the options or the environment.

    :param options: the module's options, their types checked by Ansible
    :raises InputError: they cannot be used; nothing was sent
    """
    region = find_region(options, environ)
    network = find_network(options, environ)
    identity = find_identity({**options, "auth_method": "password"}, environ, region)
    if not isinstance(identity, Password):  # for mypy: no other kind is asked for
        raise TypeError(identity.method)
    warning = plain_text_warning(identity.iam_endpoint)
    warnings = [warning] if warning else []
    secrets = (*identity.secrets, *network.secrets)
    transport = Transport(network)
    try:
        login = log_in(identity, transport, Pace(), time.monotonic() + network.retry_deadline)
    except CallError as error:
        return Report(True, {"changed": False, **error.failure.as_result()}, warnings, secrets)
    finally:
        transport.close()
    result = {"changed": False, "token": login.token, "expires_at": login.expires_at, "project_id": login.project_id}
    return Report(False, result, warnings, secrets)
