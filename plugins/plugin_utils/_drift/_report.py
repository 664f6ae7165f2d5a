# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Write the comparisons of one or more hosts as a report: JSON, or JUnit XML with a test case for each route.

A report is written again after each host, but the routes of a host are formatted only once. Therefore a check has two
parts, its head and the text of its routes, and a report is made from the heads and texts of all checks.
"""

from __future__ import annotations

import json
import re
import textwrap
import typing as t
from xml.etree import ElementTree as ET

from ...module_utils._errors import InputError
from ._compare import label, sentence

Drift = t.Mapping[str, t.Any]
"""A comparison, as ``compare`` returns it, or a mapping with ``error`` if there is none."""

_ROW = frozenset(("name", "route_id", "state", "expected", "live"))

Check = tuple[dict[str, t.Any], str]
"""The head of a check (``host``, ``drifted``, ``counts``, ``error``), and the text of its routes in the format."""

_TAKEN = (
    "session_drift_report takes a mapping with an entry for each host: what the filter session_drift returned, or"
    " {error: why it is unknown}"
)

# What XML 1.0 cannot hold in any form, and the line ends that it would not keep.
_NOT_IN_XML = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def head(host: str, drift: Drift) -> dict[str, t.Any]:
    """Return the head of a check, which is everything but its routes."""
    error = drift.get("error")
    return {
        "host": str(host),
        "drifted": None if error else drift["drifted"],
        "counts": dict(drift.get("counts") or {}),
        **({"error": str(error)} if error else {}),
    }


class Json:
    """JSON: one comparison of all checks, in which each route has its ``host``."""

    @staticmethod
    def routes(host: str, drift: Drift) -> str:
        """Return the text of the routes of a check."""
        rows = [json.dumps({"host": str(host), **row}, indent=2) for row in drift.get("routes") or ()]
        return textwrap.indent(",\n".join(rows), "    ")

    @staticmethod
    def report(checks: t.Sequence[Check], time: str | None = None) -> str:
        """Return the text of a report of checks, with the time of the run if it is given."""
        heads = [one for one, _text in checks]
        errors: dict[str, str] = {}
        counts: dict[str, int] = {}
        for one in heads:
            if "error" in one:
                errors[one["host"]] = "; ".join(filter(None, (errors.get(one["host"]), one["error"])))
            for state, count in one["counts"].items():
                counts[state] = counts.get(state, 0) + count
        merged = {
            **({"time": time} if time else {}),
            "drifted": None if errors else any(one["drifted"] for one in heads),
            "counts": counts,
            "errors": errors,
            "checks": heads,
        }
        rows = ",\n".join(text for _one, text in checks if text)
        listed = f"[\n{rows}\n  ]" if rows else "[]"
        return f'{json.dumps(merged, indent=2)[:-2]},\n  "routes": {listed}\n}}\n'


class JUnit:
    """JUnit XML: a test suite for each check. Drift is a failure, and a host that could not be checked is an error."""

    @staticmethod
    def routes(host: str, drift: Drift) -> str:
        """Return the text of the suite of a check."""
        suite = ET.Element("testsuite", name=_clean(host))
        if drift.get("error"):
            case = _case(suite, host, "sessions")
            ET.SubElement(case, "error", type="unknown", message=_clean(drift["error"]))
        for row in drift.get("routes") or ():
            case = _case(suite, host, label(row))
            if row["state"] != "unchanged":
                failure = ET.SubElement(case, "failure", type=row["state"], message=_clean(sentence(row)))
                failure.text = _clean(json.dumps({key: row[key] for key in ("expected", "live")}, indent=2))
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            suite.set(name, str(sum(1 for _each in suite.iter(tag))))
        ET.indent(suite, level=1)
        return f"  {ET.tostring(suite, encoding='unicode').strip()}\n"

    @staticmethod
    def report(checks: t.Sequence[Check], time: str | None = None) -> str:
        """Return the text of a report of checks, with the time of the run if it is given."""
        errors = sum("error" in one for one, _text in checks)
        states = [one["counts"] for one, _text in checks]
        routes = sum(sum(counts.values()) for counts in states)
        root = ET.Element("testsuites", name="session_drift")
        root.set("tests", str(routes + errors))
        root.set("failures", str(routes - sum(counts.get("unchanged", 0) for counts in states)))
        root.set("errors", str(errors))
        if time:
            root.set("timestamp", time)
        opening = ET.tostring(root, encoding="unicode").removesuffix(" />")
        suites = "".join(text for _one, text in checks)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}>\n{suites}</testsuites>\n'


FORMATS: dict[str, type[Json | JUnit]] = {"json": Json, "junit": JUnit}


def drifts_of_hosts(value: object) -> dict[str, Drift]:
    """Return the comparisons by host, without empty ones.

    :raises InputError: the value is something else
    """
    if isinstance(value, t.Mapping):
        drifts = {str(host): drift for host, drift in value.items() if drift != {}}
        if all(map(_is_drift, drifts.values())):
            return drifts
    raise InputError(_TAKEN)


def _is_drift(value: object) -> bool:
    if not isinstance(value, t.Mapping) or value.get("error"):
        return isinstance(value, t.Mapping)
    rows = value.get("routes") or ()
    return (
        isinstance(value.get("drifted"), bool)
        and isinstance(rows, (list, tuple))
        and all(isinstance(row, t.Mapping) and row.keys() >= _ROW for row in rows)
    )


def report_of_hosts(drifts: t.Mapping[str, Drift], format: str) -> str:  # noqa: A002 - the option's name
    """Return the text of a report.

    :param drifts: by host, its comparison
    :raises InputError: a part of one is of another type
    """
    kind = FORMATS[format]
    try:
        return kind.report([(head(host, drift), kind.routes(host, drift)) for host, drift in drifts.items()])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InputError(_TAKEN) from None


def _case(suite: ET.Element, host: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_clean(host), name=_clean(name))


def _clean(text: object) -> str:
    return _NOT_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", str(text))
