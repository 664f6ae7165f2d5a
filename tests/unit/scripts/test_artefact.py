# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plain ``ansible-galaxy collection build`` puts into the artefact."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from scripts.collection import ROOT

# Where a working tree may hold what nobody wants to publish.
SECRETS = (
    ".env",
    ".git-credentials",
    ".vault_pass",
    ".ssh/id_ed25519",
    "credentials.csv",
    "id_rsa",
    "inventory.yml",
    "key.pem",
    "notes.txt",
    "passwords.yml",
    "ray.html",
    "report.json",
    "routes.yml",
    "session_record.json",
    "sessions.json",
    "token",
    "vault.yml",
    "changelogs/.plugin-cache.yaml",
    "docs/sessions.json",
    "meta/.env",
    "playbooks/.env",
    "playbooks/vault.yml",
    "playbooks/group_vars/vault/all.yml",
    "plugins/action/.git-credentials",
    "plugins/action/sessions.json",
    "plugins/lookup/key.pem",
    "roles/session_drift/files/id_rsa",
    "roles/session_drift/files/server.key",
    "roles/session_drift/vars/secrets.yml",
    *("docs/docsite/rst/x.gpg", "docs/docsite/rst/x.key", "docs/docsite/rst/x.p12", "docs/docsite/x.cert"),
    *(
        "#README.md#",
        ".README.md.swp",
        "README.md~",
        "README.md.bak",
        "LICENSE.orig",
        "requirements.txt.orig",
        "core.1",
    ),
    *(
        ".aws/credentials",
        ".netrc",
        ".npmrc",
        ".pypirc",
        "_netrc",
        "clouds.yaml",
        "db.kdbx",
        "hosts",
        "inventory/hosts.yml",
    ),
    *("changelogs/core", "docs/clouds.yaml", "docs/core", "docs/images/core", "docs/notes.txt", "docs/report.xml"),
    *(
        "docs/docsite/rst/errors.rst~",
        "docs/x.tgz",
        "extensions/eda/.env",
        "extensions/eda/core",
        "extensions/secrets.yml",
    ),
    *("extensions/eda/rulebooks/inventory.yml", "extensions/eda/rulebooks/vars.yml", "meta/core", "meta/runtime.yml~"),
    *(
        "playbooks/core",
        "playbooks/core.77",
        "playbooks/credentials",
        "playbooks/credentials.yml",
        "playbooks/drift.json",
    ),
    *("playbooks/files/x.ppk", "playbooks/host_vars/web.yml", "playbooks/hosts.ini", "playbooks/hosts.yml"),
    *("playbooks/inventory.yml", "playbooks/inventory/hosts.yml", "playbooks/nohup.out", "playbooks/report.xml"),
    *(
        "playbooks/routes.yml",
        "playbooks/show_sessions.retry",
        "playbooks/show_sessions.yml~",
        "playbooks/terraform.tfstate",
    ),
    *("playbooks/vars/routes.yml", "plugins/__pycache__/x.pyc", "plugins/core", "plugins/modules/core.99"),
    *("plugins/modules/session_drift.py.orig", "plugins/modules/session_drift.py~", "roles/session_drift/core"),
    *(
        "roles/dashboard_links/templates/links.html",
        "roles/session_drift/files/db.kdbx",
        "roles/session_drift/files/x.jks",
    ),
    *(
        "roles/session_drift/files/dump.sql",
        "roles/session_drift/vars/main.yml",
        "roles/session_record/tests/inventory",
    ),
)
NOT_FOR_USERS = ("tests", "scripts", "build", "changelogs/fragments", "docs/benchmarks", "docs/fault_matrix.md")
FOR_USERS = (
    *("CHANGELOG", "LICENSE", "README", "SECURITY", "changelogs", "docs", "extensions"),
    *("meta", "playbooks", "plugins", "requirements.txt", "roles"),
)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of an artefact that was built of the tracked files and of planted ones."""
    tree = tmp_path_factory.mktemp("tree")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    for name in (*filter(None, listed.decode().split("\0")), *SECRETS):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        if name in SECRETS:
            (tree / name).write_text("planted", encoding="utf-8")
        elif (ROOT / name).is_file():
            shutil.copy(ROOT / name, tree / name)
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    out = tmp_path_factory.mktemp("out")
    subprocess.run([galaxy, "collection", "build", "--output-path", out, tree], check=True, stdout=subprocess.PIPE)
    (artefact,) = out.iterdir()
    with tarfile.open(artefact) as archive:
        return {member.name for member in archive if member.isfile()}


def test_planted_files(names: set[str]) -> None:
    """None of them is in it."""
    assert not names & set(SECRETS)


def test_what_users_need(names: set[str]) -> None:
    """Each tracked file is in it if it is for users, and no other file is."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    tracked = {name for name in listed.splitlines() if (ROOT / name).is_file()}
    wanted = {name for name in tracked if name.startswith(FOR_USERS) and not name.startswith(NOT_FOR_USERS)}
    assert names - {"MANIFEST.json", "FILES.json"} == wanted
