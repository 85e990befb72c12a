# Everything a developer or a machine runs. `make` alone lists the targets.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
CORE := .venv-core
UV := .tools/bin/uv
WEB_TESTS := $(wildcard src/kechuang_web src/solutions src/config)
INSTALL := $(UV) pip install -q --offline --no-deps --no-build-isolation -e . --python
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

# ---- set-up ---------------------------------------------------------------------------------------------------------

# uv lives apart, because it removes itself from an environment that it brings to the state of a lock.
.tools/.ok: requirements/uv.txt tools/make_venv
	@echo "Setting up, this first time: environments in .tools and .venv …"
	@tools/make_venv "$(PYTHON)" .tools
	@.tools/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r $<
	@touch $@

$(VENV)/.lock: requirements/dev.txt .tools/.ok
	@test -x $(PY) || $(UV) venv -q -p $(PYTHON) $(VENV)
	@$(UV) pip sync -q --python $(PY) --require-hashes --no-build $<
	@touch $@

# The project itself: editable, without its dependencies (the lock brought them), without network.
$(VENV)/.ok: $(VENV)/.lock pyproject.toml tools/hatch_hooks.py
	@$(INSTALL) $(PY)
	@touch $@

$(CORE)/.ok: requirements/core.txt requirements/test.txt pyproject.toml .tools/.ok
	@test -x $(CORE)/bin/python || $(UV) venv -q -p $(PYTHON) $(CORE)
	@$(UV) pip sync -q --python $(CORE)/bin/python --require-hashes --no-build requirements/core.txt requirements/test.txt
	@$(INSTALL) $(CORE)/bin/python
	@touch $@

.PHONY: setup catalogues lock vendor clean
setup: $(VENV)/.ok catalogues ## Make the virtual environment (.venv) from the locks; seconds when nothing changed

catalogues: $(VENV)/.ok
	@$(PY) tools/catalogues.py compile

lock: .tools/.ok ## Resolve requirements/*.in again into hashed locks that name no address
	@cd requirements && compile="../$(UV) pip compile -q --universal -p 3.11 --generate-hashes --no-header" && \
	  $$compile core.in -o core.txt && $$compile core.in web.in -c core.txt -o web.txt && \
	  $$compile core.in web.in dev.in -c web.txt -o dev.txt && \
	  $$compile test.in -c dev.txt -o test.txt && $$compile bench.in -o bench.txt && $$compile uv.in -o uv.txt

vendor: ## Fetch the pinned front-end files anew (needs npm) and write their checksums
	@tools/vendor

clean: ## Remove environments, caches and build results; keeps var/, where a demo's data lives
	@rm -rf $(VENV) $(CORE) .venv-bench .tools dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- checks ---------------------------------------------------------------------------------------------------------

.PHONY: check format test test-core test-unit test-postgres e2e screenshots
check: setup ## Lint, format, types, import contracts, templates, migrations, translations, generated docs
	@tools/check

format: setup ## Put code in the house format and fix what can be fixed
	@$(VENV)/bin/ruff check -q --fix . || true
	@$(VENV)/bin/ruff format -q .

test-core: $(CORE)/.ok ## The library alone: its tests and its command in an environment without the web extra
	@$(CORE)/bin/python -c 'import importlib.util as u; assert u.find_spec("django") is None, "Django is in the core environment"'
	@$(CORE)/bin/python -m pytest -q -W ignore::pytest.PytestConfigWarning src/kechuang
	@$(CORE)/bin/kechuang monitor --region baodi --as-of 2023-09-01 --json | $(CORE)/bin/python -m json.tool > /dev/null

test-unit: setup ## The shell's, the solutions' and the architecture tests on SQLite
	@$(PY) -m pytest -q $(WEB_TESTS) tests bench tools -m "not e2e and not postgres"

test-postgres: setup ## The same tests on a PostgreSQL server of their own, which is stopped afterwards
	@tools/with_postgres $(PY) -m pytest -q $(WEB_TESTS) src/kechuang/tree tests/architecture/test_databases.py -m "not e2e"

e2e: setup ## Journeys in a real Chromium
	@$(PY) -m pytest -q tests/e2e -m e2e

screenshots: setup ## Write the pictures of the main pages to docs/screenshots anew
	@$(PY) -m pytest -q tests/e2e -m e2e --shots

test: setup ## Everything. STRICT=1 turns a part that could not run into a failure
	@$(PY) tools/run_tests.py $(if $(STRICT),--strict)

# ---- product --------------------------------------------------------------------------------------------------------

.PHONY: demo docs bench bench-peers
demo: setup ## Set up, load the region baodi, and serve it on 127.0.0.1 (PORT=8000)
	@$(PY) manage.py demo --port $(PORT)

docs: setup ## Write the generated documents anew (the glossary)
	@$(PY) tools/glossary.py

bench: setup ## Measure reading, monitoring and pages against their aims
	@$(PY) -m bench

# The peers' environment is their own: one of them is published as source only, so this one may build.
.venv-bench/.ok: requirements/bench.txt .tools/.ok
	@test -x .venv-bench/bin/python || $(UV) venv -q -p $(PYTHON) .venv-bench
	@$(UV) pip sync -q --python .venv-bench/bin/python --require-hashes $<
	@touch $@

bench-peers: setup .venv-bench/.ok ## Compare the matcher with Splink, and the plan reader with a general recognizer (../shared/plan_reading)
	@tools/bench_peers
