# `make` alone lists what one can do. Everything is installed in .venv, and again only when a lock has changed.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --only-binary :all:
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2
# Only where PostgreSQL is asked for does running need its driver.
RUN_NEEDS := $(VENV)/.runtime $(if $(findstring postgres,$(SOCIALTRACK_DATABASE_URL)),$(VENV)/.extra)

.DEFAULT_GOAL := help
# Each program that the tests start would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run demo check test whole sweep faults bench catalogue lock clean python

help: ## list what one can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_NEEDS) ## serve on http://127.0.0.1:8000, and print the set-up link while there is no centre
	@exec $(BIN)/flask serve

demo: $(RUN_NEEDS) ## serve a throw-away centre with 12 example organizations, one click to enter
	@exec $(BIN)/flask demo

check: $(VENV)/.dev ## lint, format, types, floors, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

test: $(VENV)/.dev ## check, then every test: both databases, and a real browser
	@tests/install-tools
	@$(MAKE) --no-print-directory check
	$(PYTEST) -n $(WORKERS) --engine=both --junitxml=build/tests.xml

whole: $(VENV)/.dev ## test, and what it leaves out: all of it on both databases, every page in every look
	@tests/install-tools
	@$(MAKE) --no-print-directory check
	$(PYTEST) -n $(WORKERS) --engine=both --whole

sweep: $(VENV)/.dev ## every page: both languages, light and dark, 320 to 1280 px, with and without JavaScript
	@tests/install-tools
	$(PYTEST) tests/sweep -n $(WORKERS) --whole

faults: $(VENV)/.dev ## kill the server, fill its disk, and count what was lost
	@tests/install-tools
	$(PYTEST) tests/faults --whole --engine=both

bench: $(VENV)/.dev ## speed, as ratios measured in one run
	$(BIN)/python -m bench

catalogue: $(VENV)/.dev ## merge the English texts into the catalogue that is served
	$(BIN)/python -m socialtrack.translations

lock: $(VENV)/.dev ## write the locks anew from requirements*.in and package.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	for name in requirements requirements-extra requirements-dev; do \
		$(BIN)/uv --quiet pip compile --generate-hashes --universal --no-emit-index-url --python-version 3.11 \
			--custom-compile-command "make lock" $$name.in --output-file $$name.txt || exit 1; \
	done
	npm install --package-lock-only

clean: ## remove what was installed and built; the database in instance/ stays
	rm -rf $(VENV) build node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@$(if $(PYTHON),,echo "SocialTrack needs Python 3.11 or newer, and found none. Install it, or name it: make run PYTHON=/path/to/python3." >&2; exit 1)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "SocialTrack needs Python 3.11 or newer, and $(PYTHON) is not. Name another: make run PYTHON=python3.11." >&2; exit 1; }

$(BIN)/python: | python
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV) || { echo "Python's venv module is missing. On Debian: sudo apt-get install -y python3-venv." >&2; exit 1; }

$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what SocialTrack needs …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.extra: requirements-extra.txt $(VENV)/.runtime
	@$(PIP) -r requirements-extra.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime $(VENV)/.extra
	@echo "Installing what the checks and tests need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@
