# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Return the result of ``iam_token_info`` for its options."""

from __future__ import annotations

import time
import typing as t

from ._auth._find import find_credential
from ._auth._password import Password
from ._checks import plain_text_warning
from ._endpoint import find_region
from ._errors import CallError
from ._http._config import find_http_config
from ._http._retry import Throttle
from ._http._transport import Transport
from ._options import given_secrets
from ._redact import Redactor, short_secret_warnings
from ._result import Result, failed, guarded

NOTHING: t.Mapping[str, t.Any] = {}
"""A failure has no keys beside those of every failure."""


def token_info(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> Result:
    """Log in with the password in the options or the environment.

    :param options: the options of the module, with types that Ansible has checked
    """
    return guarded(lambda: _token_info(options, environ), NOTHING).redacted(given_secrets(options))


def find_user(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> Password:
    """Return the user name and password in the options or the environment.

    :raises InputError: there are none
    """
    region = find_region(options, environ)
    return t.cast(Password, find_credential({**options, "auth_method": Password.name}, environ, region))


def _token_info(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> Result:
    user = find_user(options, environ)
    config = find_http_config(options, environ, user.endpoints)
    warning = plain_text_warning(user.iam_endpoint)
    secrets = (*user.secrets, *config.secrets)
    warnings = [*([warning] if warning else []), *short_secret_warnings(secrets)]
    transport = Transport(config)
    try:
        login = user.log_in(transport, Throttle(), Redactor(secrets), time.monotonic() + config.retry_deadline)
    except CallError as error:
        return Result(True, failed(error, NOTHING).values, warnings, secrets)
    finally:
        transport.close()
    values = {"changed": False, "token": login.token, "expires_at": login.expires_at, "project_id": login.project_id}
    return Result(False, values, warnings, secrets)
