# make: GNU Make 3.81 or newer. Every target sets up what it needs; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
DEV_STAMP := $(VENV)/.set-up-dev
AUDIT_STAMP := $(VENV)/.set-up-audit
# The index comes from the environment or from the settings of pip and uv: no address is written into a lock.
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
# Python finds the four packages through the editable installation, never through a path that a shell has left behind.
unexport PYTHONPATH PYTHONHOME
# Where Python may not keep what it has compiled, each process compiles all that it imports: Great Expectations then takes
# 11 s of processor time instead of 5, Airflow 5 s instead of 2, and both are started many times.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run up test coverage lint check audit sbom lock format bench clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(DEV_STAMP) ## make .venv with everything in it, tests' tools too; at no cost when nothing has changed

# What Holdgain runs on. Where the tests' tools were there too, they are put back when a target next needs them.
$(STAMP): requirements-setup.lock requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
		echo "Holdgain needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)" >&2; \
		echo "Name another one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' lacks venv. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV), step 1 of 4: making the environment, a few seconds"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV), step 2 of 4: fetching the installer (uv), a few seconds"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	@echo "Setting up $(VENV), step 3 of 4: fetching and installing the packages, about 0.8 GB on disk; a few minutes"
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock requirements-setup.lock
	@echo "Setting up $(VENV), step 4 of 4: installing Holdgain itself, a few seconds"
	@$(BIN)/uv pip install --quiet --offline --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

# The stamp is made last of all, and is older than a run-time environment that was laid anew since.
$(DEV_STAMP): requirements-dev.lock $(STAMP)
	@echo "Setting up $(VENV): fetching and installing the tools of the tests, about 0.5 GB on disk; a few minutes"
	@$(BIN)/uv pip install --quiet --require-hashes --no-deps --python $(BIN)/python -r requirements-dev.lock
	@touch $@

$(AUDIT_STAMP): requirements-audit.lock $(DEV_STAMP)
	@echo "Setting up $(VENV)/audit: fetching and installing the tools of the audit"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/audit
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(VENV)/audit/bin/python requirements-audit.lock
	@touch $@

run: $(STAMP) ## sample extracts through Airflow, from the inbox to the dashboards; a few minutes
	@echo "Starting Airflow on the sample extracts; Ctrl-C stops everything"
	@$(BIN)/python -m dags.local_airflow.supervise run

up: $(STAMP) ## Airflow with its web page, watching the inbox until Ctrl-C
	@$(BIN)/python -m dags.local_airflow.supervise up

test: $(DEV_STAMP) ## the tests that CI runs
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

coverage: $(DEV_STAMP) ## the same tests, and which branches they take, with a floor; TESTS=tests/reports for some, without
	@rm -rf build/coverage && mkdir -p build/coverage
	$(BIN)/coverage run -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report $(if $(TESTS),--fail-under=0)

lint: $(DEV_STAMP) ## format, lint, types, direction of imports, style of the SQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 0 transforms

check: lint audit test ## everything that CI runs: the style, the audit of dependencies, then the tests

audit: $(AUDIT_STAMP) ## known vulnerabilities of the packages, and whether the bill of materials is that of the lock
	@$(BIN)/python .ci/audit.py $(VENV)/audit/bin/python
	@$(BIN)/python .ci/sbom.py $(VENV)/audit/bin/python

sbom: $(AUDIT_STAMP) ## the software bill of materials (CycloneDX) in build/sbom.json
	@$(BIN)/python .ci/sbom.py $(VENV)/audit/bin/python

lock: $(STAMP) ## pin the dependencies anew; add UPGRADE=--upgrade for the newest versions
	$(COMPILE) $(UPGRADE) requirements-setup.in -o requirements-setup.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --extra dev -o requirements-dev.lock
	$(COMPILE) pyproject.toml -c requirements-dev.lock -o requirements.lock
	$(COMPILE) $(UPGRADE) requirements-audit.in -o requirements-audit.lock

format: $(DEV_STAMP) ## write the code as the formatter wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV_STAMP) ## ratios of whole processes beside their targets; fails where one is missed
	$(BIN)/python -m tests.bench ratios

clean: ## remove .venv and every cache; the home folder stays
	rm -rf $(VENV) *.egg-info build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
