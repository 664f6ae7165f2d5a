# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Make the entries of a page of links, or of another file: each route with its session and the URL of its dashboard."""

from __future__ import annotations

import re
import typing as t
import unicodedata
from urllib.parse import quote, unquote, urlsplit

from ...module_utils._errors import InputError
from .._routes import read_routes
from .._sessions import Live

_PLACEHOLDERS = ("route_id", "session_id")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_URL = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")


def link_entries(routes: object, live: object, url: object = None) -> list[dict[str, t.Any]]:
    """Return an entry for each route: ``name``, ``route_id``, ``session_id``, ``status``, ``url`` and ``missing``.

    In ``name``, ``session_id`` and ``status``, characters that are not visible are escaped, such as a newline as
    ``\\n``. If the route does not exist, ``session_id``, ``status`` and ``url`` are ``None``.

    :param routes: the routes, in any form that ``read_routes`` accepts
    :param live: the result of ``fabric_session_info`` for them
    :param url: the pattern of a link, for routes without a pattern
    :raises InputError: one of the arguments cannot be used
    """
    found = Live(live)
    common = str(url or "")
    if common:
        _check_pattern(common, "the URL")
    entries: dict[tuple[t.Any, ...], dict[str, t.Any]] = {}
    for route in read_routes(routes):
        route_id, own = str(route["route_id"]), route["url"]
        if own:
            _check_pattern(own, f"the URL of route {route_id}")
        entry = {
            "name": _visible(str(route["name"])),
            "route_id": route_id,
            "session_id": None,
            "status": None,
            "url": None,
            "missing": True,
        }
        session = found.session(route_id)
        if session is not None:
            session_id, status, pattern = str(session["session_id"]), session["status"], own or common
            entry["session_id"] = _visible(session_id)
            entry["status"] = None if status is None else _visible(status)
            entry["url"] = _link(pattern, route_id, session_id) if pattern else None
            entry["missing"] = False
        entries[tuple(entry.values())] = entry
    return list(entries.values())


def _visible(text: str) -> str:
    return "".join(each if _is_seen(each) else each.encode("unicode_escape").decode("ascii") for each in text)


def _is_seen(character: str) -> bool:
    # Python takes no space but the one of ASCII for printable, such as the one that Chinese text has.
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _check_pattern(pattern: str, what: str) -> None:
    """Refuse a pattern that cannot become a link. The message does not show it, because it may contain a password."""
    if not re.match("https?://", pattern, re.IGNORECASE):
        raise InputError(f"{what} must begin with http:// or https://")
    for name in _PLACEHOLDER.findall(pattern):
        if name not in _PLACEHOLDERS:
            raise InputError(f"{what} has an unknown placeholder {{{name}}}: known are {{route_id}} and {{session_id}}")
    filled = _PLACEHOLDER.sub("x", pattern)
    if not _URL.fullmatch(filled):
        raise InputError(f"{what} has characters that must be percent-encoded in a URL, as %20 for a space")
    try:
        split, authority = urlsplit(filled), urlsplit(pattern).netloc
        usable = bool(split.hostname) and split.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise InputError(f"{what} has no host, or a port that is no number from 1 to 65535")
    if "@" in authority:
        raise InputError(f"{what} must not contain a user or a password, as everybody with the link would read it")
    if "{session_id}" in authority:
        raise InputError(f"{what} must not have {{session_id}} in its host: the service would choose where it leads")


def _link(pattern: str, route_id: str, session_id: str) -> str:
    values = {"route_id": route_id, "session_id": session_id}
    # Lone surrogates cannot be encoded as UTF-8, but are not an error here.
    link = _PLACEHOLDER.sub(lambda match: quote(values[match[1]], safe="", errors="surrogatepass"), pattern)
    if any(unquote(segment) in {".", ".."} for segment in urlsplit(link).path.split("/")):
        raise InputError(f"the URL of route {route_id} would have '.' or '..' in its path, which leads elsewhere")
    return link
