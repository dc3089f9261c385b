# Each target sets up what it needs: a virtual environment in .venv, made again when the
# locked requirements change. Plain Python >= 3.11 with pip suffices; uv is used when present.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTEST = $(BIN)/pytest
READY := $(VENV)/.ready
UV := $(shell command -v uv 2>/dev/null)
LOCKER := $(or $(UV),.venv-lock/bin/uv)
LOCK = UV_CUSTOM_COMPILE_COMMAND='make lock' $(LOCKER) pip compile --quiet --universal --generate-hashes --python-version 3.11 $(if $(UPGRADE),--upgrade)
CREATE_VENV = $(if $(UV),$(UV) venv --quiet --clear --python $(PYTHON),$(PYTHON) -m venv --clear)
INSTALL = $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check)

# In the order of tests/conftest.py: files with few tests, which often start servers, would else come
# last. The tests start Python some hundred times, so that its bytecode is kept, whatever the
# environment says.
test: export PYTHONDONTWRITEBYTECODE =
PARALLEL ?= --numprocesses=auto --dist=loadfile --no-loadscope-reorder

CATALOGUE := server/schlaglicht/locale/de/LC_MESSAGES/schlaglicht
COMPILE = $(BIN)/python hatch_build.py

.PHONY: help serve test check coverage format lint types layers validate docs budget messages conformance scenarios scripts wheel fuzz faults floors lock audit clean

help:            ## what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

serve: $(READY)  ## serve the shipped graph on http://127.0.0.1:8000/ (PORT=… for another port)
	$(BIN)/schlaglicht serve --port $(PORT) .

test: $(READY)   ## run all tests, several files at once
	$(PYTEST) $(PARALLEL)

check: lint types layers validate coverage  ## every check and test

coverage: $(READY)  ## run all tests and print how much of the code they run
	@rm -f .coverage .coverage.*
	$(MAKE) test PYTEST="$(BIN)/coverage run -m pytest"
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: $(READY)   ## formatting and lint of the Python code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)  ## static types
	$(BIN)/mypy

layers: $(READY) ## imports go down only
	$(BIN)/lint-imports

validate: $(READY)  ## the shipped graph: syntax, shapes by two judges, questions, evidence, canonical form
	$(BIN)/schlaglicht validate --second-judge .
	$(BIN)/schlaglicht format --check data.ttl examples ontology shapes server/schlaglicht/vocabularies

format: $(READY) ## bring Python and Turtle files into their canonical form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/schlaglicht format data.ttl examples ontology shapes server/schlaglicht/vocabularies

docs: $(READY)   ## write the generated pages of docs/ again
	$(BIN)/python docs/internals/generate_facts.py
	$(BIN)/python docs/generate_rules.py
	$(BIN)/python scripts/generate_limits.py

budget: $(READY) ## write today's figures into docs/budget.md
	$(BIN)/python scripts/budget.py

messages: $(READY)  ## bring locale/ up to date with the messages of the code, and compile it
	$(BIN)/python scripts/generate_messages.py
	$(COMPILE)

conformance: $(READY)  ## run the W3C's tests in $W3C_TESTS and write docs/internals/conformance.md again
	@test -n "$(W3C_TESTS)" || { echo "set W3C_TESTS to a folder with a checkout of w3c/rdf-tests and w3c/data-shapes"; exit 1; }
	$(BIN)/pytest tests/w3c --deselect tests/w3c/test_document.py
	$(BIN)/python tests/w3c/document.py

floors:          ## run all tests on the lowest versions that pyproject.toml allows
	$(MAKE) test VENV=.venv-floors REQUIREMENTS=requirements/floors.txt

lock: $(LOCKER)  ## pin versions with their hashes; UPGRADE=1 takes the newest of all
	$(LOCK) --group dev pyproject.toml -o requirements/dev.txt
	$(LOCK) --group dev --resolution lowest-direct pyproject.toml -o requirements/floors.txt
	$(LOCK) --constraint requirements/dev.txt pyproject.toml -o requirements/run.txt
	$(LOCK) --group audit -o requirements/audit.txt
	$(LOCK) --group fuzz -o requirements/fuzz.txt
	$(LOCK) --group node -o requirements/node.txt

