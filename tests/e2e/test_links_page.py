# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the role ``dashboard_links`` in Chromium, as a person uses it. Screenshots are left in build/."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from scripts.collection import BUILD
from tests.e2e.roles import playbook
from tests.e2e.runner import Ansible
from tests.needs import needs, path
from tests.simulator.handle import Simulator

pytestmark = needs("chromium")

# As root there is no sandbox to be had, and the rest would ask the internet for something.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SCREENSHOTS = BUILD / "screenshots"
HOSTILE = """<script>document.title="owned"</script><img src=x onerror='document.title="owned"'>"""
TABLE: dict[str, t.Any] = {
    "tokens": ["token-for-tests-only"],
    "routes": {
        "ray-train-01": {"session_id": "ac8111bf-3601-4905-8ddd-b41d3e636a4e", "status": "RUNNING"},
        "ray-train-02": {"session_id": "2f0c7f0e-9e3f-4a3c-8a53-7d3c4b1e9a10", "status": "CREATING"},
        "ray-serve-eu": {"session_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "status": "RUNNING"},
        "ray-notebooks": {"session_id": "e4eaaaf2-d142-41b6-9c7b-3f1f4f6a7b10", "status": "STOPPED"},
        "ray-batch": {"session_id": "5b0c2e0c-6a1c-4a57-9d6b-3f1f4f6a7b10", "status": "CREATE_FAILED"},
        "ray-lab": {"session_id": "0d3e2f7a-58c1-4e1b-9a44-8a6d1c5b7e21", "status": ""},
        "hostile": {"session_id": f"{HOSTILE}'{{{{ 7 * 7 }}}}", "status": f"{HOSTILE} {{{{ 7 * 7 }}}}"},
    },
}
ROUTES: list[str | dict[str, str]] = [
    {"route_id": "ray-train-02", "name": "Training 10"},
    {"route_id": "ray-train-01", "name": "Training 9"},
    {"route_id": "ray-serve-eu", "name": "Serving Europe"},
    "ray-notebooks",
    {"route_id": "ray-batch", "name": "Batch inference"},
    {"route_id": "ray-lab", "name": "Experiments"},
    {"route_id": "ray-bench-2025", "name": "Benchmarks 2025"},
]
NAMES = [route if isinstance(route, str) else route["name"] for route in ROUTES]
SORTED = [*sorted(NAMES[2:], key=str.lower), "Training 9", "Training 10"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, installed_collections: Path) -> Iterator[str]:
    """The URL of a server with two pages that the playbook has published: ``links.html`` and ``hostile.html``."""
    home = tmp_path_factory.mktemp("site")
    with Simulator.start(TABLE) as simulator:
        environment = {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url, "HUAWEICLOUD_FABRIC_TOKEN": "token-for-tests-only"}
        ansible = Ansible(home, installed_collections, environment)
        hostile = [{"route_id": "hostile", "name": f"{HOSTILE}\n'"}, "ray-lab"]
        for name, routes in {"links": ROUTES, "hostile": hostile}.items():
            playbook(
                ansible,
                "publish_links",
                dataarts_fabric_routes=routes,
                dashboard_links_path=str(home / f"{name}.html"),
                dashboard_links_url="https://ray.example.com/{route_id}/?session={session_id}",
            ).succeeded()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(home)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


Visit = t.Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens a page in a context of its own. No page may say anything on the console or ask for anything else."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(name: str = "links", script: str = "", **settings: t.Any) -> Page:
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        url = f"{site}/{name}.html"

        def check(request: Request) -> None:
            if request.url != url and not request.url.startswith("data:"):
                problems.append(f"asked for {request.url}")

        page.on("request", check)
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        if script:
            page.add_init_script(script)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def names(page: Page) -> list[str]:
    """The clusters that are to be seen, from top to bottom."""
    return list(page.locator("tbody tr:visible .name").all_inner_texts())


def test_what_is_on_it(visit: Visit) -> None:
    """Each cluster with its status in words, its session ID, and a link of its own name that leads there."""
    page = visit()
    assert page.title() == "Ray clusters"
    assert names(page) == NAMES
    assert [text.strip() for text in page.locator("tbody .badge").all_inner_texts()] == [
        *("CREATING", "RUNNING", "RUNNING", "STOPPED", "CREATE_FAILED", "No status", "Missing")
    ]
    assert len(set(page.locator("tbody .badge use").evaluate_all("all => all.map(use => use.href.baseVal)"))) == 6
    link = page.get_by_role("link", name="Open Training 9")
    session = TABLE["routes"]["ray-train-01"]["session_id"]
    assert link.get_attribute("href") == f"https://ray.example.com/ray-train-01/?session={session}"
    assert page.get_by_role("link").count() == 6
    assert page.locator("tr", has_text="Benchmarks 2025").inner_text().split("\n")[-1].split("\t")[-1] == "No link"
    assert page.get_by_role("status").first.inner_text() == "7 clusters"


def test_filter_by_keyboard(visit: Visit) -> None:
    """A slash goes to the filter, every word counts wherever it is, Escape and a button show all again."""
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type("TRAIN run")
    assert names(page) == ["Training 9"]
    assert page.get_by_role("status").first.inner_text() == "1 of 7 clusters"
    page.keyboard.press("Escape")
    assert names(page) == NAMES
    for text, expected in {"7c9e6679": ["Serving Europe"], "ray-lab": ["Experiments"], "missing": [NAMES[-1]]}.items():
        page.keyboard.type(text)
        assert names(page) == expected
        page.keyboard.press("Escape")
    page.keyboard.type("nothing/like this")
    assert names(page) == []
    while page.evaluate("document.activeElement.id") != "clear":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert names(page) == NAMES
    assert page.evaluate("document.activeElement.id") == "filter"


def test_sort_by_keyboard(visit: Visit) -> None:
    """Each heading is a button that says how the rows are sorted; numbers count, and what is empty comes last."""
    page = visit()
    page.keyboard.press("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert names(page) == SORTED
    heads = page.get_by_role("columnheader")
    assert heads.nth(0).get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert names(page) == SORTED[::-1]
    assert heads.nth(0).get_attribute("aria-sort") == "descending"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert names(page)[-1] == "Experiments"
    assert heads.nth(0).get_attribute("aria-sort") is None
    assert heads.nth(1).get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert names(page)[-1] == "Experiments"


@pytest.mark.parametrize("script", ["", "Object.defineProperty(navigator, 'clipboard', {value: undefined})"])
def test_copy_by_keyboard(visit: Visit, script: str) -> None:
    """The session ID gets to the clipboard, also where a page over plain HTTP has none, and that is said."""
    page = visit(script=script, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the session ID of Serving Europe").focus()
    page.keyboard.press("Enter")
    page.get_by_text("The session ID of Serving Europe is copied").wait_for(state="attached")
    page.keyboard.press("/")
    page.keyboard.press("Control+V")
    assert page.locator("#filter").input_value() == "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    assert names(page) == ["Serving Europe"]


def test_hostile_texts(visit: Visit) -> None:
    """They are text, in every place where they are, and after sorting and filtering too."""
    page = visit("hostile")
    row = page.locator("tbody tr").first
    assert row.locator(".name").inner_text() == f"{HOSTILE}\\n'"
    assert row.locator(".badge").inner_text().strip() == f"{HOSTILE} {{{{ 7 * 7 }}}}"
    assert row.locator("code").inner_text() == f"{HOSTILE}'{{{{ 7 * 7 }}}}"
    page.get_by_role("button", name="Status").click()
    page.get_by_role("button", name="Copy the session ID of <script>").click()
    page.locator("#filter").fill("<script>")
    assert len(names(page)) == 1
    assert row.get_by_role("link").evaluate("link => link.host") == "ray.example.com"
    assert page.title() == "Ray clusters"
    assert page.locator("img, iframe, script ~ script").count() == 0


def test_without_scripts(visit: Visit) -> None:
    """A table with links, and nothing on it that would do nothing."""
    page = visit(java_script_enabled=False)
    assert page.get_by_role("link").count() == 6
    assert page.get_by_role("button").count() == 0
    assert not page.locator("#filter").is_visible()


def test_on_paper(visit: Visit) -> None:
    """No controls, black on white, and each link in full."""
    page = visit(color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator("#filter").is_visible()
    assert page.locator(".copy:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    printed = page.locator("tbody a").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert printed == json.dumps(page.locator("tbody a").first.get_attribute("href")) or printed == "attr(href)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("kind", "width", "height"), [("desktop", 1100, 720), ("phone", 390, 844), ("narrow", 320, 640)]
)
def test_how_it_looks(visit: Visit, scheme: str, kind: str, width: int, height: int) -> None:
    """Everybody can read and use it, on any screen; axe-core sees to that. Nothing is wider than the screen."""
    page = visit(color_scheme=scheme, viewport={"width": width, "height": height}, device_scale_factor=2)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"dashboard-links-{kind}-{scheme}.png", full_page=kind != "desktop")
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in result["violations"]] == []
    assert len(result["passes"]) > 20
