# What a contributor runs. `make check` is the whole gate; CI runs the same targets in a fresh environment.
# BIN is the folder of the tools: `make check BIN=/somewhere/venv/bin` for an environment elsewhere.

BIN ?= .venv/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# Size of `make campaign`; CI runs the small sample that tests/conftest.py sets. With JOURNAL=FILE the long ones go on
# where they were broken off.
LINEAR ?= 500
WHOLE ?= 200
CHANGES ?= 200
ORDERS ?= 20
KILLS ?= 200
LOSSES ?= 20
FAULTS ?= 1000
BREAKS ?= 20
PROJECTS ?= 1000
FUZZ ?= 10000

.PHONY: setup check test sample campaign browser office lint format types imports docs bench lock sbom solver-range translate pictures \
	wheel clean

setup:
	python3 -m venv .venv
	.venv/bin/pip install -q --require-hashes -r requirements-dev.lock
	.venv/bin/pip install -q --no-deps --no-build-isolation -e .

check: lint types imports docs sample test

test:
	$(BIN)/python -m pytest

sample:
	$(BIN)/python -m pytest -q -m "campaign and not long"

campaign:
	$(BIN)/python -m pytest -m campaign --linear $(LINEAR) --whole $(WHOLE) --changes $(CHANGES) --orders $(ORDERS) \
		--kills $(KILLS) --losses $(LOSSES) --projects $(PROJECTS) --fuzz $(FUZZ) --faults $(FAULTS) --breaks $(BREAKS) \
		$(if $(JOURNAL),--journal $(JOURNAL))

browser:
	$(BIN)/python -m pytest -m browser

office:
	$(BIN)/python -m pytest -n 0 -m office tests/office

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

docs:
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html
	$(BIN)/python -m sphinx -q -W --keep-going -b html -t vi docs docs/_build/html/vi

# With the peers: make bench BIN=/path/to/venv/bin, see benchmarks/README.md.
bench:
	$(BIN)/python -m benchmarks.studies $(BENCH)

# The extra bench is left out: see pyproject.toml.
lock:
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra cluster --extra parquet --extra pdf --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(BIN)/python -m tools.parts_list

# What greenopt is built and run with, from requirements.lock, for those who watch over software.
sbom:
	$(BIN)/python -m tools.parts_list

# With the oldest and the newest HiGHS that pyproject.toml allows.
solver-range:
	$(BIN)/python -m tools.solver_range

translate:
	$(BIN)/python -m tools.catalogue
	$(BIN)/python -m tools.pages

# Needs an installed Chromium.
pictures:
	$(BIN)/python -m tools.pictures

wheel:
	$(BIN)/pip wheel -q --no-deps --no-build-isolation -w dist .

clean:
	rm -rf build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find docs/rules -name '*.md' ! -name index.md -delete
	find docs/locale -name '*.mo' -delete
	find src tests docs benchmarks -name __pycache__ -prune -exec rm -rf {} +
