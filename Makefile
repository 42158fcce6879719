# `make run` and `make test` need Python 3.11 or newer, pip and make; everything else they set up themselves in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PIP_FLAGS := --require-hashes --disable-pip-version-check --no-input --quiet --quiet

# The checks that read the settings get a state folder of their own, so that they never touch a running one.
CHECKS := FLYWHEEL_HOME=$(CURDIR)/$(VENV)/checks
PRODUCTION := $(CHECKS) FLYWHEEL_PUBLIC_URL=https://flywheel.example
QUICK := not slow and not browser and not benchmark

.DEFAULT_GOAL := help
.PHONY: help run test check lint bench lock clean

help:
	@echo "make run     starts everything with demo data; ARGS=\"--port 9000\" reaches manage.py up"
	@echo "make test    every check and every test"
	@echo "make check   the same without the slow tests and the browser"
	@echo "make bench   the figures"
	@echo "make lock    compiles the lock files anew from pyproject.toml"
	@echo "make clean   removes the environment and caches, never the state folder"

run: $(VENV)/runtime.stamp
	@$(BIN)/python manage.py up --demo $(ARGS)

test: lint
	$(BIN)/python -m pytest -m "not benchmark" --cov --cov-report=term

check: lint
	$(BIN)/python -m pytest -m "$(QUICK)" --numprocesses auto --maxprocesses 4

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(CHECKS) $(BIN)/mypy .
	$(CHECKS) $(BIN)/lint-imports
	$(CHECKS) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(CHECKS) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

bench: $(VENV)/dev.stamp
	@for file in tests/benchmarks/bench_*.py; do \
		echo "== $$file"; $(BIN)/python -m "tests.benchmarks.$$(basename $$file .py)" || exit 1; \
	done

COMPILE := pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host --no-header --resolver=backtracking

lock:
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	$(VENV)/lock/bin/$(COMPILE) --output-file requirements.lock pyproject.toml
	$(VENV)/lock/bin/$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov

# The development lock holds everything the runtime lock holds, so one environment serves both.
$(VENV)/runtime.stamp: requirements.lock | $(BIN)/python
	@if [ ! $(VENV)/dev.stamp -nt requirements.lock ]; then $(call install,requirements.lock); fi
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(BIN)/python
	@$(call install,requirements-dev.lock)
	@touch $@

# Debian's Python comes without ensurepip; the pip beside it can install into an environment that has none.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Flywheel needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 …" >&2; exit 1; }
	@if $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -m venv --without-pip $(VENV); else $(PYTHON) -m venv $(VENV); fi

define install
	echo "Installing $(1) into $(VENV) …"; \
	if [ -x $(BIN)/pip ]; then $(BIN)/python -m pip install $(PIP_FLAGS) -r $(1); \
	else $(PYTHON) -m pip --python $(BIN)/python install $(PIP_FLAGS) -r $(1); fi
endef
