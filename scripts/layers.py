# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The layers of the collection, and a check that imports go down only: ``python -m scripts.layers``."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from scripts.collection import ROOT

CORE = (
    # Words and values that know nothing of each other, or only of what is above them in this list.
    "_version",
    "_requests",
    "_errors",
    "_python",
    "_text",
    "_redact",
    "_checks",
    "_option",
    "_options",
    "_endpoint",
    "_result",
    "_http",  # one attempt, its deadline, and what is tried again
    "_answer",  # what came back, as values or as an error with its advice
    "_auth",  # one class for each credential method
    "_setup",  # options and environment -> what one run needs
    "_api",  # call any operation
    "_session",  # the one operation, and many at once
    "_token_info",
    "_module",
)
"""The files and packages of ``plugins/module_utils``. Each may import those before it."""

FOLDERS: dict[str, tuple[str, ...]] = {
    "module_utils": (),  # runs on managed hosts too
    "modules": ("module_utils",),
    "doc_fragments": (),  # literal text, so that editors can read it
    "plugin_utils": ("module_utils",),
    "action": ("module_utils", "plugin_utils", "modules"),  # a module has its specification, where tools look for it
    "filter": ("module_utils", "plugin_utils"),
    "lookup": ("module_utils", "plugin_utils"),
    "test": ("module_utils", "plugin_utils"),
}
"""The folders of ``plugins``, each with the other folders that it may import."""

Name = tuple[str, ...]  # a file below plugins: ("module_utils", "_http", "_retry")


def check(plugins: Path) -> Iterator[str]:
    """Yield one sentence for each import that goes up or around."""
    files = {path.relative_to(plugins).with_suffix("").parts: path for path in sorted(plugins.rglob("*.py"))}
    graph: dict[Name, list[Name]] = {}
    for name, path in files.items():
        graph[name] = list(dict.fromkeys(_imports(name, path)))
        for imported in graph[name]:
            problem = _problem(name, imported)
            if problem:
                yield f"plugins/{'/'.join(name)}.py imports {'.'.join(imported)}: {problem}"
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"These import each other: {', '.join('.'.join(name) for name in error.args[1])}"


def _imports(name: Name, path: Path) -> Iterator[Name]:
    """What a file imports of the collection."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            module = tuple(node.module.split(".")) if node.module else ()
            base = (*name[: len(name) - node.level], *module)
            for alias in node.names:
                # Either a name in a file, or a file of a package.
                file = (path.parents[len(name) - 1] / Path(*base)).with_suffix(".py")
                yield base if file.is_file() else (*base, alias.name)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ansible_collections."):
            yield (node.module or "",)


def _problem(name: Name, imported: Name) -> str | None:
    """Why a file may not import another, or None if it may."""
    folder, target = name[0], imported[0]
    if target.startswith("ansible_collections."):
        return "import relatively, also because it is shorter"
    if folder != target:
        allowed = FOLDERS.get(folder)
        if allowed is None:
            return f"give {folder} a place in FOLDERS of scripts/layers.py"
        return (
            None if target in allowed else f"of other folders {folder} may import {' and '.join(allowed) or 'nothing'}"
        )
    if folder != "module_utils" or name[1] == imported[1]:
        return None
    for room in (name[1], imported[1]):
        if room not in CORE:
            return f"give {room} a place in CORE of scripts/layers.py"
    return None if CORE.index(imported[1]) < CORE.index(name[1]) else f"{imported[1]} is above {name[1]}"


if __name__ == "__main__":
    problems = list(check(ROOT / "plugins"))
    print(*problems, sep="\n", end="\n" if problems else "")
    sys.exit(bool(problems))
