# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Values that go on the wire: header values and base URLs, checked before anything is sent."""

from __future__ import annotations

import ipaddress
import re
import typing as t
from urllib.parse import urlsplit

from ._errors import InputError
from ._text import is_printable, shown

_HEADER_VALUE = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\]")
_PATH = re.compile(r"(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)*")
_QUOTES = frozenset(('""', "''", "``", "\u201c\u201d", "\u201e\u201c", "\u2018\u2019"))
_DEFAULT_PORTS = {"http": 80, "https": 443}


def first_set(
    options: t.Mapping[str, t.Any], environ: t.Mapping[str, str], option: str, *variables: str
) -> tuple[str, str | None]:
    """Return the name and value of an option, or else of the first variable that is set.

    An empty value is treated as not set.
    """
    value = options.get(option)
    if value:
        return option, str(value)
    for variable in variables:
        if environ.get(variable):
            return variable, environ[variable]
    return option, None


def check_base_url(url: str, name: str) -> str:
    """Return a base URL in its normal form: lower-case host, no default port, no trailing slash.

    :param name: the option's or variable's name, for the message
    :raises InputError: it is no base URL; user info in it is not repeated
    """
    what = f"{name}: {shown(url)} cannot be a base URL"
    if "@" in url:
        before = url.rpartition("@")[0]
        user_info = before.partition("://")[2] or before
        raise InputError(
            f"{name} must not hold user info (nothing before an @): give credentials by their own options",
            secrets=(user_info, user_info.partition(":")[2]),
        )
    if any(each.isspace() or not each.isprintable() for each in url):
        raise InputError(f"{what}: it holds white space or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # whose text may hold what stands where the port should be
        raise InputError(f"{what}: its host is not valid, or its port is not from 1 to 65535") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise InputError(f"{what}: it must start with https:// or http://")
    if "?" in url or "#" in url:
        raise InputError(f"{what}: it must not hold a query or a fragment")
    host = parts.netloc.lower()
    if port is not None:
        host = host.rpartition(":")[0]
    elif host.endswith(":"):
        host = host[:-1]
    if port == 0:
        raise InputError(f"{what}: its port must be from 1 to 65535")
    if _HOST.fullmatch(host) is None:
        raise InputError(f"{what}: its host must be a name of ASCII letters, digits, dots and hyphens, or an address")
    segments = parts.path.split("/")
    # "." and ".." are resolved on the way to the wire, which would then differ from what was signed.
    if _PATH.fullmatch(parts.path) is None or "//" in parts.path.rstrip("/") or {".", ".."} & set(segments):
        raise InputError(f"{what}: its path must be plain segments, percent-encoded where needed")
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}"


def plain_text_warning(url: str) -> str | None:
    """Return a warning if a base URL is plain HTTP to another machine, else ``None``."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or host == "localhost" or host.endswith(".localhost"):
        return None
    try:
        if ipaddress.ip_address(host).is_loopback:
            return None
    except ValueError:
        pass  # a name
    return f"{url} is plain HTTP: credentials and session IDs can be read on the way. Use https."


def header_value(value: str, name: str) -> str:
    """Return a value without the blanks around it, such as the newline of the file it came from.

    :param name: where it came from, for the message, which does not show the value
    :raises InputError: what is left could not be sent in a header
    """
    stripped = _stripped(value)
    if _HEADER_VALUE.fullmatch(stripped) is None:
        raise InputError(f"{name} cannot be sent in a header: it holds white space, control or non-ASCII characters")
    _check_quotes(stripped, name)
    return stripped


def name_value(value: str, name: str) -> str:
    """Return the name of a user, an account or a project, or a secret key, without the blanks around it.

    :raises InputError: it holds characters that nobody can see, other blanks around it among them, or is still in
        quotation marks
    """
    stripped = text_value(_stripped(value), name)
    if stripped != stripped.strip():
        raise InputError(f"{name} holds control or invisible characters, such as a no-break space at its end")
    _check_quotes(stripped, name)
    return stripped


def text_value(value: str, name: str) -> str:
    """Return a text such as a password as it is.

    :raises InputError: it holds characters that nobody can see, such as a line end, a byte order mark or bytes that
        are not UTF-8
    """
    if not value or not is_printable(value):
        raise InputError(f"{name} holds control or invisible characters, or bytes that are not UTF-8")
    return value


def _stripped(value: str) -> str:
    """Return a value without blanks, tabs and line ends around it; anything else there does not come from a file."""
    return value.replace("\r\n", "\n").strip(" \t\n")


def _check_quotes(value: str, name: str) -> None:
    if len(value) > 1 and value[0] + value[-1] in _QUOTES:
        raise InputError(f"{name} is in quotation marks: give the value alone")
