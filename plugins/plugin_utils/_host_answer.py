# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Make the results of a managed host safe to show, so that they cannot control the terminal of the user."""

from __future__ import annotations

import typing as t

from ..module_utils._text import escaped_lines, one_line

MOST_SHOWN = 1024

_DIFF: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("before", "after"), (str, dict)),
    **dict.fromkeys(("src_binary", "dst_binary", "src_larger", "dst_larger"), int),
}
"""The types of the keys of a ``diff`` that may be other than text."""


def message_of(answer: t.Mapping[str, t.Any]) -> str:
    """Return the message of a result as one line, or an empty text.

    If the module could not run, for example because of permissions, Ansible's message only says that. The reason is in
    the last line of the output.
    """
    written = answer.get("module_stderr") or answer.get("module_stdout")
    last = str(written or "").strip().rpartition("\n")[2]
    said = (answer.get("msg") or _raised(answer.get("exception")), last)
    return one_line(": ".join(str(part) for part in said if part), MOST_SHOWN)


def _raised(exception: t.Any) -> str:
    """Return the text of an exception of a module, which ansible-core 2.19 and newer only return in this form."""
    said = []
    event = getattr(exception, "event", None)
    while event is not None:
        said.append(str(event.msg).rstrip("."))
        event = event.chain.event if event.chain and event.chain.follow else None
    return ": ".join(said)


def rows(answer: t.Mapping[str, t.Any], key: str) -> list[dict[str, t.Any]]:
    """Return the mappings of a list in an answer. There may be anything else."""
    value = answer.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def has_no_module(answer: t.Mapping[str, t.Any]) -> bool:
    """Return whether the result is from Ansible itself, because the module could not run."""
    return "module_stdout" in answer


def shown(value: t.Any) -> t.Any:
    """Return a part of a result with invisible characters escaped, except for line ends and tabs."""
    if isinstance(value, str):
        return escaped_lines(value)
    if isinstance(value, dict):
        return {shown(key): shown(each) for key, each in value.items()}
    return [shown(each) for each in value] if isinstance(value, list) else value


def of_the_file(answer: t.Mapping[str, t.Any], keys: t.Iterable[str]) -> dict[str, t.Any]:
    """Return the keys of a result that describe a file, without values that Ansible cannot show.

    :param keys: the keys with a text or a number. The key ``diff`` is kept in addition.
    """
    told = {key: shown(answer[key]) for key in keys if isinstance(answer.get(key), (str, int))}
    given = answer.get("diff")
    diffs = [shown(one) for one in (given if isinstance(given, list) else [given]) if _is_diff(one)]
    return {**told, "diff": diffs} if "diff" in answer else told


def _is_diff(value: t.Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value[key], _DIFF.get(key, str)) for key in value)
