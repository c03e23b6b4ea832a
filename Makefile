# Every target sets up what it needs: a virtual environment in .venv with the packages of setup.cfg.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: demo test check lint types contracts conformance bench clean

$(VENV)/.core: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Handouts needs Python 3.11 or later; say make PYTHON=python3.12"; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@echo "Installing Handouts into $(VENV) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.core
	@echo "Installing what the tests need …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

demo: $(VENV)/.core  ## the main job, on the built-in sample list
	@$(RUN) generate.py demo --out demo
	@echo "Open the PDFs in $(CURDIR)/demo"

test: $(VENV)/.test  ## the tests that need nothing but Python packages
	$(RUN) -m pytest -m 'not conformance'

check: lint types contracts

lint: $(VENV)/.test
	$(RUN) -m ruff check .

types: $(VENV)/.test
	$(RUN) -m mypy

contracts: $(VENV)/.test
	$(VENV)/bin/lint-imports

bench: $(VENV)/.test
	$(RUN) -m benchmarks.startup

clean:
	rm -rf $(VENV) demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
