# Every target sets up what it needs, on a fresh machine too. `make` alone shows the demonstration.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check lint fast format lock reference bench

demo: .venv/runtime.stamp
	$(BIN)/ets demo $(DEMO_ARGS)

test: .venv/dev.stamp
	$(BIN)/pytest -n 2 --dist loadfile $(TEST_ARGS)

check: lint fast

lint: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: .venv/dev.stamp
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not browser" $(TEST_ARGS)

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Exact versions and hashes for every platform. `make lock LOCK_ARGS=--upgrade` takes newer ones.
LOCK := $(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' --quiet $(LOCK_ARGS)

lock: .venv/dev.stamp
	$(LOCK) --output-file requirements.lock
	$(LOCK) --output-file requirements-dev.lock --extra dev --constraint requirements.lock

# The lists and pages that are written from the declarations.
reference: .venv/dev.stamp
	$(BIN)/python -m tools.index src/openets
	$(BIN)/python -m tools.reference docs/reference
	$(BIN)/python -m tools.reference_api docs/reference

# Every published figure has a script in bench/. `make bench BENCH=race` runs one.
BENCH ?= all

bench: .venv/dev.stamp
	@set -e; for name in $(BENCH); do echo "== $$name"; $(BIN)/python -m bench.$$name; done

# The environment: made once, brought up to date when a lock file or pyproject.toml changes.
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet
INSTALL_SELF := $(INSTALL) --no-deps --no-build-isolation --editable .

.venv/runtime.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL_SELF)
	@touch $@

# The development lock holds the runtime one, so it stands for both.
.venv/dev.stamp: requirements.lock requirements-dev.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	$(INSTALL_SELF)
	@touch .venv/runtime.stamp $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "OpenETS needs Python 3.11 or newer. Name it with: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
