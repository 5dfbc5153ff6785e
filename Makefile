# make        build the core library into site/
# make test   run every check
# make serve  show the site and make it again at every save
# make bench  compare speed, as ratios in one run
# Each does its own set-up. Nothing is installed outside this folder, except system packages where that is allowed.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NO_MKDOCS_2_WARNING := 1

.PHONY: all build test check lint serve bench lock clean

all: build

build: $(VENV)/.ready schemas
	$(BIN)/partnerkit build

# For completion in editors; made again when a model changes.
schemas: $(VENV)/.ready $(wildcard generator/partnerkit/model/*.py)
	$(BIN)/partnerkit schema --out $@
	@touch $@

serve: $(VENV)/.ready
	$(BIN)/partnerkit serve

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/.ready
	$(BIN)/partnerkit check --strict

test: $(VENV)/.ready-dev lint check
	$(BIN)/pytest -n auto --dist worksteal

bench: $(VENV)/.ready-dev
	$(BIN)/python -m bench

# The runtime: Python packages at locked versions, and the three system libraries of WeasyPrint.
$(VENV)/.ready: requirements.lock pyproject.toml generator/setup-machine
	@generator/setup-machine runtime
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# What the checks need besides: locked Python and npm packages, Chromium, Java, LibreOffice.
$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock tests/browser/package-lock.json
	@generator/setup-machine checks
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@if command -v npm >/dev/null; then npm ci --prefix tests/browser --no-audit --no-fund --silent --ignore-scripts; fi
	@touch $@

# Lock again after a change of the dependencies in pyproject.toml.
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --no-header --no-annotate --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --all-build-deps
lock: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet pip-tools
	$(LOCK) --output-file requirements.lock pyproject.toml
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf .partnerkit site dist
