# Two commands do everything on a fresh machine: `make plan` and `make test`. Both set up .venv first.
PYTHON ?= python3
BIN := .venv/bin
CASE ?= buckinghamshire

.PHONY: plan test test-all clean

plan: .venv/ready
	$(BIN)/capplan run data/$(CASE) --out runs/$(CASE)

test: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

test-all: .venv/ready-dev
	$(BIN)/pytest -m "slow or not slow"

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "capplan needs Python 3.11 or later; set PYTHON=")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/ready-dev: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf .venv runs build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
