# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the documentation as a site, offline, into ``build/site``, and look at it in Chromium.

antsibull-docs writes the pages of the plugins and copies the guides; the Markdown files keep their places beside them,
so that their links lead somewhere. A reference to something of our own that is not there fails the build. So does a
table that is wider than a phone, and text that is too faint to read. What is Ansible's own cannot be looked up offline
and stays plain text.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.collection import BUILD, ROOT
from scripts.programs import PROGRAMS, in_ci

COLLECTION = "huaweicloud.dataarts_fabric"
SOURCE = BUILD / "site-source"
SITE = BUILD / "site"
SCREENSHOTS = BUILD / "site-screenshots"
COPIED = (
    "*.md",
    "CHANGELOG.rst",
    "roles/*/README.md",
    "tests/README.md",
    "docs/*.*",
    "docs/images/*",
    "docs/benchmarks/*",
)
LOOKS: dict[str, tuple[int, int, t.Literal["dark", "light"]]] = {
    "phone": (390, 844, "dark"),
    "desktop": (1280, 900, "light"),
}

# The first page: what it leads to, in this order.
PAGES = (
    ("Quick start", "README.md#installation"),
    ("Credentials", "docsite/credentials.rst"),
    ("Session IDs in templates", "docsite/session_ids_in_templates.rst"),
    ("Playbooks that are ready to run", "docsite/playbooks.rst"),
    ("Drift checks in a pipeline", "docsite/drift_in_a_pipeline.rst"),
    ("Links to the dashboards", "roles/dashboard_links/README.md"),
    ("Events: act when a session changes", "docsite/events.rst"),
    ("Automation Platform and AWX", "docsite/automation_platform.rst"),
    ("Errors and what to do", "docsite/errors.rst"),
    ("Assumptions about the API", "docsite/assumptions.rst"),
    ("What is protected, and from whom", "SECURITY.md#what-is-protected-and-from-whom"),
    ("How it is built", "CONTRIBUTING.md#how-it-is-built"),
    ("Modules, plugins and roles", "reference.rst"),
    ("Changelog", "CHANGELOG.rst"),
)
INTRODUCTION = """\
The Ansible collection `huaweicloud.dataarts_fabric` gets the session ID and the status of Ray and Ray Serve clusters on
Huawei Cloud DataArts Fabric. It is a community project, not affiliated with or endorsed by Huawei."""
CONFIGURATION = """\
import re
from importlib.resources import files

project = "Huawei Cloud DataArts Fabric Collection"
copyright = "Huawei Cloud DataArts Fabric collection contributors"
extensions = ["sphinx_antsibull_ext", "myst_parser"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["phone.css"]
html_use_smartquotes = False
default_role = "any"
pygments_style = "ansible"
suppress_warnings = ["toc.not_included"]
dark = files("sphinx_antsibull_ext").joinpath("colors-default-dark.css").read_text(encoding="utf-8")
dark_colors = dict(re.findall(r"--([\\w-]+):([^;}]+)", dark))
html_theme_options = {"dark_css_variables": dark_colors}
"""
# Code, and what stands in the last column, is broken anywhere rather than push the table out of the page.
STYLE = """\
article table.docutils { width: 100%; }
article .ansible-links a { color: #000; }
article table.docutils :is(td, th) { white-space: normal; }
article table.docutils :is(td:last-child, td code) { overflow-wrap: anywhere; white-space: normal; }
@media (max-width: 46em) { h1 { font-size: 1.6em; } article table.docutils { font-size: 0.8em; } }
"""
# Matrices that only contributors read; they scroll.
MATRICES = ("docs/benchmarks/results", "docs/fault_matrix")
# What is wider than its page, or than the box in which it could be scrolled.
WIDE = """() => [document.documentElement, ...document.querySelectorAll(".table-wrapper")]
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map((element) => `${element.className || "the page"}: ${element.scrollWidth} of ${element.clientWidth} pixels`)"""

# Text that can hardly be told from what is behind it: less than a contrast of 3, as WCAG counts it.
FAINT = """() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => parts(color).slice(0, 3)
    .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const color = getComputedStyle(element).backgroundColor;
      if (parts(color).length === 3) return color; // and not transparent in part
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [...document.querySelectorAll("article *")].filter((element) => {
    if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) return false;
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) return false;
    const [low, high] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05) < 3;
  });
  const named = faint.map((element) => `${element.className}: ${element.textContent.trim().slice(0, 40)}`);
  return [...new Set(named)].slice(0, 5);
}"""


