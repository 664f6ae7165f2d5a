# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The comparisons of one or more hosts as a file for a pipeline: JSON, or JUnit XML with a test case for each route."""

from __future__ import annotations

import json
import re
import typing as t
from xml.etree import ElementTree as ET

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._drift import label, sentence

# What XML 1.0 cannot hold in any form, and the line ends that it would not keep.
_NOT_IN_XML = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(drifts: t.Mapping[str, t.Mapping[str, t.Any]]) -> str:
    """Return the comparisons as one, in which each route has its ``host``.

    :param drifts: by host, a comparison, with ``error`` where it could not be made
    """
    errors = {str(host): str(drift["error"]) for host, drift in drifts.items() if drift.get("error")}
    counts: dict[str, int] = {}
    for drift in drifts.values():
        for state, count in drift["counts"].items():
            counts[state] = counts.get(state, 0) + count
    merged = {
        "drifted": None if errors else any(drift["drifted"] for drift in drifts.values()),
        "counts": counts,
        "routes": [{"host": host, **row} for host, drift in drifts.items() for row in drift["routes"]],
        "errors": errors,
    }
    return json.dumps(merged, indent=2) + "\n"


def as_junit(drifts: t.Mapping[str, t.Mapping[str, t.Any]]) -> str:
    """Return the comparisons as JUnit XML: a suite for each host, in which drift is a failure.

    :param drifts: as for ``as_json``; a comparison that could not be made is a test case with an error
    """
    root = ET.Element("testsuites", name="session_drift")
    for host, drift in drifts.items():
        suite = ET.SubElement(root, "testsuite", name=_clean(host))
        if drift.get("error"):
            case = _case(suite, host, "sessions")
            ET.SubElement(case, "error", type="unknown", message=_clean(drift["error"]))
        for row in drift["routes"]:
            case = _case(suite, host, label(row))
            if row["state"] != "unchanged":
                failure = ET.SubElement(case, "failure", type=row["state"], message=_clean(sentence(row)))
                failure.text = _clean(json.dumps({key: row[key] for key in ("expected", "live")}, indent=2))
        _count(suite)
    _count(root)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(suite: ET.Element, host: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_clean(host), name=_clean(name))


def _count(element: ET.Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        element.set(name, str(sum(1 for _each in element.iter(tag))))


def _clean(text: object) -> str:
    return _NOT_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", str(text))
