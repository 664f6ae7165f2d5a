# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check ``execution-environment.yml`` with ansible-builder, and build an image of this tree where an engine runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

import yaml

from scripts import interpreters
from scripts.collection import BUILD, ROOT, Collection

EXAMPLE = ROOT / "execution-environment.yml"
WORK = BUILD / "ee"
TAG = "dataarts-fabric-ee"


def main(home: Path) -> int:
    """Check the example against the collection that is built in ``home``; the exit code is 0 where they fit."""
    collection = Collection(home)
    shutil.rmtree(WORK, ignore_errors=True)
    _builder("create", "--file", EXAMPLE, "--context", WORK / "context")
    problems = list(_differences(_introspected(collection.installed)))
    print(*(f"ee > {problem}" for problem in problems), sep="\n", end="\n" if problems else "")
    if problems:
        return 1
    print("ee > ansible-builder created the context, and finds the packages of requirements.txt in the collection")
    engine = next((engine for engine in ("podman", "docker") if _runs(engine)), None)
    if engine is None:
        print("ee > neither podman nor docker runs here, so no image is built")
        return 0
    definition = _with_artefact(collection.artefact)
    _builder("build", "--file", definition, "--context", WORK / "build", "--container-runtime", engine, "--tag", TAG)
    module = "huaweicloud.dataarts_fabric.fabric_session_info"
    subprocess.run([engine, "run", "--rm", TAG, "ansible-doc", module], check=True, stdout=subprocess.DEVNULL)
    print(f"ee > {engine} built the image {TAG}, and ansible-doc in it knows the module")
    return 0


def _introspected(installed: Path) -> list[str]:
    """The Python packages that ansible-builder would install for the collection."""
    found = yaml.safe_load(_builder("introspect", installed))
    return [line.partition("#")[0].strip() for line in found["python"]]


def _differences(introspected: list[str]) -> t.Iterator[str]:
    """Yield a sentence for each thing that the example, the collection and the tests disagree about."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    if introspected != wanted:
        yield f"ansible-builder finds {introspected} in the collection, and requirements.txt has {wanted}"
    packages = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))["dependencies"]
    core = interpreters.CORES[-1].requirement
    if packages["ansible_core"]["package_pip"] != core:
        yield f"the example has {packages['ansible_core']['package_pip']}, and {core} is tested"
    tested = (ROOT / "tests" / "unit" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if packages["ansible_runner"]["package_pip"] not in tested:
        yield f"the tests do not use {packages['ansible_runner']['package_pip']}"
    (found,) = (WORK / "context").glob("*file")
    containerfile = found.read_text(encoding="utf-8")
    both = f"{packages['ansible_core']['package_pip']} {packages['ansible_runner']['package_pip']}"
    if f'"{both}"' not in containerfile:
        yield f"the context does not install {both}"


def _with_artefact(artefact: Path) -> Path:
    """The example with the collection of this tree in place of the published one."""
    definition = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    definition["additional_build_files"] = [{"src": str(artefact), "dest": "artefacts"}]
    collections = [{"name": f"artefacts/{artefact.name}", "type": "file"}]
    definition["dependencies"]["galaxy"]["collections"] = collections
    path = WORK / EXAMPLE.name
    path.write_text(yaml.safe_dump(definition), encoding="utf-8")
    return path


def _runs(engine: str) -> bool:
    """Whether the engine is installed and can be used."""
    if shutil.which(engine) is None:
        return False
    return subprocess.run([engine, "info"], check=False, capture_output=True).returncode == 0


def _builder(*arguments: str | Path) -> str:
    program = Path(sys.executable).with_name("ansible-builder")
    command = [str(program), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except subprocess.CalledProcessError as failure:
        sys.exit(f"ee > this failed: {' '.join(map(str, failure.cmd))}")
