# Every target sets up what it needs: a virtual environment in .venv with the packages of setup.cfg.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: demo test check lint types contracts conformance servers mails prints cluster browser desk faults bench fuzz frozen smoke wheel wheelhouse sbom licences constraints clean

$(VENV)/.core: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Handouts needs Python 3.11 or later; say make PYTHON=python3.12"; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@echo "Installing Handouts into $(VENV) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.core
	@echo "Installing what the tests need …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[test,desk]'
	@touch $@

demo: $(VENV)/.core  ## the main job, on the built-in sample list
	@$(RUN) generate.py demo --out demo
	@echo "Open the PDFs in $(CURDIR)/demo.  What works now, from this folder:"
	@sed -n 's|^    .venv/bin/|    $(VENV)/bin/|p' README.md

desk: $(VENV)/.desk  ## the desk in a browser, for a sample clinic with the sample list
	$(RUN) generate.py desk --clinic riverside --out demo/desk --list assets/sample/schedule.csv --open

$(VENV)/.desk: $(VENV)/.core
	@echo "Installing what a desk needs …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[desk]'
	@touch $@

test: $(VENV)/.test  ## the tests that need nothing but Python packages
	$(RUN) -m pytest -n $(CORES) --dist worksteal -m 'not conformance and not servers and not cluster and not browser and not frozen'

faults: $(VENV)/.test  ## runs killed and thwarted at every step: more than 500 kills, some minutes
	HANDOUTS_FAULTS=all $(RUN) -m pytest -s tests/handouts/runs/test_faults.py

cluster: $(VENV)/.cluster  ## a Dask scheduler and workers, some of them killed; lists and copies on S3 and FTP servers
	$(RUN) -m pytest -m cluster

$(VENV)/.cluster: $(VENV)/.test
	@echo "Installing what the tests of clusters need …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[test,cluster,clustertest]'
	@touch $@

conformance: $(VENV)/.conformance  ## PDF/UA-1 and PDF/A-2a, by veraPDF and page-validation
	$(RUN) -m pytest -m conformance

servers: $(VENV)/.servers  ## printing and mailing, against real servers
	$(RUN) -m pytest -m 'servers and not browser'

mails: $(VENV)/.servers  ## mail in full: every fault with 200 mails, killed at every step, 10,000 hostile addresses
	HANDOUTS_MAILS=200 HANDOUTS_KILL_EVERY=1 HANDOUTS_HOSTILE=10000 $(RUN) -m pytest \
	  tests/handouts/delivery/mail

prints: $(VENV)/.servers  ## printing in full: killed at every step, and whatever else can happen to a printer
	HANDOUTS_KILLED_STRIDE=1 HANDOUTS_KILLED_COPIES=3 HANDOUTS_CHAOS_COPIES=60 $(RUN) -m pytest tests/handouts/delivery/printing

$(VENV)/.servers: $(VENV)/.test
	@test -x /usr/sbin/cupsd && test -x /usr/sbin/ippeveprinter && test -x /usr/lib/cups/filter/pdftopdf && test -x /usr/sbin/postfix && command -v dbus-daemon >/dev/null || { \
	  echo "Installing print and mail servers …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    cups-daemon cups-ipp-utils cups-filters-core-drivers dbus postfix >/dev/null; \
	}
	@touch $@

browser: $(VENV)/.browser $(VENV)/.servers  ## the desk, in Chromium, also with a printer and a mail server behind it
	$(RUN) -m pytest -m browser

$(VENV)/.browser: $(VENV)/.test
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[test,browsertest]'
	@command -v chromium >/dev/null || { \
	  echo "Installing Chromium …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	}
	@touch $@

$(VENV)/.conformance: $(VENV)/.test
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[test,conformance]'
	@for tool in javac pdftotext qpdf; do command -v $$tool >/dev/null || need=1; done; \
	  test -e /usr/share/java/jaxb-api.jar -a -e /usr/share/fonts/truetype/wqy/wqy-microhei.ttc || need=1; \
	  if [ -n "$$need" ]; then \
	    echo "Installing the validators' tools …"; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends default-jdk-headless libjaxb-java poppler-utils qpdf fonts-wqy-microhei >/dev/null; \
	  fi
	@touch $@

frozen: $(VENV)/.frozen licences sbom  ## the program for computers without Python, in dist/handouts
	$(RUN) -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build/frozen packaging/handouts.spec

smoke: frozen $(VENV)/.browser  ## the frozen program, in an empty environment
	$(RUN) -m pytest -m frozen tests/frozen

$(VENV)/.frozen: $(VENV)/.test
	@echo "Installing what is frozen, and what freezes it …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[test,$(DESK),frozen]'
	@touch $@

licences: $(VENV)/.frozen  ## every licence of what is frozen, in build/third-party; refuses one that may not be there
	$(RUN) packaging/inventory.py licences build/third-party

sbom: $(VENV)/.frozen licences  ## a bill of materials, CycloneDX in JSON
	$(RUN) packaging/inventory.py sbom build/third-party/sbom.cdx.json

constraints: $(VENV)/.all  ## the versions that the tests are run with
	$(RUN) packaging/inventory.py constraints packaging/constraints.txt

$(VENV)/.all: $(VENV)/.frozen
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[test,bench,browsertest,cluster,clustertest,conformance,frozen,append,$(DESK)]'
	@touch $@

wheel: $(VENV)/.core  ## the package, in dist/
	rm -f dist/handouts-*.whl
	$(RUN) -m pip wheel --quiet --no-deps --wheel-dir dist .

wheelhouse: wheel  ## everything that a computer without a network needs, in dist/wheelhouse
	rm -rf dist/wheelhouse
	$(RUN) -m pip download --quiet --constraint packaging/constraints.txt --dest dist/wheelhouse '.[$(DESK)]'
	cp dist/handouts-*.whl packaging/constraints.txt dist/wheelhouse/

DESK := desk,import,keyring,mail,oauth,scripts,write

check: lint types contracts

lint: $(VENV)/.test
	$(RUN) -m ruff check .

types: $(VENV)/.test
	$(RUN) -m mypy

contracts: $(VENV)/.test
	$(VENV)/bin/lint-imports

bench: $(VENV)/.test
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(RUN) -m benchmarks.copies rivals
	$(RUN) -m benchmarks.copies scale 10000
	$(RUN) -m benchmarks.runs 10000
	$(RUN) -m benchmarks.ledger
	$(RUN) -m benchmarks.startup
	$(RUN) -m benchmarks.tagging

fuzz: $(VENV)/.test  ## properties with new examples, then mutated lists, leaflets, rules, clinics, maps, records, pictures and fonts; make fuzz INPUTS=10000 for fewer
	@echo "The seed is $(SEED); make fuzz SEED=$(SEED) does the same again."
	$(RUN) -m pytest -n $(CORES) -m 'hypothesis and not conformance and not servers and not cluster and not browser and not frozen' --hypothesis-profile=explore --hypothesis-seed=$(SEED)
	HANDOUTS_BIDI=all $(RUN) -m pytest tests/layouts/typesetting/test_bidi.py
	$(RUN) -m tests.fuzz.run --inputs $(INPUTS) --seed $(SEED) --processes $(CORES)

INPUTS ?= 1000000
CORES ?= 2
# Tests start hundreds of processes, which would all compile the program anew where this is set.
export PYTHONDONTWRITEBYTECODE :=
ifndef SEED
SEED := $(shell date +%s)
endif

clean:
	rm -rf $(VENV) demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
