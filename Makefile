# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

.DEFAULT_GOAL := help

NOX_VERSION := $(firstword $(shell sed -n 's/.*"nox==\([^"]*\)".*/\1/p' pyproject.toml))
NOX_STAMP := .venv/nox-$(NOX_VERSION)
NOX := .venv/bin/python -m nox
SESSIONS := lint docs sanity ansible_lint importer tests

# A name on PATH may be a shim that leads nowhere, so each candidate is run before it is chosen.
CANDIDATES := $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3 \
              $(wildcard $(HOME)/.pyenv/versions/*/bin/python3)
IS_USABLE := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))

.PHONY: help demo test format pair nightly bench soak mutation ee site release artefact publish $(SESSIONS) clean

help:
	@printf 'make TARGET, with options of its program as ARGS=...\n\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r target says; do \
	    printf '  %-9s %s\n' "$$target" "$$says"; done
	@printf '\nOr one check: %s\n' '$(SESSIONS)'
	@printf 'One file of tests:\n  %s -s "tests(2.21)" -- tests/e2e/test_drift.py\n' '$(NOX)'

demo: $(NOX_STAMP)  ## Install the collection, and show it with a simulator of the service
	@$(NOX) --session demo

test: $(NOX_STAMP)  ## Run the checks and the tests, most on the newest ansible-core
	@.venv/bin/python -m scripts.check

format: $(NOX_STAMP)  ## Correct what make lint reports, and write the generated documentation
	@$(NOX) --session format

pair: $(NOX_STAMP)  ## Run the tests on one pair: make pair CORE=2.20 ON=3.13
	@test -n '$(CORE)' -a -n '$(ON)' || { echo 'make pair needs CORE= and ON=, such as CORE=2.20 ON=3.13'; exit 1; }
	@FABRIC_PYTHON=$(ON) $(NOX) --session "tests($(CORE))"

nightly: $(NOX_STAMP)  ## Run all tests on each ansible-core, and whatever takes long
	@$(NOX) --session tests -- tests
	@$(NOX) --session sanity -- --test pylint
	@$(NOX) --session release ee site bounds nightly soak mutation

bench: $(NOX_STAMP)  ## Measure the collection and its peers, and write docs/benchmarks/
	@$(NOX) --session bench -- $(ARGS)

soak: $(NOX_STAMP)  ## Send requests for half an hour, or ARGS='--minutes 2', and see whether anything grows
	@$(NOX) --session soak -- $(ARGS)

mutation: $(NOX_STAMP)  ## Change the core in many places, and see whether a test fails
	@$(NOX) --session mutation -- $(ARGS)

ee: $(NOX_STAMP)  ## Check the execution environment; build it with podman or docker
	@$(NOX) --session ee

site: $(NOX_STAMP)  ## Build the documentation as a site into build/site/
	@$(NOX) --session site

release: $(NOX_STAMP)  ## Make a release: VERSION=1.2.3, and first with ARGS=--dry-run
	@test -n '$(VERSION)' || { echo 'make release needs VERSION=x.y.z'; exit 1; }
	@$(NOX) --session release -- $(VERSION) $(ARGS)

artefact: $(NOX_STAMP)  ## Build the artefact of this commit into build/release/
	@$(NOX) --session artefact

publish: $(NOX_STAMP)  ## Upload that artefact to the Galaxy server that Ansible is configured for
	@$(NOX) --session publish

$(SESSIONS): $(NOX_STAMP)
	@$(NOX) --session $@ -- $(ARGS)

clean:  ## Delete everything generated
	rm -rf .venv .nox build

$(NOX_STAMP):
	@for python in $(CANDIDATES); do \
	    if "$$python" -c '$(IS_USABLE)' >/dev/null 2>&1; then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo 'No Python 3.11 or newer with the venv module was found. Name one: make PYTHON=/path/to/python3'; exit 1; \
	fi; \
	echo "Creating .venv with nox $(NOX_VERSION) on $$("$$found" --version) ($$found)"; \
	"$$found" -m venv --clear .venv && .venv/bin/python -m pip install -qq nox==$(NOX_VERSION) && touch $@
