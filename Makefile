# Works with Python 3.11 or newer and make on an otherwise bare machine.
#   make demo    the demonstration office, served; prints the address and a sign-in link
#   make test    everything: checks, the suite on SQLite, the suite on PostgreSQL, the wheel
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format test-sqlite test-postgres test-wheel bench sweep faults screenshots wheel lock sbom tools clean

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
ifeq ($(strip $(PYTHON)),)
$(error Proxenia needs Python 3.11 or newer; none was found on the path)
endif
BIN := $(or $(PROXENIA_VENV),.venv)/bin

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

setup: ## own virtual environment with hashed packages, and the gazetteer
	@$(PYTHON) tools/setup.py

demo: setup ## the demonstration office, served on this machine
	@$(BIN)/proxenia demo

tools: ## what tests need: development packages; Chromium, PostgreSQL, LibreOffice, Java and Spark where possible
	@$(PYTHON) tools/setup.py postgres saml dev
	@$(BIN)/python tools/machine.py

test: tools ## everything: checks, the suite on both databases, the wheel
	@$(BIN)/python tools/suite.py check sqlite postgres

check: tools ## linters, types, templates, migrations, repository tests
	@$(BIN)/python tools/suite.py check repository

format: tools ## mend what the linter can, format the code
	@$(BIN)/ruff check --quiet --fix --exit-zero . && $(BIN)/ruff format --quiet .

test-sqlite: tools ## the suite on SQLite
	@$(BIN)/python tools/suite.py sqlite

test-postgres: tools ## the suite on PostgreSQL
	@$(BIN)/python tools/suite.py postgres

test-wheel: tools ## build the wheel, install it in an empty folder, use it
	@$(BIN)/python tools/suite.py wheel

bench: tools ## measure speed and size on both databases; the figures go to docs/
	@$(BIN)/python -m benchmarks

sweep: tools ## every route as every role, and every guard taken away once; the figures go to docs/
	@$(BIN)/python -W ignore -m tests.sweep --report
	@$(BIN)/python -W ignore -m tests.sweep.inputs --report

faults: tools ## power cuts, kills, full disks, failing writes, restarts on both databases; needs root for cuts
	@$(BIN)/python -W ignore -m faults

screenshots: tools ## pictures of every page, light, dark, phone and print, into var/screenshots
	@$(BIN)/python tools/screenshots.py
	@$(BIN)/python tools/screenshots.py --empty

wheel: setup ## dist/proxenia-*.whl, with data, templates and the gazetteer inside
	@$(BIN)/python -m hatchling build --target wheel

lock: setup ## write requirements/*.txt anew from pyproject.toml
	@$(BIN)/python tools/lock.py

sbom: tools ## write docs/reference/sbom.json anew from the lock files and the vendored list
	@$(BIN)/python tools/parts.py sbom

clean: ## remove what was built; keeps var/ (your data) and .venv
	@rm -rf dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage data/gazetteer/gazetteer.sqlite
