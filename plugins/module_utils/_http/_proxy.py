# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Parse the URLs of proxies, find their secrets, and decide which hosts ``NO_PROXY`` excludes.

An ambiguous URL is refused. Parsers differ in how they read an unescaped "#" or "/" in a password, and would look up,
send or show a part of it. No message quotes a URL.
"""

from __future__ import annotations

import base64
import dataclasses
import ipaddress
import re
import typing as t
from urllib.parse import quote, unquote, urlsplit

from .._errors import InputError
from .._requests import socks
from .._text import is_printable

_SCHEMES = ("http", "https", "socks5", "socks5h", "socks4", "socks4a")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Printable ASCII characters that are no delimiters for any parser; "%" only before two hexadecimal digits.
_CHARACTER = r"(?:[!-~](?<![#/?\\@\[\]%:])|%[0-9A-Fa-f]{2})"
_URL = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?"
    rf"(?:({_CHARACTER}*)(:(?:{_CHARACTER}|:)*)?@)?"
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?/?"
)
_LONGEST_FOR_SOCKS = 127
"""RFC 1929 allows 255 bytes, but PySocks encodes a length above 127 wrongly, as two bytes."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclasses.dataclass(frozen=True)
class Proxy:
    """A proxy that can be used.

    :param url: its URL, in a form that all parsers read in the same way
    :param secrets: its password, in each form in which it is sent or may be repeated
    """

    url: str = dataclasses.field(repr=False)
    secrets: tuple[str, ...] = dataclasses.field(repr=False)


def parse_proxy(value: str, name: str) -> Proxy:
    """Return the proxy of a URL. Without a scheme, it is an HTTP proxy.

    :param name: the name of the option or variable, for the message
    :raises InputError: the URL cannot be used
    """
    what = f"{name} cannot be used as the URL of a proxy"
    found = _URL.fullmatch(value)
    if found is None:
        raise InputError(
            f"{what}: it must be scheme://user:password@host:port, with any special character in the user name and"
            " password percent-encoded (%23 for #, %2F for /, %40 for @, %25 for %)",
            secrets=guessed_secrets(value),
        )
    scheme, host = (found[1] or "http").lower(), found[4].lower()
    raw_user, raw_password = found[2], (found[3] or "")[1:]
    secrets = () if raw_user is None else _secrets(raw_user, raw_password)
    port = int(found[5]) if found[5] else None
    if scheme not in _SCHEMES:
        raise InputError(f"{what}: its scheme must be one of {', '.join(_SCHEMES)}", secrets)
    if port is not None and not 0 < port < 65536:
        raise InputError(f"{what}: its port must be from 1 to 65535", secrets)
    if host.startswith("[") and _address(host[1:-1]) is None:
        raise InputError(f"{what}: its host is in brackets and is no IPv6 address", secrets)
    if scheme.startswith("socks") and socks is None:
        needed = "install the Python package requests[socks] where this runs"
        raise InputError(f"{name} names a SOCKS proxy, which needs PySocks: {needed}", secrets)
    user_info = ""
    if raw_user is not None:
        user, password = unquote(raw_user), unquote(raw_password)
        if _CONTROL.search(user + password) or not _is_latin_1(user + password):
            raise InputError(
                f"{what}: its user name or password contains a control character or one outside Latin-1, which cannot"
                " be sent to a proxy",
                secrets,
            )
        if scheme.startswith("socks") and max(len(user), len(password)) > _LONGEST_FOR_SOCKS:
            raise InputError(
                f"{what}: its user name and password must have at most {_LONGEST_FOR_SOCKS} characters each, as PySocks"
                " sends the length of a longer one wrongly",
                secrets,
            )
        user_info = f"{quote(user, safe='')}:{quote(password, safe='')}@"
    return Proxy(f"{scheme}://{user_info}{host}{f':{port}' if port else ''}", secrets)


def _secrets(raw_user: str, raw_password: str) -> tuple[str, ...]:
    user, password = unquote(raw_user), unquote(raw_password)
    pairs = {base64.b64encode(f"{user}:{password}".encode(code, "replace")).decode() for code in ("latin-1", "utf-8")}
    forms = {raw_password, password, quote(password, safe=""), *pairs}
    return tuple(sorted(filter(None, forms)))


def guessed_secrets(value: str) -> tuple[str, ...]:
    """Return what may be secret in a text that is not a URL; empty if it has no user info."""
    before, at, _host = value.rpartition("@")
    user_info = before.partition("://")[2] or before
    return tuple(filter(None, (user_info, user_info.partition(":")[2]))) if at else ()


def _is_latin_1(text: str) -> bool:
    """Return whether a text can be sent in the header with the credential of a proxy."""
    return all(ord(character) < 256 for character in text)


def needs_no_proxy(url: str, no_proxy: str, name: str = "NO_PROXY") -> bool:
    """Return whether ``NO_PROXY`` excludes the host of a URL.

    It is a list of host names, addresses and ranges such as 10.0.0.0/8. A host name also stands for all names that end
    in it. Names and addresses may have a port. An asterisk stands for every host.

    :param name: the name of the variable, for the message
    :raises InputError: it contains quotation marks or invisible characters, and so would exclude other hosts than it
        seems to
    """
    entries = [entry for entry in re.split(r"[,\s]+", no_proxy) if entry]
    if any("'" in entry or '"' in entry or not is_printable(entry) for entry in entries):
        raise InputError(
            f"{name} contains quotation marks, control or invisible characters, or bytes that are not UTF-8"
        )
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    address = _address(host)
    return any(_names(entry, host, port, address) for entry in entries)


_Address = t.Union[ipaddress.IPv4Address, ipaddress.IPv6Address]


def _names(entry: str, host: str, port: int | None, address: _Address | None) -> bool:
    if entry == "*":
        return True
    if "/" in entry:
        return address is not None and _is_in(address, entry)
    name, entry_port = _split(entry)
    if entry_port and entry_port != str(port):
        return False
    if address is not None:
        return _address(name) == address
    name = _ascii(name.lower().removeprefix("*").strip("."))
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _ascii(name: str) -> str:
    """Return a host name in ASCII, as in a URL; a text that is not a host name is returned unchanged."""
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name


def _split(entry: str) -> tuple[str, str]:
    """Return the host of an entry and its port, if it has one."""
    if entry.startswith("["):
        host, _bracket, rest = entry[1:].partition("]")
        return host, rest.removeprefix(":")
    if entry.count(":") == 1:
        host, _colon, port = entry.partition(":")
        return host, port
    return entry, ""


def _address(text: str) -> _Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_in(address: _Address, entry: str) -> bool:
    try:
        return address in ipaddress.ip_network(entry.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return False
