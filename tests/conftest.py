# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every test."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scripts import collection
from tests import needs

# A shell's settings must not decide what a test sees: proxies and CA files would change how a server on loopback is
# reached, and the collection itself reads the rest.
_PREFIXES = ("HUAWEICLOUD_", "HW_", "OS_")
_NAMES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

for _name in list(os.environ):
    if _name.startswith(_PREFIXES) or _name in _NAMES or _name.lower() in _PROXIES:
        del os.environ[_name]

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(collection.BUILD / "hypothesis"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Do not run a test where a program that it needs is missing."""
    needs.check(item)


@pytest.fixture(scope="session")
def installed_collections() -> Path:
    """A collections path that holds the collection, built and installed as a user has it."""
    given = os.environ.get("FABRIC_INSTALLED_COLLECTIONS")
    return Path(given) if given else collection.install(str(Path(sys.executable).with_name("ansible-galaxy"))).installed
