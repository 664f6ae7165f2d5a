# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build what is published: the artefact of a commit, its bill of materials and its checksums.

    python -m scripts.artefact

The files go to ``build/release``. The same commit gives the same bytes: only what it tracks is taken, sorted, with its
time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import typing as t
from pathlib import Path

import yaml

from scripts.collection import BUILD, NAME, ROOT

OUT = BUILD / "release"


class ArtefactError(Exception):
    """The artefact is not what may be published."""


def make(tree: Path = ROOT, out: Path = OUT) -> list[Path]:
    """Build the artefact of the commit that is checked out in ``tree`` twice, verify it, and describe it."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        first, second = (build(tree, Path(scratch, name)) for name in ("first", "second"))
        if first.read_bytes() != second.read_bytes():
            raise ArtefactError("Two builds of the same commit differ.")
        artefact = first.replace(out / first.name)
    print(f"artefact > {artefact.name}: built twice, the same bytes")
    names = verify(tree, artefact)
    print(f"artefact > its {len(names)} files, each of them tracked:", *names, sep="\n  ")
    bill = out / artefact.name.replace(".tar.gz", ".cdx.json")
    bill.write_text(json.dumps(bill_of_materials(tree, artefact), indent=2) + "\n", encoding="utf-8")
    sums = out / "SHA256SUMS"
    sums.write_text(
        "".join(f"{_sha256(file.read_bytes())}  {file.name}\n" for file in (artefact, bill)), encoding="ascii"
    )
    print(f"artefact > {sums.name}:", *sums.read_text(encoding="ascii").splitlines(), sep="\n  ")
    return [artefact, bill, sums]


def build(tree: Path, scratch: Path) -> Path:
    """Build the collection from what the commit tracks, in an empty folder."""
    stage = scratch / NAME
    stage.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=tree, check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["tar", "-x", "-C", str(stage)], input=archive, check=True)
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    command = [str(galaxy), "collection", "build", "--output-path", str(scratch), str(stage)]
    subprocess.run(command, check=True, stdout=subprocess.PIPE)
    (artefact,) = scratch.glob("*.tar.gz")
    artefact.write_bytes(_reproducible(artefact.read_bytes(), int(_git(tree, "log", "-1", "--format=%ct"))))
    return artefact


def check_tag(tree: Path) -> None:
    """Raise ArtefactError where the commit has tags, and the version in galaxy.yml is none of them."""
    tags = _git(tree, "tag", "--points-at", "HEAD").split()
    version = yaml.safe_load((tree / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    if tags and version not in tags:
        raise ArtefactError(f"The tag is {', '.join(tags)}, and galaxy.yml has the version {version}.")


def verify(tree: Path, artefact: Path) -> list[str]:
    """Return the names of the files in the artefact; raise ArtefactError where one does not belong in it."""
    tracked = set(_git(tree, "ls-tree", "-r", "--name-only", "HEAD").splitlines())
    here = re.compile("|".join(re.escape(str(path)) for path in (tree, ROOT, Path.home())).encode())
    names = []
    with tarfile.open(artefact) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None:
                continue
            names.append(member.name)
            made_by_galaxy = member.name in ("MANIFEST.json", "FILES.json")
            if member.name.startswith(("tests/", "scripts/", ".")) or not (made_by_galaxy or member.name in tracked):
                raise ArtefactError(f"{member.name} does not belong in the artefact.")
            found = here.search(file.read())
            if found:
                raise ArtefactError(f"{member.name} names a path of this machine: {found[0].decode()}")
    return names


def bill_of_materials(tree: Path, artefact: Path) -> dict[str, t.Any]:
    """Return CycloneDX's description of the collection, and of what it needs at run time."""
    made = subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", "requirements.txt"],
        cwd=tree,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it warns that requirements are ranges, as they are to be
    )
    bill: dict[str, t.Any] = json.loads(made.stdout)
    with tarfile.open(artefact) as archive:
        info = json.load(t.cast("t.IO[bytes]", archive.extractfile("MANIFEST.json")))["collection_info"]
    collection = {
        "type": "library",
        "bom-ref": f"{info['namespace']}.{info['name']}@{info['version']}",
        "name": f"{info['namespace']}.{info['name']}",
        "version": info["version"],
        "description": info["description"],
        "licenses": [{"license": {"id": name}} for name in info["license"]],
        "hashes": [{"alg": "SHA-256", "content": _sha256(artefact.read_bytes())}],
        "externalReferences": [{"type": "vcs", "url": info["repository"]}],
    }
    core = {
        "type": "application",
        "bom-ref": "ansible-core",
        "name": "ansible-core",
        "description": f"requires_ansible {_requires_ansible(tree)}",
        "purl": "pkg:pypi/ansible-core",
    }
    bill.setdefault("metadata", {})["component"] = collection
    bill["components"] = [core, *bill["components"]]
    needed = sorted(component["bom-ref"] for component in bill["components"])
    bill["dependencies"] = [{"ref": collection["bom-ref"], "dependsOn": needed}, *({"ref": ref} for ref in needed)]
    _validate(bill)
    return bill


def _validate(bill: dict[str, t.Any]) -> None:
    # Here, as only the environment of the release has it.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    problem = JsonStrictValidator(SchemaVersion.from_version(bill["specVersion"])).validate_str(json.dumps(bill))
    if problem:
        raise ArtefactError(f"The bill of materials breaks CycloneDX's schema: {problem}")


def _requires_ansible(tree: Path) -> str:
    runtime = (tree / "meta" / "runtime.yml").read_text(encoding="utf-8")
    found = re.search(r'(?m)^requires_ansible: "(.+)"$', runtime)
    if found is None:
        raise ArtefactError("meta/runtime.yml has no requires_ansible.")
    return found[1]


def _reproducible(artefact: bytes, time: int) -> bytes:
    """The artefact with its files sorted and at a given time: ansible-galaxy has the folder's order and now."""
    contents: dict[str, tuple[tarfile.TarInfo, bytes]] = {}
    with tarfile.open(fileobj=io.BytesIO(artefact)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isreg() else None  # not what a link leads to
            contents[member.name] = (member, file.read() if file else b"")
    listed = json.loads(contents["FILES.json"][1])
    listed["files"].sort(key=lambda entry: entry["name"])
    files = json.dumps(listed, indent=1).encode()
    manifest = json.loads(contents["MANIFEST.json"][1])
    manifest["file_manifest_file"]["chksum_sha256"] = _sha256(files)
    contents["FILES.json"] = (contents["FILES.json"][0], files)
    contents["MANIFEST.json"] = (contents["MANIFEST.json"][0], json.dumps(manifest, indent=1).encode())
    plain = io.BytesIO()
    # Galaxy reads the manifest first.
    order = ["MANIFEST.json", "FILES.json", *sorted(contents.keys() - {"MANIFEST.json", "FILES.json"})]
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in order:
            member, content = contents[name]
            member.mtime, member.size, member.pax_headers = time, len(content), {}
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), mtime=0)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git(tree: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=tree, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    os.umask(0o022)
    try:
        check_tag(ROOT)
        make()
    except ArtefactError as error:
        sys.exit(f"artefact > {error}")