audit: .venv-audit/.ready .venv-run/.ready  ## known vulnerabilities, licences, and an SBOM in dist/
	.venv-audit/bin/python .ci/audit.py

# An installation compiles the catalogue; this keeps it new when its source changes.
serve test validate docs: $(CATALOGUE).mo

$(CATALOGUE).mo: $(CATALOGUE).po $(READY)
	$(COMPILE)

# The scripts of pages, bundled by Node: the machine's own if it is new enough, else of PyPI.
EDITOR := server/schlaglicht/web/static/query-page.js
FRONTEND := server/frontend
NODE := $(shell node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1 && echo node)
NODE_OF_PYPI = PATH="$(CURDIR)/.venv-node/bin:$$PATH"

serve test: $(EDITOR)

scripts: $(EDITOR)

wheel: $(READY) $(EDITOR)  ## build the wheel in dist/
	$(BIN)/python -m hatchling build --target wheel --directory dist

# npm checks what the bundle is made from.
audit: $(if $(NODE),,.venv-node/.ready)

$(EDITOR): $(wildcard $(FRONTEND)/*.* $(FRONTEND)/src/*) $(if $(NODE),,.venv-node/.ready)
	cd $(FRONTEND) && $(if $(NODE),,$(NODE_OF_PYPI)) npm ci --silent --ignore-scripts
	cd $(FRONTEND) && $(if $(NODE),,$(NODE_OF_PYPI)) node build.mjs "$(CURDIR)/$(@D)"

# The published scenarios of the Model Context Protocol, with the Node of PyPI, which is new enough.
SCENARIOS := tests/clients/mcp_conformance
scenarios: $(SCENARIOS)/node_modules/.ready  ## install the scenarios for MCP servers, which the tests then run

$(SCENARIOS)/node_modules/.ready: $(SCENARIOS)/package-lock.json .venv-node/.ready
	cd $(SCENARIOS) && $(NODE_OF_PYPI) npm ci --silent --ignore-scripts
	@touch $@

FROM ?= 0
CASES ?= 5000
FUZZ_SECONDS ?= 60
fuzz: $(VENV)/.fuzz  ## CASES generated cases judged by three, and each reader of bytes for FUZZ_SECONDS
	PYTHONPATH=tests/fuzz $(BIN)/python tests/fuzz/run.py $(FROM) $(CASES)
	PYTHONPATH=tests/fuzz $(BIN)/python tests/fuzz/run_targets.py .fuzz $(FUZZ_SECONDS) $(TARGETS)

# There are wheels for Linux only; without one, readers of bytes are not fuzzed.
$(VENV)/.fuzz: requirements/fuzz.txt $(READY)
	-$(INSTALL) --require-hashes --only-binary :all: --requirement requirements/fuzz.txt
	@touch $@

SEEDS ?= 2000
faults: $(READY) ## SEEDS faults of what lies below a server, from number FROM on
	PYTHONPATH=tests/faults:tests/faults/injected:tests/support $(BIN)/python tests/faults/run_faults.py --from $(FROM) --seeds $(SEEDS)

clean:           ## remove what was set up
	rm -rf $(CATALOGUE).mo $(dir $(EDITOR))*-page.js $(dir $(EDITOR))chunks $(FRONTEND)/node_modules $(SCENARIOS)/node_modules .venv .venv-audit .venv-node .venv-floors .venv-lock .venv-run .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .schlaglicht_cache .fuzz dist

REQUIREMENTS ?= requirements/dev.txt

# The package itself is built by the locked hatchling, so that nothing is installed without a hash.
$(READY): $(REQUIREMENTS) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Schlaglicht needs Python >= 3.11; name one with: make PYTHON=python3.12 …"; exit 1; }
	$(CREATE_VENV) $(VENV)
	$(INSTALL) --require-hashes --requirement $(REQUIREMENTS)
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv-%/.ready: requirements/%.txt
	$(CREATE_VENV) $(@D)
	$(subst $(BIN),$(@D)/bin,$(INSTALL)) --require-hashes --requirement $<
	@touch $@

.venv-lock/bin/uv:
	$(PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv
