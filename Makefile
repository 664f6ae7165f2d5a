# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

.DEFAULT_GOAL := help

NOX_VERSION := $(shell sed -n 's/.*"nox==\([^"]*\)".*/\1/p' pyproject.toml)
NOX_STAMP := .venv/nox-$(NOX_VERSION)
NOX := .venv/bin/python -m nox
SESSIONS := lint docs sanity ansible_lint importer tests

# A name on PATH may be a shim that leads nowhere, so each candidate is run before it is chosen.
CANDIDATES := $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3 \
              $(wildcard $(HOME)/.pyenv/versions/*/bin/python3)
IS_USABLE := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))

.PHONY: help demo bench test nightly soak mutation $(SESSIONS) clean

help:  ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile
	@printf '  make CHECK\tRun one of the checks: %s\n' '$(SESSIONS)'

demo: $(NOX_STAMP)  ## Install the collection and show Ray sessions, from a simulator of the service
	@$(NOX) --session demo

bench: $(NOX_STAMP)  ## Measure the collection beside its peers, and write docs/benchmarks/
	@$(NOX) --session bench -- $(ARGS)

test: $(NOX_STAMP)  ## Run the checks and the tests, most of them on the newest ansible-core
	@.venv/bin/python -m scripts.check

nightly: $(NOX_STAMP)  ## Run all tests on each ansible-core, with the oldest packages and far more examples; soak; mutation
	@$(NOX) --session tests -- tests
	@$(NOX) --session sanity -- --test pylint
	@$(NOX) --session bounds nightly soak mutation

soak: $(NOX_STAMP)  ## Ask for half an hour, or for ARGS='--minutes 2'; look for what grows
	@$(NOX) --session soak -- $(ARGS)

mutation: $(NOX_STAMP)  ## Change the core in one place at a time; write docs/mutation.md
	@$(NOX) --session mutation -- $(ARGS)

$(SESSIONS): $(NOX_STAMP)
	@$(NOX) --session $@

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
