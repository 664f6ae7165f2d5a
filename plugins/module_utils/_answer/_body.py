# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Read the body of a response: JSON in any form that the service, its gateway or IAM use, or a web page.

Forms of errors: Tables 3 to 8 and the examples of the page "Obtaining Session Information" (HTTP 403 has an integer
code and a nested ``error``), the gateway's ``code`` and ``message``, and Keystone's ``error.message``.
"""

from __future__ import annotations

import dataclasses
import html
import json
import re
import typing as t

from .._redact import Redactor
from .._text import TEXT_LIMIT, one_line

_CODE = re.compile(r"[\x20-\x7e]{1,64}")
_TITLES = tuple(
    re.compile(rf"(?is)<{tag}[^>]{{0,99}}>\s*([^<\s][^<]{{0,299}})</{tag}") for tag in ("title", "h1", "h2", "message")
)
_CHARSET = re.compile(
    rb"(?i)\bcharset\s*=\s*[\"']?(gb2312|gbk|gb18030|big5|shift_jis|euc-jp|euc-kr|iso-8859-15?|windows-125[0-8])\b"
)
"""The character encodings of web pages, in addition to UTF-8. Some others of Python take long to decode."""
_MARKUP = (("<?xml", "XML, "), ("<", "HTML, "))
UNTITLED = "an HTML page without a title"
"""What is shown in place of the title of a page without one."""

_PAGE_START = 4096
_QUOTED = 200


class BodyError(ValueError):
    """The body is not what was expected. The text of the error continues a sentence that starts with "its body"."""


@dataclasses.dataclass(frozen=True)
class ErrorBody:
    """The fields of an error response; None if the body does not have one.

    :param words: the message as it was sent; it is only searched, and never shown
    :param page: the title of a web page, or the first line of a text, if the body is not JSON: then it is from a proxy
        or a web server
    """

    code: str | None = None
    message: str | None = None
    solution: str | None = None
    request_id: str | None = None
    page: str | None = None
    words: str = dataclasses.field(default="", repr=False, compare=False)

    @property
    def suffix(self) -> str | None:
        """The part of the code after its last dot; the gateway uses the prefixes ``APIG.`` and ``APIGW.`` alike."""
        return self.code.rpartition(".")[2] if self.code else None


def read_object(body: bytes, *, too_large: bool = False) -> dict[str, t.Any]:
    """Return the JSON object in a body.

    :raises BodyError: the body is not a JSON object
    """
    value = _read_json(body, too_large)
    if not isinstance(value, dict):
        raise BodyError("is JSON but no object")
    return value


def _read_json(body: bytes, too_large: bool) -> object:
    if too_large:
        raise BodyError("is larger than 1 MiB")
    if not body.strip():
        raise BodyError("is empty")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BodyError("is not UTF-8") from None
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise BodyError("is nested too deeply") from None
    except ValueError:
        kind = next((kind for start, kind in _MARKUP if text.lstrip().startswith(start)), "")
        raise BodyError(f"is {kind}not JSON") from None


def read_error(
    body: bytes, redact: Redactor, *, too_large: bool = False, quote_text: bool = True, content_type: str = ""
) -> ErrorBody:
    """Return the fields of an error response, without secrets. All are None if the body is empty or cannot be read.

    :param quote_text: whether plain text may be quoted; False for a success, whose text may be what was requested
    :param content_type: the header, which may name the character encoding of a page
    """
    try:
        value = _read_json(body, too_large)
    except BodyError:
        return ErrorBody(page=_page(_decoded(body, content_type), redact, quote_text))
    if isinstance(value, str):
        value = {"message": value}
    places = list(_places(value))
    messages = ("error_msg", "errorMsg", "message")
    return ErrorBody(
        code=_code(places, ("error_code", "errorCode", "code"), redact),
        message=_text(places, messages, redact),
        words=next(_values(places, messages), "")[:TEXT_LIMIT],
        solution=_text(places, ("solution_msg",), redact),
        request_id=_code(places, ("request_id",), redact),
    )


def _places(value: object) -> t.Iterator[dict[str, t.Any]]:
    """Yield the objects that may have the fields of the error: the body, its ``error``, and its other values.

    OpenStack's older services name that value after the error, such as ``itemNotFound``. Of a list, the first element
    is used.
    """
    if isinstance(value, dict):
        yield value
        for inner in (value.get("error"), *value.values()):
            first = inner[0] if isinstance(inner, list) and inner else inner
            if isinstance(first, dict):
                yield first


def _decoded(body: bytes, content_type: str) -> str:
    """Return the text of a page, in the character encoding that the header or the page names, otherwise in UTF-8."""
    named = _CHARSET.search(content_type.encode("ascii", "replace") + b"\n" + body[:_PAGE_START])
    return body.decode(named[1].decode() if named else "utf-8-sig", "replace")


def _page(text: str, redact: Redactor, quote_text: bool) -> str | None:
    """Return the title of a web page, or the first line of a text; None if the body is neither."""
    # Remove secrets before cutting: a token that was cut would not be recognised.
    text = redact(text.strip())[:_PAGE_START]
    if not text or text[0] in "{[":
        return None
    if text.startswith("<"):
        found = next(filter(None, (title.search(text) for title in _TITLES)), None)
        quoted = one_line(redact(html.unescape(found[1])).replace("\ufffd", "?"), _QUOTED) if found else ""
        return quoted or UNTITLED
    if not quote_text or "\ufffd" in text[:_QUOTED]:
        return None
    return one_line(text.splitlines()[0], _QUOTED) or None


def _values(places: list[dict[str, t.Any]], keys: tuple[str, ...]) -> t.Iterator[str]:
    for place in places:
        for key in keys:
            value = place.get(key)
            if isinstance(value, str) and value:
                yield value
            elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**64:
                yield str(value)


def _code(places: list[dict[str, t.Any]], keys: tuple[str, ...], redact: Redactor) -> str | None:
    """Return the first value that has the form of an error code and contains no secret, unchanged."""
    values = (value.strip() for value in _values(places, keys))
    return next((value for value in values if _CODE.fullmatch(value) and not redact.holds(value)), None)


def _text(places: list[dict[str, t.Any]], keys: tuple[str, ...], redact: Redactor) -> str | None:
    texts = (one_line(redact(value), TEXT_LIMIT) for value in _values(places, keys))
    return next(filter(None, texts), None)


def _refuse_constant(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is not JSON")
