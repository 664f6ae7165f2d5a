# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the documentation fragments from the table of options: ``python -m scripts.fragments``, or ``--check`` them.

They are literal text in the tree, because editors and language servers read them without running them.
"""

from __future__ import annotations

import json
import sys
import textwrap
import typing as t
from collections.abc import Iterator, Sequence

from scripts.collection import ROOT, link

sys.path.insert(0, str(link()))

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _options
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._option import Option

FOLDER = ROOT / "plugins" / "doc_fragments"
WIDTH = 120

_FILE = '''\
# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by scripts/fragments.py from the table in plugins/module_utils/_options.py: change it there.

from __future__ import annotations


class ModuleDocFragment:
    """{summary}"""
{constants}'''

_CONSTANT = '''
    {name} = r"""
{text}
"""
'''

_NOTES = [
    "An Ansible variable named C(ansible_dataarts_fabric_<option>), such as C(ansible_dataarts_fabric_region), sets an"
    " option of the connection or the credential, C(concurrency) or C(on_missing). It may be a template. An option of"
    " the task or lookup takes precedence. If the managed host returns a fact with the name of such a variable, the"
    " task fails.",
    "The section C([dataarts_fabric]) of C(ansible.cfg) only sets options of the lookup"
    " P(huaweicloud.dataarts_fabric.fabric_session#lookup).",
    "Redirects are not followed. C(~/.netrc) and the C(OS_*) environment variables of OpenStack are not used.",
]

_FILE_NOTES = [
    "Only the file is sent to the managed host, by M(ansible.builtin.copy), which requires Python there but no"
    " package.",
]


def files() -> dict[str, str]:
    """Return the text of each fragment, by the name of its file."""
    connection, credentials = _options.CONNECTION, _options.CREDENTIALS
    return {
        "routes.py": _file("The options that say whose sessions are requested.", DOCUMENTATION=_options.ROUTES),
        "on_missing.py": _file(
            "The option that says what happens if a route does not exist.",
            DOCUMENTATION=_options.ON_MISSING,
            PLUGINS=_options.ON_MISSING,
            WARN=_options.ON_MISSING_WARN,
        ),
        "named_routes.py": _file(
            "The option that says whose sessions are written to a file.", DOCUMENTATION=_options.NAMED_ROUTES
        ),
        "file.py": _file(
            "The options of a file that is written to the managed host.",
            notes=_FILE_NOTES,
            DOCUMENTATION=_options.FILE,
            RECORD=_options.RECORD_MODE,
            PAGE=_options.PAGE_MODE,
        ),
        "concurrency.py": _file(
            "The option that limits how much is requested at the same time.",
            DOCUMENTATION=_options.CONCURRENCY,
            PLUGINS=_options.CONCURRENCY,
        ),
        "connection.py": _file(
            "The options that say where the service is and how to connect to it.",
            notes=_NOTES,
            DOCUMENTATION=connection,
            PLUGINS=connection,
        ),
        "credentials.py": _file(
            "The options that say how to authenticate.", DOCUMENTATION=credentials, PLUGINS=credentials
        ),
        "login.py": _file(
            "The options of a login with a password.",
            notes=_NOTES,
            method="password",
            DOCUMENTATION=_options.LOGIN,
        ),
    }


def documented(option: Option, method: str | None = None) -> dict[str, t.Any]:
    """Return the documentation of an option.

    :param method: the only method of authentication that the page is about
    """
    spec = option.spec()
    del spec["no_log"]
    if option.version_added:
        spec["version_added"] = option.version_added
    return {"description": _paragraphs(option, method), **spec}


def plugin_sources(option: Option) -> dict[str, t.Any]:
    """Return where else Ansible takes an option of a plugin from."""
    sources: dict[str, t.Any] = {
        "ini": [{"section": "dataarts_fabric", "key": option.name}],
        "vars": [{"name": f"ansible_dataarts_fabric_{option.name}"}],
    }
    if option.plugin_environment:
        sources["env"] = [{"name": name} for name in option.plugin_environment]
    return sources


def _paragraphs(option: Option, method: str | None) -> list[str]:
    """Return the description of an option, with what the other fields of the table say."""
    names = option.environment
    if option.name == "auth_method":
        # One variable of each credential is enough to tell them apart.
        names = tuple(next(iter(variables.values())) for _method, variables in _options.ENVIRONMENT_IDENTITIES)
    described = ", ".join(f"E({name})" for name in names)
    paragraphs = [text.replace("{environment}", described) for text in option.description]
    if option.allowed:
        paragraphs.append(f"The value must be {option.allowed}.")
    if not any("{environment}" in text for text in option.description):
        paragraphs += _environment(option, method)
    elif option.fallback:
        paragraphs.append(f"If none is set, V({option.fallback}) is used.")
    return paragraphs


def _environment(option: Option, method: str | None) -> list[str]:
    """Return the sentence about the environment variables of an option, if it has any."""
    names = [f"E({name})" for name in option.environment or _options.credential_variables(option.name, method)]
    if not names:
        return []
    if not option.environment:
        return [f"The environment variable is {' or '.join(names)}."]
    used = "the first of these that is set is used:" if len(names) > 1 else "this is used if it is set:"
    otherwise = f" Otherwise V({option.fallback}) is used." if option.fallback else ""
    return [f"If omitted, {used} {', '.join(names)}.{otherwise}"]


def _file(summary: str, notes: Sequence[str] = (), method: str | None = None, **groups: Sequence[Option]) -> str:
    constants = ""
    for name, group in groups.items():
        if name == "PLUGINS":
            content: dict[str, t.Any] = {"options": {option.name: plugin_sources(option) for option in group}}
        else:
            content = {"options": {option.name: documented(option, method) for option in group}}
            if notes and name == "DOCUMENTATION":
                content["notes"] = list(notes)
        constants += _CONSTANT.format(name=name, text="\n".join(_yaml(content, "")))
    return _FILE.format(summary=summary, constants=constants)


def _yaml(value: t.Any, indent: str) -> Iterator[str]:
    """Write a mapping or a list as lines of YAML, with texts wrapped and not quoted."""
    for key, inner in value.items() if isinstance(value, dict) else (("", inner) for inner in value):
        head = f"{indent}{key}:" if key else f"{indent}-"
        if not isinstance(inner, (dict, list)):
            yield from _scalar(head, inner, f"{indent}  ")
        elif key:
            yield head
            yield from _yaml(inner, f"{indent}  ")
        else:
            first, *others = _yaml(inner, f"{indent}  ")
            yield f"{head} {first.lstrip()}"
            yield from others


def _scalar(head: str, value: t.Any, indent: str) -> Iterator[str]:
    # Digits would be a number.
    text = value if isinstance(value, str) and not value.isdigit() else json.dumps(value)
    if ": " in text:  # would be a mapping
        yield f"{head} >-"
        head = ""
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"{head} " if head else indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def main(arguments: Sequence[str]) -> int:
    """Write the fragments, or with ``--check`` return 1 if one of them differs from the table."""
    different = [
        name
        for name, text in files().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        if different:
            print(f"{', '.join(different)} in {FOLDER.relative_to(ROOT)}: run python -m scripts.fragments")
        return 1 if different else 0
    for name in different:
        (FOLDER / name).write_text(files()[name], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
