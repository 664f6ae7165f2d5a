# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Publish a page, or another file, with the sessions of routes and links to their dashboards."""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

from ansible.errors import AnsibleError
from ansible.utils.unsafe_proxy import wrap_var

from ..module_utils._errors import InputError
from ..module_utils._result import Result
from ..module_utils._text import one_line
from ..modules.dashboard_links import SPEC, main
from ..plugin_utils._host_action import HostAction, without_ids
from ..plugin_utils._host_answer import MOST_SHOWN
from ..plugin_utils._links._entries import link_entries
from ..plugin_utils._routes import EXAMPLE, read_routes

_TEMPLATES = Path(__file__).resolve().parents[2] / "roles" / "dashboard_links" / "templates"
_READY = {"dashboard": "dashboard.html.j2", "nginx_map": "nginx_map.j2", "env": "env.j2"}
_TEMPLATE = "Correct the template, or the values that it takes."
_PATTERN = "https://ray.example.com/{route_id}/?session={session_id}"

__all__ = ["ActionModule", "main"]  # ansible-lint checks options with the main of this file


class ActionModule(HostAction):
    """The action, for Ansible."""

    module = "dashboard_links"
    spec = SPEC

    def act(self) -> Result:
        """Get the sessions and write the file."""
        self.path("path")
        template, folders = self._template()
        name, url = self.named("routes"), self.options["url"]
        routes = read_routes(self.options["routes"], name)
        if not routes:
            raise InputError(f"{name} is missing. Give it as a list of route IDs, {EXAMPLE}")
        route_ids = [str(route["route_id"]) for route in routes]
        # Check the patterns before anything is sent, as if none of the routes existed.
        try:
            link_entries(routes, {"sessions": [], "missing": route_ids}, url)
        except InputError as error:
            error.msg = f"{self.named('url')}: {error.msg}"
            raise
        without = [route["name"] for route in routes if not (url or route["url"])]
        if without and template.name == _READY["dashboard"] and template.parent == _TEMPLATES:
            raise InputError(
                f"{self.named('url')} is missing. Give the pattern of a link, such as {_PATTERN}, or a url for each"
                f" route. These have none: {', '.join(map(ascii, without))}"
            )
        got = self.sessions(route_ids, "warn")
        if got.failed:
            return without_ids(got)
        entries = link_entries(routes, got.values, url)
        written = self.write(self._render(template, folders, entries))
        result = {**written.values, "entries": entries, "missing": got.values["missing"]}
        return dataclasses.replace(got, values=result)

    def _template(self) -> tuple[Path, list[str]]:
        """Return the template, and the folders in which it finds others."""
        given = self.options["template"]
        ready = _READY.get(given, given)
        if ready in _READY.values():
            return _TEMPLATES / ready, [str(_TEMPLATES)]
        path = Path(self.printable("template", given)).absolute()
        try:
            path = path.resolve()
            what = "" if path.is_file() else "is a directory" if path.is_dir() else "does not exist"
        except (OSError, RuntimeError) as error:
            what = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        if what:
            raise InputError(
                f"{self.named('template')} must be the path of a template on the controller or one of"
                f" {', '.join(_READY)}, and {one_line(str(path), MOST_SHOWN)} {what}"
            )
        return path, [str(path.parent), *self.variables.get("ansible_search_path", ())]

    def _render(self, template: Path, folders: list[str], entries: list[dict[str, t.Any]]) -> str:
        # Before ansible-core 2.19, Ansible would render a template in what the service returned.
        variables = {**self.variables, "dashboard_links_entries": wrap_var(entries), "ansible_search_path": folders}
        lookup = self._shared_loader_obj.lookup_loader.get(
            "ansible.builtin.template", loader=self._loader, templar=self._templar
        )
        try:
            return str(lookup.run([str(template)], variables)[0])
        except Exception as error:  # noqa: BLE001 - before ansible-core 2.19, those of Jinja and of Python come through
            why = str(error) if isinstance(error, AnsibleError) else f"{type(error).__name__}: {error}"
            what = why if template.parent == _TEMPLATES else f"the template {template}: {why}"
            raise InputError(what, solution=_TEMPLATE) from None
