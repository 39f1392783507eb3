# Everything is in .venv. A stamp there says which lock is installed, so nothing is installed twice. dev contains sandbox and
# metrics, metrics contains postgres, and all of these contain core: requirements/install.py writes the stamps of what it installed and of every set in it.
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

# Keep bytecode, whatever the shell says: without it, every start compiles the project and every test again.
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/sandbox.stamp ## Try the bot in your browser: no account, no token, nothing leaves this machine; ARGS="--locale zh-CN" for Chinese
	@$(BIN)/python -m sandbox $(ARGS)

.PHONY: run
run: $(VENV)/core.stamp ## Run the real bot with the settings in .env
	@$(BIN)/python -m bot

.PHONY: postgres
postgres: $(VENV)/postgres.stamp ## Install the PostgreSQL driver, which DATABASE_URL needs; `make run` keeps it

.PHONY: metrics
metrics: $(VENV)/metrics.stamp ## Install what METRICS_PORT needs, and the PostgreSQL driver; `make run` keeps both

.PHONY: test
test: $(VENV)/dev.stamp ## Run all tests; ARGS=--cov also measures branch coverage and takes 1.5 times as long
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

.PHONY: crash
crash: $(VENV)/dev.stamp ## Kill the bot 100 times, and its core without Discord 25 times, and audit every job; ARGS="--kills 10" for fewer, "--processes 3" for several processes on PostgreSQL, "--only rolling" for a rolling restart under load
	@$(BIN)/python -m tests.crash $(ARGS)

.PHONY: chaos
chaos: $(VENV)/dev.stamp ## Run the bot through ten minutes of random faults, and audit every job; ARGS="--minutes 2" for a shorter run
	@$(BIN)/python -m tests.chaos $(ARGS)

.PHONY: bench
bench: $(VENV)/dev.stamp ## Measure time, CPU and memory compared with a minimal bot, and on PostgreSQL; ARGS="--runs 1 --only load" for a shorter run
	@$(BIN)/python -m tests.bench $(ARGS)

.PHONY: scale
scale: $(VENV)/dev.stamp ## Measure how costs grow, and update the tables of docs/performance.md; ARGS="kept-10000" for a single column
	@$(BIN)/python -m tests.bench.scale $(ARGS)

.PHONY: capacity
capacity: $(VENV)/dev.stamp ## Simulate up to a million pictures a day, and update the tables of docs/scaling.md; ARGS="--seed 2" for another random seed
	@$(BIN)/python -m tests.bench.capacity $(ARGS)

.PHONY: profile
profile: $(VENV)/dev.stamp ## Draw a flame graph of the bot under load: build/profile.svg; ARGS="--rate 100" for a higher load
	@$(BIN)/python -m tests.bench.profile $(ARGS)

.PHONY: parts
parts: $(VENV)/dev.stamp ## Measure each part of a job alone, and the whole job; ARGS=--page updates the table of docs/performance.md
	@$(BIN)/python -m tests.bench.parts $(ARGS)

.PHONY: screenshots
screenshots: $(VENV)/dev.stamp ## Retake the screenshots in the documents, and the README's animation (needs chromium and a Chinese font)
	@$(BIN)/python -m tests.browser.screenshots

.PHONY: check
check: $(VENV)/dev.stamp ## Check format, lint, types, architecture, Dockerfile, compose.yaml, deploy/, the release workflow, and the locks for known vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml deploy/compose.scaled.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows $(wildcard .github/workflows/*.yml)
	$(BIN)/kubernetes-validate --strict --quiet $(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*))
	$(BIN)/uv pip install --quiet --dry-run --offline --no-index --python $(BIN)/python -r pyproject.toml --extra postgres --extra metrics --group dev \
		|| { echo "requirements/ no longer satisfies pyproject.toml: run 'make lock'" >&2; exit 1; }
	$(BIN)/python -m requirements.audit

.PHONY: format
format: $(VENV)/dev.stamp ## Format the code and apply the linter's fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# dev is the widest set, so it is resolved first; the smaller sets follow its versions.
# Extras stay: pip before 23.3 looks for the newest `coverage[toml]` where only `coverage` is pinned, and refuses it.
UV_LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --upgrade

.PHONY: lock
lock: $(VENV)/dev.stamp ## Resolve the dependencies into requirements/*.txt
	$(UV_LOCK) --group setup --output-file requirements/uv.txt
	$(UV_LOCK) pyproject.toml --extra postgres --extra metrics --group dev --output-file requirements/dev.txt
	$(UV_LOCK) pyproject.toml --constraint requirements/dev.txt --group sandbox --output-file requirements/sandbox.txt
	$(UV_LOCK) pyproject.toml --constraint requirements/dev.txt --extra postgres --extra metrics --output-file requirements/metrics.txt
	$(UV_LOCK) pyproject.toml --constraint requirements/dev.txt --extra postgres --output-file requirements/postgres.txt
	$(UV_LOCK) pyproject.toml --constraint requirements/dev.txt --output-file requirements/core.txt

.PHONY: clean
clean: ## Remove the virtual environment and everything that tools have generated
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find bot cogs requirements sandbox tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/%.stamp: requirements/%.txt requirements/uv.txt $(VENV)/pyvenv.cfg
	@$(BIN)/python -m requirements.install $*

$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found: install Python 3.11 or newer, or run 'make PYTHON=/path/to/python3.12 …'" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version) is too old: Imagine bot needs Python 3.11 or newer; run 'make PYTHON=/path/to/python3.12 …'" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) can't create virtual environments: on Debian or Ubuntu, run 'apt install python3-venv' first" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)" >&2
	@$(PYTHON) -m venv $(VENV)
