# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What options and environment come to: where the service is, how to get there, and who is calling."""

from __future__ import annotations

import dataclasses
import hashlib
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._credentials import find_identity
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._endpoint import (
    find_endpoint,
    find_region,
    plain_text_warning,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import Identity, Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import Network, find_network


@dataclasses.dataclass(frozen=True)
class Setup:
    """All that one run needs to know."""

    endpoint: str
    network: Network
    identity: Identity

    @property
    def warnings(self) -> list[str]:
        """What the user should know before anything is sent."""
        places = [self.endpoint]
        if isinstance(self.identity, Password):
            places.append(self.identity.iam_endpoint)
        return [warning for warning in map(plain_text_warning, places) if warning]

    def fingerprint(self, salt: bytes) -> bytes:
        """Return what tells this setup from any other, its secrets included, and tells nothing about them."""
        parts = (self.endpoint, type(self.identity).__name__, _values(self.network), _values(self.identity))
        return hashlib.blake2b(repr(parts).encode(), key=salt).digest()


def find_setup(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> Setup:
    """Return what options and environment come to.

    :param options: the options that were given, by name; their types checked by Ansible
    :raises InputError: they cannot be used
    """
    region = find_region(options, environ)
    return Setup(
        endpoint=find_endpoint(options, environ, region),
        network=find_network(options, environ),
        identity=find_identity(options, environ, region),
    )


def _values(record: Network | Identity) -> list[tuple[str, t.Any]]:
    return [(field.name, getattr(record, field.name)) for field in dataclasses.fields(record)]
