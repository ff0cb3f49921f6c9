# `make` alone explains itself. Nothing is needed but git, make and Python 3.11 with venv.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
PACKAGE := pyproject.toml src/troth/__init__.py
R_PEERS := r-base-core r-cran-lavaan r-cran-nlme r-cran-psych
export TROTH_CHECK_HOME := $(CURDIR)/var/check

.DEFAULT_GOAL := help
.PHONY: help demo test long postgres check bench screenshots format lock chromium peers clean

help: ## show this page
	@awk 'BEGIN { FS = ":.*## " } \
	  /^## / { printf "\n%s\n", substr($$0, 4) } \
	  /^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

## Try it
demo: $(VENV)/.runs ## the demonstration practice, the site and the worker (PORT=8000)
	@exec $(BIN)/troth demo --port $(PORT)

## Change it
test: $(VENV)/.develops chromium ## every test but the long ones; TROTH_DATABASE_URL picks PostgreSQL, ARGS="-k seal" picks tests
	$(BIN)/pytest --numprocesses auto --dist worksteal $(ARGS)

long: $(VENV)/.develops chromium ## what `make test` leaves out as more of the same: every page, all the weeks, every kind of step
	$(BIN)/pytest -m long --numprocesses auto --dist worksteal $(ARGS)

postgres: ## every test that meets a database, on a PostgreSQL and a Redis of its own (Debian)
	.ci/run postgres

check: $(VENV)/.develops ## what CI runs: format, lint, types, house rules, content, migrations, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	TROTH_HOME="$$TROTH_CHECK_HOME" $(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/troth content check
	TROTH_HOME="$$TROTH_CHECK_HOME" $(BIN)/troth manage makemigrations --check --dry-run
	$(MAKE) test

format: $(VENV)/.develops ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## Measure and show it
bench: $(VENV)/.develops peers ## what a request costs, and couples analysed beside R and Python packages; ARGS=scoring, live, coverage
	$(BIN)/python -m bench $(or $(ARGS),pages dyad)

screenshots: $(VENV)/.develops chromium ## take the pictures of the README and the tutorial anew
	TROTH_SCREENSHOTS=docs/images $(BIN)/pytest -m journey $(ARGS)

## Keep it
lock: ## choose and lock every requirement anew, with hashes
	$(PYTHON) -m venv var/lock
	var/lock/bin/python -m pip --disable-pip-version-check --quiet install pip-tools
	PATH="$(CURDIR)/var/lock/bin:$$PATH" sh requirements/lock.sh

clean: ## remove what was installed and made; var/ with its data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Troth needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements/base.txt requirements/build.txt $(PACKAGE) | $(BIN)/python
	@echo "Installing Troth into $(VENV) (once) ..."
	$(PIP) --require-hashes -r requirements/base.txt -r requirements/build.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.develops: requirements/dev.txt requirements/build.txt $(PACKAGE) | $(BIN)/python
	@echo "Installing Troth and its tools into $(VENV) (once) ..."
	$(PIP) --require-hashes -r requirements/dev.txt -r requirements/build.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.runs

chromium:
	@if command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-liberation; \
	else \
	  echo "The journeys need Chromium: sudo apt-get install chromium" >&2; exit 1; \
	fi

# Those that cannot be installed are named in the table, with the reason; Python's come with the benchmark itself.
peers:
	@if Rscript --vanilla -e 'library(nlme); library(lavaan); library(psych)' >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(R_PEERS) \
	    || echo "Not all of R's packages could be installed." >&2; \
	else echo "The peers in R need: sudo apt-get install $(R_PEERS)" >&2; fi
