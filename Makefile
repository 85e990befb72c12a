# Everything a developer or a machine runs. `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := .tools/bin/uv
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# uv lives apart, because it removes itself from an environment that it brings to the state of a lock.
.tools/.ok: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Kechuang needs Python 3.11 or later; set PYTHON=...")'
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r $<
	@touch $@

$(VENV)/.lock: requirements/dev.txt .tools/.ok
	@test -x $(PY) || $(UV) venv -q -p $(PYTHON) $(VENV)
	$(UV) pip sync -q --python $(PY) --require-hashes --no-build $<
	@touch $@

# The project itself: editable, without its dependencies (the lock brought them), without network.
$(VENV)/.ok: $(VENV)/.lock pyproject.toml tools/hatch_hooks.py
	$(UV) pip install -q --python $(PY) --offline --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: setup
setup: $(VENV)/.ok ## Make the virtual environment (.venv) from the locks

.PHONY: lock
lock: .tools/.ok ## Resolve requirements/*.in again into hashed locks that name no address
	@cd requirements && compile="../$(UV) pip compile -q --universal -p 3.11 --generate-hashes --no-header" && \
	  $$compile core.in -o core.txt && $$compile core.in web.in -c core.txt -o web.txt && \
	  $$compile core.in web.in dev.in -c web.txt -o dev.txt && \
	  $$compile test.in -c dev.txt -o test.txt && $$compile bench.in -o bench.txt && $$compile uv.in -o uv.txt
	@! grep -nE '://|^ *-' requirements/*.txt | grep -vE ':    --hash=' || { echo "a lock names an address or an option"; exit 1; }
