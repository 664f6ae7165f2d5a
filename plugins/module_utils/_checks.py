# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Check values that are sent, such as header values and base URLs, before the first request."""

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
    """Return the name and value of an option or, if it is not set, of the first variable that is set.

    An empty value is treated as not set. If nothing is set, the value is None.
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

    :param name: the name of the option or variable, for the message
    :raises InputError: it is not a base URL; the message does not show user info in it
    """
    what = f"{name}: {shown(url)} cannot be a base URL"
    if "@" in url:
        before = url.rpartition("@")[0]
        user_info = before.partition("://")[2] or before
        raise InputError(
            f"{name} must not contain user info (nothing before an @): give credentials by their own options",
            secrets=(user_info, user_info.partition(":")[2]),
        )
    if any(each.isspace() or not each.isprintable() for each in url):
        raise InputError(f"{what}: it contains white space or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # its text may show a secret in place of the port
        raise InputError(f"{what}: its host is not valid, or its port is not from 1 to 65535") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise InputError(f"{what}: it must start with https:// or http://")
    if "?" in url or "#" in url:
        raise InputError(f"{what}: it must not contain a query or a fragment")
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
    # "." and ".." would be resolved before sending, and the path would differ from the one that was signed.
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
    """Return a value without the white space around it, such as the newline at the end of a file.

    :param name: the name of the option or variable, for the message, which does not show the value
    :raises InputError: the value cannot be sent in a header
    """
    stripped = _stripped(value)
    if _HEADER_VALUE.fullmatch(stripped) is None:
        raise InputError(f"{name} cannot be sent in a header: it contains white space, control or non-ASCII characters")
    _check_quotes(stripped, name)
    return stripped


def name_value(value: str, name: str) -> str:
    """Return the name of a user, an account or a project, or a secret key, without the white space around it.

    :raises InputError: it contains control or invisible characters, or is in quotation marks
    """
    stripped = text_value(_stripped(value), name)
    if stripped != stripped.strip():
        raise InputError(f"{name} contains control or invisible characters, such as a no-break space at its end")
    _check_quotes(stripped, name)
    return stripped


def text_value(value: str, name: str) -> str:
    """Return a text such as a password, unchanged.

    :raises InputError: it is empty, or contains control or invisible characters, such as a line end or a byte order
        mark, or bytes that are not UTF-8
    """
    if not value or not is_printable(value):
        raise InputError(f"{name} contains control or invisible characters, or bytes that are not UTF-8")
    return value


def _stripped(value: str) -> str:
    """Return a value without spaces, tabs and line ends around it, as a file may add them."""
    return value.replace("\r\n", "\n").strip(" \t\n")


def _check_quotes(value: str, name: str) -> None:
    if len(value) > 1 and value[0] + value[-1] in _QUOTES:
        raise InputError(f"{name} is in quotation marks: give the value alone")
