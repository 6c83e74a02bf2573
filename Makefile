# make run | test | check | bench and the others: each sets up .venv first when it is missing or older than the lock.
PYTHON ?= python3
BIN := .venv/bin
SHARED ?= ../shared
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run test test-services test-postgresql check bench lock clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

# uv installs into a plain venv for speed. Byte-code is compiled here once, because where
# PYTHONDONTWRITEBYTECODE is set, importing Prefect and spaCy takes 5 s instead of 2. The tables of the
# Prefect server that `make run` brings along take 10 s to make, also once.
.venv/ready: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pledgewatch needs Python 3.11 or newer, this is " + sys.version)'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	$(BIN)/python -m compileall -q -j 0 .venv/lib schemas extractors pipeline || true
	@mkdir -p data/prefect
	PREFECT_HOME=$(CURDIR)/data/prefect $(BIN)/prefect server database upgrade -y >/dev/null || true
	@touch $@

run: .venv/ready ## Read the sample reports into records (out/) and build their site (out/site)
	$(BIN)/pledgewatch run samples/sources.yaml --out out
	$(BIN)/pledgewatch site samples/sources.yaml --out out/site --as-of 2025-05-15

# By file, so that a file's server is started once (xdist 3.8's groups have no effect under pytest 9.2), and in
# the order of tests/conftest.py: the files with the fewest tests are the slowest here. Half of their time they
# wait for servers and processes, so there are more of them at once than two cores.
AT_ONCE ?= 3
PYTEST := $(BIN)/python -m pytest -q -rs -n $(AT_ONCE) --dist loadfile --no-loadscope-reorder
test: .venv/ready ## Run the tests, save those of test-services
	$(PYTEST) -m "not services" $(ARGS)
	@echo "left out: the tests that start Prefect servers and workers, and kill them (make test-services)"

test-services: .venv/ready ## Run the tests that start Prefect servers and workers, and kill them
	$(PYTEST) -m services tests/services tests/operations $(ARGS)

# What starts a PostgreSQL of its own has run before.
test-postgresql: .venv/ready ## Run all tests with every store and Prefect server in PostgreSQL
	$(BIN)/python -m tests.postgresql $(PYTEST) -m "not postgresql" $(ARGS)

check: .venv/ready ## Lint, formatting, types and the order of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/ready ## Measure against ../shared (SHARED=DIR) and write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks $(SHARED)

lock: ## Resolve pyproject.toml into requirements.lock again
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra bench \
		--extra postgresql --extra dask --extra oidc --extra s3 \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml -o requirements.lock

clean: ## Remove what was built
	rm -rf .venv out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
