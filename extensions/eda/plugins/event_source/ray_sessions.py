# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source ``huaweicloud.dataarts_fabric.ray_sessions`` for ansible-rulebook."""

from __future__ import annotations

DOCUMENTATION = r"""
name: ray_sessions
short_description: Events for changes of the sessions of Ray clusters
version_added: 1.0.0
author:
  - Huawei Cloud DataArts Fabric collection contributors
description:
  - Polls the sessions of some routes, and puts an event on the queue if something changed since the poll before.
  - C(session_changed), C(status_changed), C(missing) and C(appeared) are about a route. C(unknown) means that the
    request for a route failed, or for all routes if C(route_id) is V(null). C(known) means that a request succeeded
    after that.
  - An event has C(event), C(route_id), C(name), C(session_id), C(status), C(previous) (C(session_id) and C(status)
    before, or V(null)) and C(at) (the time in UTC). C(unknown) and C(known) also have the C(reason) of the failure, and
    its sentence in C(msg).
options:
  routes:
    description:
      - The routes to poll, a list of route IDs, or of mappings with C(route_id), C(name) and C(url), of which only
        C(route_id) is required. The roles of this collection take the same list.
      - A route ID that is listed twice is polled once, with its first name.
    type: raw
    required: true
  interval:
    description:
      - The time in seconds between two polls. A random part of up to 10 % is added, so that many rulebooks do not send
        their requests at the same moment.
      - After a failure, the time is longer.
      - The value must be from 1 to 86400.
    type: float
    default: 60.0
  snapshot:
    description:
      - Whether the first state of each route is an event too, V(appeared) or V(missing), with C(previous) as V(null).
        If V(false), only later changes are events.
    type: bool
    default: false
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric.concurrency
  - huaweicloud.dataarts_fabric.connection
  - huaweicloud.dataarts_fabric.credentials
"""

EXAMPLES = r"""
- name: Follow two clusters
  hosts: localhost
  sources:
    - name: sessions
      huaweicloud.dataarts_fabric.ray_sessions:
        region: cn-north-4
        routes:
          - ray-train-01
          - route_id: ray-serve-eu
            name: Serving
        interval: 60
  rules:
    - name: The session has changed
      condition: event.event == "session_changed"
      action:
        debug:
          msg: "{{ event.name }} has the session {{ event.session_id }} now"
"""

import importlib
import os
import sys
import types
import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    import asyncio

# ansible-rulebook runs this file by its path, in a process where nothing makes ansible_collections importable. So the
# collection that this file is a part of is imported as a package with a name of its own.
_PACKAGE = types.ModuleType("_huaweicloud_dataarts_fabric")
_PACKAGE.__path__ = [str(Path(__file__).resolve().parents[4])]
sys.modules.setdefault(_PACKAGE.__name__, _PACKAGE)

_arguments = importlib.import_module(f"{_PACKAGE.__name__}.plugins.plugin_utils._events._arguments")
_watch = importlib.import_module(f"{_PACKAGE.__name__}.plugins.plugin_utils._events._watch")


async def main(queue: asyncio.Queue[t.Any], args: dict[str, t.Any]) -> None:
    """Put the changes of sessions on a queue until the task is cancelled.

    :param queue: takes the events
    :param args: the options, by name
    :raises InputError: the options or the environment cannot be used; nothing was sent
    """
    await _watch.watch(_arguments.read_arguments(args), queue.put, os.environ)
