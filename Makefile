# What can be done here. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check format bench suites proof mutations differences drawn faults clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

setup: .venv/ready  ## make .venv, install the gateway in it, build the base definitions

.venv/ready: pyproject.toml tools/definitions.py
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python tools/setup.py
	$(BIN)/python -m tools.definitions
	touch $@

demo: setup  ## play a day at an invented hospital and read a patient summary back
	$(BIN)/python -m demo

serve: export GATEWAY_DATA ?= data/demo
serve: setup  ## start the gateway on loopback, on the demo's record, and leave it running
	$(BIN)/python -m compileall -q gateway
	$(BIN)/gateway serve --port 8080 --mllp-port 2575

test: export PYTHONDONTWRITEBYTECODE =
test: setup  ## run the tests
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

check: setup  ## everything that CI checks: format, lint, types, floors, data, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/gateway check
	$(MAKE) test

format: setup  ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup  ## measure, as ratios to named peers in one run
	$(BIN)/python -m bench

suites: setup  ## hold validator and mappings against the cases, examples and messages of others; keeps bench/suites.md
	$(BIN)/python -m tests.suites

mutations: setup  ## spoil right resources in every way, and count what is refused
	$(BIN)/python -m tools.mutations
	GATEWAY_TIMES=12 $(BIN)/python -m pytest -q -n 2 $$(grep -rl --include=test_*.py '^from tests.drawn' tests)

differences: setup  ## ask two other validators what they make of the same resources
	$(BIN)/python -m tools.mutations.differences

drawn: export SCHEMATHESIS_SECONDS ?= 600
drawn: setup  ## draw requests from the contract for ten minutes, and hold every answer against it
	$(BIN)/python -m pytest -q tests/clients/test_contract_by_schemathesis.py

faults: export GATEWAY_TRIALS ?= 400
faults: setup  ## kill processes, cut lines and let eight writers meet, a thousand times, on both stores
	$(BIN)/python -m pytest -q -s tests/store/test_store_trials.py tests/store/test_postgres_lost.py
	GATEWAY_TRIALS=50 $(BIN)/python -m pytest -q -s tests/store/test_postgres_together.py
	GATEWAY_SIMULATION_STAYS=256 GATEWAY_SEQUENCES=160 $(BIN)/python -m pytest -q -n 2 tests/simulation/test_stays.py tests/simulation/test_sequence.py

proof: suites mutations differences drawn faults bench  ## hold every bar whole: about three quarters of an hour

clean:  ## remove what setup and the tests made
	rm -rf .venv .cache build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
