# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that are sent."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._checks import (
    check_base_url,
    first_set,
    header_value,
    name_value,
    plain_text_warning,
    text_value,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError


def test_the_first_that_is_set() -> None:
    """The option takes precedence over the variables, and these are in order; an empty value is not set."""
    environ = {"ONE": "", "TWO": "two", "THREE": "three"}
    assert first_set({"name": "value"}, environ, "name", "ONE", "TWO") == ("name", "value")
    assert first_set({"name": ""}, environ, "name", "ONE", "TWO", "THREE") == ("TWO", "two")
    assert first_set({}, environ, "name", "ONE") == ("name", None)


def test_header_values() -> None:
    """White space around a value is removed; what cannot be sent is refused by its name and not shown."""
    assert header_value(" a~!b\r\n", "token") == "a~!b"
    for value in ("", " ", "hid den", "hidden\nX-Other: 1", "hidd\u00e9n", "hidden\x7f", "hidden\u200b"):
        with pytest.raises(InputError, match=r"^token cannot be sent in a header: ") as caught:
            header_value(value, "token")
        assert "hid" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://Example.COM", "https://example.com"),
        ("HTTPS://example.com/", "https://example.com"),
        ("https://example.com:443/a/", "https://example.com/a"),
        ("http://example.com:80", "http://example.com"),
        ("https://example.com:8443/a/b%20c", "https://example.com:8443/a/b%20c"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("https://example.com:", "https://example.com"),
        ("https://example.com//", "https://example.com"),
        ("https://example.com/aX/", "https://example.com/aX"),
    ],
)
def test_good_base_urls(url: str, plain: str) -> None:
    """What may be given, and what it comes to."""
    assert check_base_url(url, "endpoint") == plain


@pytest.mark.parametrize(
    "url",
    [
        "example.com",
        "ftp://example.com",
        "https://",
        "https:///a",
        "https://example.com?",
        "https://example.com/?a=b",
        "https://example.com#a",
        "https://example.com:port",
        "https://example.com:0",
        "https://example.com:99999",
        "https://exa mple.com",
        "https://example.com/a b",
        "https://example.com/a\n",
        "https://exam\tple.com",
        "https://ex\u00e4mple.com",
        "https://example.com/../a",
        "https://example.com/./a",
        "https://example.com//a",
        "https://example.com/a//X",
        "https://example.com/%zz",
        "https://example.com\\a",
        "https://[::1",
        "https://-example.com",
    ],
)
def test_bad_base_urls(url: str) -> None:
    """What may not be given, with the name of the option."""
    with pytest.raises(InputError, match=r"^endpoint: .* cannot be a base URL: "):
        check_base_url(url, "endpoint")


@pytest.mark.parametrize("url", ["https://example.com?", "https://example.com/?a=b", "https://example.com#a"])
def test_what_only_a_request_has(url: str) -> None:
    """The sentence says what is too much."""
    with pytest.raises(InputError, match=r": it must not contain a query or a fragment$"):
        check_base_url(url, "endpoint")


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("https://user:hidden@example.com", ("user:hidden", "hidden")),
        ("user:hidden@example.com", ("user:hidden", "hidden")),
        ("http://user:hidden://hidden@example.com/a", ("user:hidden://hidden", "hidden://hidden")),
        ("https://user:hid@den:a@example.com", ("user:hid@den:a", "hid@den:a")),
        ("https://hidden@example.com", ("hidden", "")),
    ],
)
def test_user_info_is_not_repeated(url: str, secrets: tuple[str, ...]) -> None:
    """A password in a URL does not reach the message, and whoever shows the options is told what to hide."""
    with pytest.raises(InputError, match="endpoint must not contain user info") as caught:
        check_base_url(url, "endpoint")
    assert "hid" not in str(caught.value)
    assert caught.value.secrets == secrets


@pytest.mark.parametrize(
    "url", ["https://example.com", "http://localhost:1", "http://a.localhost", "http://127.8.8.8", "http://[::1]:80"]
)
def test_no_warning(url: str) -> None:
    """TLS, and this machine itself."""
    assert plain_text_warning(url) is None


@pytest.mark.parametrize(
    "url", ["http://example.com", "http://10.0.0.1", "http://localhost.example", "http://[2001:db8::1]"]
)
def test_warning(url: str) -> None:
    """Plain HTTP to another machine."""
    assert url in str(plain_text_warning(url))


UNFIT = ["\ufeffhidden", "hid\u200bden", "hid\rden", "hid\nden", "hid\0den", "hidden\udcff", "hid\u202eden"]


IN_QUOTES = ['"hidden"', "'hidden'", "`hidden`", "\u201chidden\u201d"]
AROUND = ["hidden\r", "hidden\u00a0", "hidden\x85", "hidden\u2028", "\x0bhidden"]  # what no file has around a value


@pytest.mark.parametrize("value", [*UNFIT, *AROUND, *IN_QUOTES, "hid den", "hidden\u00e9"])
def test_no_header_value(value: str) -> None:
    """It is named and not shown."""
    with pytest.raises(InputError, match=r"^THE_NAME (cannot be sent in a header|is in quotation marks)") as caught:
        header_value(value, "THE_NAME")
    assert "hid" not in str(caught.value)
    assert caught.value.reason == "input"
    assert "correct" in caught.value.solution_msg.lower()


@pytest.mark.parametrize("value", [*UNFIT, *AROUND, "\u3000hidden", *IN_QUOTES, "", " \n"])
def test_no_name(value: str) -> None:
    """Names of users, accounts and projects may hold a space and letters of any script, and nothing unseen."""
    with pytest.raises(InputError, match=r"^THE_NAME (contains control or invisible|is in quotation marks)") as caught:
        name_value(value, "THE_NAME")
    assert "hid" not in str(caught.value)


@pytest.mark.parametrize("value", [*UNFIT, "", "hidden\n", "\thidden"])
def test_no_text(value: str) -> None:
    """A password is taken as it is, so it has no line end either."""
    with pytest.raises(InputError, match=r"^THE_NAME contains control or invisible characters") as caught:
        text_value(value, "THE_NAME")
    assert "hid" not in str(caught.value)


def test_good_values() -> None:
    """White space around a header value or a name is that of the file it came from; a password keeps its own."""
    assert header_value(" XabcX\r\n", "n") == "XabcX"
    assert header_value("a'b\"", "n") == "a'b\""
    assert header_value('"', "n") == '"'
    assert name_value(" J\u00fcrgen M\n", "n") == "J\u00fcrgen M"
    assert text_value(' "pass word" ', "n") == ' "pass word" '


def test_a_value_that_is_long() -> None:
    """A message shows the beginning of it."""
    with pytest.raises(
        InputError, match=r"^endpoint: 'a{200}'\.\.\. \(100000 characters\) cannot be a base URL: "
    ) as caught:
        check_base_url("a" * 100_000, "endpoint")
    assert len(str(caught.value)) < 400
