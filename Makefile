# The only entry points. Everything runs in .venv, from the exact pins of requirements.txt.
# Another Python: make book PYTHON=python3.12

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)
VERSION := $(shell $(PYTHON) -c 'import platform; print(platform.python_version())' 2>/dev/null)
BIN := .venv/bin
READY := .venv/ready-$(VERSION)
PEERS := .venv-peers/bin/python
AUDITOR := .venv-audit/bin/pip-audit
CHAIN := .venv-chain/ready
LAB := .venv-lab/ready
AXE_VERSION := 4.14.1
AXE := .cache/axe/node_modules/axe-core/axe.min.js

# One environment for every reader: no settings from the home folder, no clock, no random hashing.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONHASHSEED := 0
export SOURCE_DATE_EPOCH := 1767225600
export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib
export IPYTHONDIR := $(CURDIR)/.venv/ipython
export JUPYTER_NO_CONFIG := 1
export JUPYTER_PLATFORM_DIRS := 1
# Or each process would translate the package anew.
unexport PYTHONDONTWRITEBYTECODE

PYTEST := $(BIN)/python -m pytest
CHROMIUM := $(firstword $(shell command -v chromium chromium-browser google-chrome 2>/dev/null))
CHECKS := $(if $(CHROMIUM),site or browser,site)
CHECKED := _build/checked-$(if $(CHROMIUM),browser,site)
PROSE := $(wildcard README.md CONTRIBUTING.md CHANGELOG.md CITATION.cff REPLICATION*.md .github/*.md .github/*/*.md) benchmarks book model notebooks tests

.PHONY: help book pdf epub check-site access page reproduce lint style types test suite smoke lab bench audit clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.txt
	@test -n "$(VERSION)" || { echo "No Python 3.11, 3.12 or 3.13 found: make book PYTHON=/path/to/python" >&2; exit 1; }
	rm -rf .venv
	$(PYTHON) -m venv .venv
	@echo "Installing the pinned packages, about 1.5 GB: one to five minutes in silence."
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@# Matplotlib announces its first font scan on stderr, which would fail the first notebook.
	$(BIN)/python -c 'import matplotlib.font_manager' 2>/dev/null
	@touch $@

book: $(READY) ## execute the notebooks, build the book strictly, check the pages
	@$(BIN)/python book/build.py
	@$(BIN)/python -m book.pdf
	@$(BIN)/python -m book.epub
	@test $(CHECKED) -nt _build/done.sha256 || $(MAKE) --no-print-directory check-site
	@echo "Open $(CURDIR)/_build/html/index.html"

pdf: $(READY) ## the whole book as one PDF, from the built pages; needs Chromium
	@$(BIN)/python -m book.pdf

epub: $(READY) ## the whole book as an EPUB, from the built pages
	@$(BIN)/python -m book.epub

check-site: $(READY) ## check the built pages: nothing fetched, no dead link, formulas drawn
	@$(if $(CHROMIUM),:,echo "No Chromium: formulas are not checked. On Debian: apt-get install chromium")
	@$(PYTEST) -q --numprocesses auto --dist loadgroup tests/book -m "$(CHECKS)"
	@touch $(CHECKED)

access: $(READY) $(AXE) ## read every built page with axe, in both themes and two widths; some ten minutes
	@$(PYTEST) -q --numprocesses auto --dist loadgroup tests/book/test_access.py -m access

# The checker of access is taken for this only, through npm, and is no part of the project.
$(AXE):
	@command -v npm >/dev/null || { echo "No npm: axe cannot be had. On Debian: apt-get install npm" >&2; exit 1; }
	npm install --prefix .cache/axe --no-save --no-audit --no-fund axe-core@$(AXE_VERSION)

page: $(READY) ## build one page for a look: make page PAGE=notebooks/06_buy_and_burn
	@$(BIN)/python book/page.py "$(PAGE)"

reproduce: $(READY) ## build the book twice from nothing and compare every byte
	@$(BIN)/python book/build.py twice

lint: style types ## style, layers, spelling, types

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports --no-logo
	$(BIN)/codespell $(PROSE)

types: $(READY)
	$(BIN)/mypy

# Types take one core for half a minute, in which the tests begin on the other.
test: style ## lint and every test that needs no built book, on all cores
	@$(MAKE) --no-print-directory --jobs=2 types suite

suite: $(READY)
	$(PYTEST) -q --numprocesses auto --dist worksteal

smoke: $(READY) ## the quickest look whether all is well: facts, contract, one run on every engine
	$(PYTEST) -q --numprocesses auto tests/facts tests/test_contract.py tests/test_simulate.py

lab: $(LAB) ## open the notebooks in JupyterLab
	.venv-lab/bin/jupyter lab notebooks

# JupyterLab brings packages of its own, which the book does without.
$(LAB): pyproject.toml
	rm -rf .venv-lab
	$(PYTHON) -m venv .venv-lab
	.venv-lab/bin/python -m pip install --quiet --editable ".[book,notebook]"
	@touch $@

bench: $(READY) $(PEERS) $(CHAIN) ## the long versions of the tests, and timings
	PYTHONPATH=.venv-chain $(PYTEST) -q -m bench
	$(BIN)/python -m benchmarks --peers $(PEERS)
	$(BIN)/python -m benchmarks.scaling

# Other people's engines ask for older packages than ours.
$(PEERS): benchmarks/peers.txt
	rm -rf .venv-peers
	$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --requirement benchmarks/peers.txt && touch $@ \
		|| { rm -rf .venv-peers; echo "radCAD and Numba cannot be had here: their rows will be missing"; }

# A local node of a chain is heavier than all the rest of the tests: no pin of requirements.txt.
$(CHAIN): benchmarks/chain.txt | $(READY)
	rm -rf .venv-chain
	@$(BIN)/python -m pip install --quiet --no-deps --target .venv-chain --requirement benchmarks/chain.txt \
		|| { rm -rf .venv-chain; mkdir .venv-chain; echo "web3 cannot be had here: no node will be read"; }
	@touch $@

audit: $(READY) $(AUDITOR) ## licences, and known faults of the pins; AUDIT=--offline-ok: without a database too
	$(BIN)/python -m benchmarks.licences
	$(BIN)/python -m benchmarks.audit --tool $(AUDITOR) $(AUDIT)

# It brings packages of its own, which the book does without.
$(AUDITOR): benchmarks/auditor.txt
	rm -rf .venv-audit
	$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install --quiet --requirement benchmarks/auditor.txt && touch $@ \
		|| { rm -rf .venv-audit; echo "pip-audit cannot be had here: nothing will be audited"; }

clean: ## remove all that make made
	rm -rf .venv .venv-peers .venv-audit .venv-chain .venv-lab .cache/axe _build .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
	find book model notebooks tests -name __pycache__ -prune -exec rm -rf {} +
