# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What a body says: JSON of any shape that the service, its gateway or IAM are known to answer with.

Shapes: Tables 3 to 8 and the examples of the page "Obtaining Session Information" (the 403 has an integer code and a
nested ``error``), the gateway's ``code`` and ``message``, and Keystone's ``error.message``.
"""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

TEXT_LIMIT = 4096
"""How many characters of a message are kept; the page's own bound."""

_CODE_LIMIT = 64
# Control characters, and those that reverse or hide text, would let a message write to a person's terminal.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


class BodyError(ValueError):
    """A body that is not what was expected; the text says what it is instead, behind "the answer"."""


@dataclasses.dataclass(frozen=True)
class ErrorBody:
    """What an error's body says; ``None`` where it does not."""

    code: str | None = None
    message: str | None = None
    solution: str | None = None
    request_id: str | None = None


def read_object(body: bytes, *, too_large: bool = False) -> dict[str, t.Any]:
    """Return a body's JSON object.

    :raises BodyError: it is something else
    """
    if too_large:
        raise BodyError("is larger than 1 MiB")
    if not body.strip():
        raise BodyError("is empty")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BodyError("is not UTF-8") from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise BodyError("is nested too deeply") from None
    except ValueError:
        raise BodyError("is HTML, not JSON" if text.lstrip().startswith("<") else "is not JSON") from None
    if not isinstance(value, dict):
        raise BodyError("is JSON but no object")
    return value


def read_error(body: bytes, *, too_large: bool = False, clean: t.Callable[[str], str] = str) -> ErrorBody:
    """Return what an error's body says; a body that cannot be read says nothing.

    :param clean: takes secrets out of a text, before it is cut: the half of one could not be told from other text
    """
    try:
        value = read_object(body, too_large=too_large)
    except BodyError:
        return ErrorBody()
    nested = value.get("error")
    places = [value, nested] if isinstance(nested, dict) else [value]
    return ErrorBody(
        code=_first(places, ("error_code", "errorCode", "code"), _CODE_LIMIT, clean),
        message=_first(places, ("error_msg", "errorMsg", "message"), TEXT_LIMIT, clean),
        solution=_first(places, ("solution_msg",), TEXT_LIMIT, clean),
        request_id=_first(places, ("request_id",), _CODE_LIMIT, clean),
    )


def plain(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return text from outside as one line that is safe on a terminal, cut to a length."""
    text = _UNPRINTABLE.sub(" ", text[: 4 * limit]).strip()
    return text if len(text) <= limit else f"{text[:limit]}..."


def _first(
    places: list[dict[str, t.Any]], keys: tuple[str, ...], limit: int, clean: t.Callable[[str], str]
) -> str | None:
    for place in places:
        for key in keys:
            value = place.get(key)
            if isinstance(value, int) and not isinstance(value, bool):
                value = str(value)[:limit]
            text = plain(clean(value), limit) if isinstance(value, str) else None
            if text:
                return text
    return None


def _refuse_constant(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is not JSON")
