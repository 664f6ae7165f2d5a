# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Take secrets out of text that came back: a server may repeat the headers it was sent."""

from __future__ import annotations

import base64
import re
import typing as t
from urllib.parse import quote

HIDDEN = "********"

_SIGNATURE = re.compile(r"(?i)(signature\W{1,4})[0-9a-f]{64}")


def scrub(text: str, secrets: t.Iterable[str]) -> str:
    """Return text without the secrets, in plain, URL-encoded or base64 form, and without signatures."""
    for secret in sorted(secrets, key=len, reverse=True):
        encoded = base64.b64encode(secret.encode()).decode()
        for form in (secret, quote(secret, safe=""), encoded, encoded.rstrip("=")):
            text = text.replace(form, HIDDEN)
    return _SIGNATURE.sub(rf"\g<1>{HIDDEN}", text)
