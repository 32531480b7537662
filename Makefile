# Two commands for a fresh machine: `make demo` and `make test`. `make` lists the rest.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LOCK_VENV := .venv-lock
SBOM_VENV := .venv-sbom
SBOM ?= dist/samverk.cdx.json
LOCK_TOOL := uv==0.13.9
LOCK_FLAGS ?=
# The tests are dealt out to one process more than there are cores, since some wait; at most four.
PROCESSES ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
IN_PROCESSES = -n $(PROCESSES) --maxprocesses 4 --dist worksteal

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test coverage check lint words soak catalogue written pictures bench sbom format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.runtime ## install what the program needs and run the demonstration
	@$(BIN)/samverk demo
	@echo "samverk: source $(BIN)/activate    (eller / or: $(BIN)/samverk)"

test: lint ## lint, types, import rules, all tests
	$(BIN)/pytest $(IN_PROCESSES)

coverage: $(VENV)/.test ## all tests, and which lines and branches none of them runs
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(IN_PROCESSES)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: lint ## lint, and the tests that need neither a server nor much time
	$(BIN)/pytest -q $(IN_PROCESSES) -m "not server and not slow"

lint: $(VENV)/.test ## lint, formatting, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

words: $(VENV)/.test ## bring the catalogues of the languages up to date with the texts there are
	$(BIN)/python tests/write_words.py

soak: $(VENV)/.test ## the long form of the reliability tests; writes docs/RELIABILITY.md
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-soak.txt
	$(BIN)/python tests/reliability.py
	$(BIN)/python tests/attacks.py
	SAMVERK_EXAMPLES=20 $(BIN)/pytest -q $(IN_PROCESSES) -m hypothesis
	SAMVERK_OUTSIDE=300 $(BIN)/pytest -q $(IN_PROCESSES) tests/test_outside.py

catalogue: $(VENV)/.test ## write down what a new book on a server is made of, after a change of it
	$(BIN)/python tests/write_catalogue.py

written: catalogue ## write anew all that is made from declarations: tables, references, new golden bytes
	$(BIN)/python docs/generate_event_table.py
	$(BIN)/python docs/generate_effects.py
	$(BIN)/python docs/generate_report_schemas.py
	$(BIN)/python docs/generate_agreement_schema.py
	$(BIN)/python docs/generate_cli_reference.py
	$(BIN)/python docs/generate_rooms.py
	$(BIN)/python tests/write_golden.py

pictures: $(VENV)/.test ## make the pictures of README.md anew, with Chromium and pdftoppm
	$(BIN)/python docs/generate_pictures.py

# Half an hour. ROWS="past log" measures these parts alone; SAMVERK_BENCH names a folder that is kept.
bench: $(VENV)/.test ## measure speed side by side with others; writes docs/PERFORMANCE.md, its appendix and its picture
	$(BIN)/python benchmarks/measure.py $(ROWS)

# Of a new environment with what the program runs on and nothing else, as the lock says.
sbom: $(VENV)/.test ## list what the program is made of, with licences (CycloneDX): $(SBOM)
	@rm -rf $(SBOM_VENV)
	@$(PYTHON) -m venv --without-pip $(SBOM_VENV)
	$(BIN)/python -m pip --python $(SBOM_VENV)/bin/python install --quiet --no-compile --require-hashes -r requirements.txt
	$(BIN)/python -m pip --python $(SBOM_VENV)/bin/python uninstall --quiet --yes setuptools
	@mkdir -p $(dir $(SBOM))
	$(BIN)/cyclonedx-py environment $(SBOM_VENV) --pyproject pyproject.toml --mc-type application \
		--output-reproducible --spec-version 1.6 --output-file $(SBOM)
	@rm -rf $(SBOM_VENV)

format: $(VENV)/.test ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Reads pyproject.toml; keeps the versions already locked unless LOCK_FLAGS=--upgrade.
# One file holds for every supported Python: --universal writes markers where they differ.
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --quiet --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock: $(LOCK_VENV)/.made ## pin every dependency anew, with hashes (LOCK_FLAGS=--upgrade: newest)
	$(LOCK_VENV)/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' > $(LOCK_VENV)/build.in
	$(LOCK_VENV)/bin/uv pip compile $(LOCK_OPTIONS) $(LOCK_FLAGS) \
		pyproject.toml $(LOCK_VENV)/build.in -o requirements.txt
	$(LOCK_VENV)/bin/uv pip compile $(LOCK_OPTIONS) $(LOCK_FLAGS) --extra test \
		-c requirements.txt pyproject.toml $(LOCK_VENV)/build.in -o requirements-test.txt
	echo 'atheris==3.0.0' > $(LOCK_VENV)/soak.in
	$(LOCK_VENV)/bin/uv pip compile $(LOCK_OPTIONS) $(LOCK_FLAGS) \
		$(LOCK_VENV)/soak.in -o requirements-soak.txt

clean: ## remove everything that can be made again
	rm -rf $(VENV) $(LOCK_VENV) $(SBOM_VENV) build dist *.egg-info .coverage .coverage.* htmlcov \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find ledger -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second run installs nothing unless the lock or the packaging changed.
# setuptools is in the lock too, so building the program itself downloads nothing.

$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements-test.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

$(LOCK_VENV)/.made: Makefile
	@$(call need_python)
	$(PYTHON) -m venv $(LOCK_VENV)
	$(LOCK_VENV)/bin/python -m pip install --quiet $(LOCK_TOOL)
	@touch $@

$(BIN)/python:
	@$(call need_python)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "make: '$(PYTHON) -m venv' failed. On Debian and Ubuntu: apt install python3-venv" >&2; \
		exit 1; }

define need_python
command -v $(PYTHON) > /dev/null || { echo "make: '$(PYTHON)' was not found. Samverk needs Python 3.11 or later: make PYTHON=/path/to/python3" >&2; exit 1; }; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "make: Samverk needs Python 3.11 or later, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Name another one: make PYTHON=python3.12" >&2; exit 1; }
endef
