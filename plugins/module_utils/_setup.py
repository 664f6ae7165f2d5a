# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Make the setup of a run from options and environment: the endpoint, the HTTP settings and the credential."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import typing as t

from ._auth._credential import Credential
from ._auth._find import find_credential, ignored_identities, partial_identities
from ._checks import plain_text_warning
from ._endpoint import find_endpoint, find_region
from ._http._config import HttpConfig, find_http_config
from ._options import OPTIONS
from ._redact import short_secret_warnings


@dataclasses.dataclass(frozen=True)
class Setup:
    """The settings of one run.

    :param ignored: warnings about environment variables that are set but not used
    """

    endpoint: str
    http: HttpConfig
    credential: Credential
    ignored: tuple[str, ...] = ()

    @property
    def warnings(self) -> list[str]:
        """The warnings to show to the user."""
        places = (self.endpoint, *self.credential.endpoints)
        warnings = [*self.ignored, *filter(None, map(plain_text_warning, places))]
        return [*warnings, *short_secret_warnings((*self.credential.secrets, *self.http.secrets))]

    def fingerprint(self, salt: bytes) -> bytes:
        """Return a salted hash that identifies this setup; secrets contribute but cannot be recovered."""
        parts = (self.endpoint, type(self.credential).__name__, _values(self.http), _values(self.credential))
        return hmac.new(salt, repr(parts).encode(errors="surrogatepass"), hashlib.sha256).digest()


def find_setup(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> Setup:
    """Return the setup that follows from options and environment.

    :param options: the options of the task or lookup, by name, with types that Ansible has checked
    :raises InputError: they cannot be used
    """
    region = find_region(options, environ)
    endpoint = find_endpoint(options, environ, region)
    credential = find_credential(options, environ, region)
    return Setup(
        endpoint=endpoint,
        http=find_http_config(options, environ, (endpoint, *credential.endpoints)),
        credential=credential,
        ignored=(*ignored_variables_warning(options, environ), *_partial_credential_warning(options, environ)),
    )


def ignored_variables_warning(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> list[str]:
    """Return a warning if variables are set with which other tools would use another identity.

    With an ``auth_method`` other than the default, the choice is explicit, and there is no warning.
    """
    if not _any_method(options):
        return []
    names = " and ".join(ignored_identities(environ))
    if not names:
        return []
    return [
        f"Not used although set in the environment: {names}. This collection does not support the identity that is"
        " meant there and uses another credential. To confirm that credential, set auth_method to its method."
    ]


def _partial_credential_warning(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> list[str]:
    """Return a warning if the environment has only a part of a credential, and another one is used."""
    partial = partial_identities(options, environ) if _any_method(options) else []
    if not partial:
        return []
    parts = ", ".join(partial)
    return [
        f"Not used, as only a part of the credential is set in the environment: {parts}. Another credential is used."
    ]


def _any_method(options: t.Mapping[str, t.Any]) -> bool:
    return options.get("auth_method") in (None, OPTIONS["auth_method"].default)


def _values(record: HttpConfig | Credential) -> list[tuple[str, t.Any]]:
    return [(field.name, getattr(record, field.name)) for field in dataclasses.fields(record)]
