# Each target sets up what it needs: a virtual environment in .venv, made anew when the
# locked requirements change. Plain Python >= 3.11 with pip suffices; uv is used when present.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := $(shell command -v uv 2>/dev/null)
INSTALL = $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check)

# A worker per CPU; more than four would wait for each other's servers.
PARALLEL ?= --numprocesses=auto --maxprocesses=4 --dist=loadfile

.PHONY: help serve test check format lint types layers validate docs conformance floors lock clean

help:            ## what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

serve: $(READY)  ## serve the shipped graph on http://127.0.0.1:8000/ (PORT=… for another port)
	$(BIN)/schlaglicht serve --port $(PORT) .

test: $(READY)   ## run all tests, several files at once
	$(BIN)/pytest $(PARALLEL)

check: lint types layers validate test  ## everything CI runs

lint: $(READY)   ## formatting and lint of the Python code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)  ## static types
	$(BIN)/mypy

layers: $(READY) ## imports go down only
	$(BIN)/lint-imports

validate: $(READY)  ## the shipped graph: syntax, shapes, questions, evidence, canonical form
	$(BIN)/schlaglicht validate .
	$(BIN)/schlaglicht format --check data.ttl ontology shapes

format: $(READY) ## bring Python and Turtle files into their canonical form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/schlaglicht format data.ttl ontology shapes

docs: $(READY)   ## write the generated pages of docs/ anew
	$(BIN)/python docs/generate_facts.py
	$(BIN)/python docs/generate_rules.py

conformance: $(READY)  ## run the W3C's tests in $W3C_TESTS and write docs/conformance.md anew
	@test -n "$(W3C_TESTS)" || { echo "set W3C_TESTS to a folder with a checkout of w3c/rdf-tests and w3c/data-shapes"; exit 1; }
	$(BIN)/pytest tests/w3c --deselect tests/w3c/test_document.py
	$(BIN)/python tests/w3c/document.py

floors:          ## run all tests on the lowest versions that pyproject.toml allows
	$(MAKE) test VENV=.venv-floors REQUIREMENTS=requirements/floors.txt

lock:            ## pin the newest allowed versions anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --group dev --resolution lowest-direct pyproject.toml -o requirements/floors.txt

clean:           ## remove what was set up
	rm -rf .venv .venv-floors .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .schlaglicht_cache dist

REQUIREMENTS ?= requirements/dev.txt

$(READY): $(REQUIREMENTS) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Schlaglicht needs Python >= 3.11; name one with: make PYTHON=python3.12 …"; exit 1; }
	$(if $(UV),$(UV) venv --quiet --clear --python $(PYTHON) $(VENV),$(PYTHON) -m venv --clear $(VENV))
	$(INSTALL) --requirement $(REQUIREMENTS)
	$(INSTALL) --no-deps --editable .
	@touch $@