def main() -> int:
    """Build the site and look at it; the exit code is 0 where nothing is wrong."""
    _write_sources()
    shutil.rmtree(SITE, ignore_errors=True)
    said = BUILD / "site-warnings.txt"
    command = ["sphinx-build", "--quiet", "--fresh-env", "--warning-file", str(said), str(SOURCE), str(SITE)]
    subprocess.run(_program(*command), check=True, stderr=subprocess.DEVNULL)
    problems = ours(said.read_text(encoding="utf-8"))
    if PROGRAMS["chromium"].path:
        problems += _look(PROGRAMS["chromium"].path)
    else:
        print(f"site > {PROGRAMS['chromium'].advice}")
        problems += ["CI=true demands Chromium"] * in_ci()
    print(*(f"site > {problem}" for problem in problems), sep="\n", end="\n" if problems else "")
    print(f"site > {SITE.relative_to(ROOT)}/index.html, with {len(problems)} problems")
    return int(bool(problems))


def ours(warnings: str) -> list[str]:
    """The warnings of Sphinx that are not about what belongs to Ansible; each label of ours begins with our name."""
    foreign = re.compile(rf"undefined label: '(?!ansible_collections\.{re.escape(COLLECTION)}\.)")
    lines = [line for line in warnings.splitlines() if "WARNING" in line or "ERROR" in line]
    return [line.replace(f"{SOURCE}/", "") for line in lines if not foreign.search(line)]


def _write_sources() -> None:
    shutil.rmtree(SOURCE, ignore_errors=True)
    SOURCE.mkdir(parents=True)
    options = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(SOURCE)]
    subprocess.run(_program("antsibull-docs", "collection", *options, COLLECTION), check=True)
    reference = (SOURCE / "index.rst").rename(SOURCE / "reference.rst")
    text = reference.read_text(encoding="utf-8")  # its list of guides is on the first page
    reference.write_text(re.sub(r"(?m)^Guides\n-+\n\n\.\. toctree::\n(?:    .*\n|\n)*", "", text), encoding="utf-8")
    for pattern in COPIED:
        for path in ROOT.glob(pattern):
            place = SOURCE / path.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
            if path.suffix == ".md":  # the guides are where antsibull-docs puts them
                text = place.read_text(encoding="utf-8").replace("docs/docsite/rst/", "docsite/")
                place.write_text(text, encoding="utf-8")
    for path in SOURCE.rglob("*.rst"):  # the theme shows the contents of a page itself
        text = re.sub(r"(?m)^\.\. contents::.*\n(?:   .*\n)*", "", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    (SOURCE / "CHANGELOG.md").unlink()  # says the same as CHANGELOG.rst
    leads = "\n".join(f"- [{title}]({target})" for title, target in PAGES)
    titles: dict[str, str] = {}
    for title, target in PAGES:
        titles.setdefault(re.sub(r"\.\w+(#.*)?$", "", target), title)
    documents = "\n".join(f"{title} <{document}>" for document, title in titles.items())
    hidden = f"```{{toctree}}\n:hidden:\n\n{documents}\n```\n"
    first = f"# Ray sessions of Huawei Cloud DataArts Fabric\n\n{INTRODUCTION}\n\n{leads}\n\n{hidden}"
    (SOURCE / "index.md").write_text(first, encoding="utf-8")
    (SOURCE / "static").mkdir()
    (SOURCE / "static" / "phone.css").write_text(STYLE, encoding="utf-8")
    (SOURCE / "conf.py").write_text(CONFIGURATION, encoding="utf-8")


def _look(chromium: str) -> list[str]:
    """Open each page as wide as a phone; return what does not fit, and leave screenshots of the main ones."""
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    problems = []
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for size, (width, height, scheme) in LOOKS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            for file in sorted(SITE.rglob("*.html")):
                name = file.relative_to(SITE).with_suffix("").as_posix()
                page.goto(file.as_uri())
                if name not in MATRICES:
                    problems += [f"{name} does not fit a {size}: {wide}" for wide in page.evaluate(WIDE)]
                problems += [f"{name} has faint text when it is {scheme}: {faint}" for faint in page.evaluate(FAINT)]
                page.screenshot(path=SCREENSHOTS / f"{name.replace('/', '-')}-{size}.png")
        browser.close()
    return problems


def _program(name: str, *arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name(name)), *arguments]


if __name__ == "__main__":
    sys.exit(main())
