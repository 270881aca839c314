# Two commands do everything on a fresh machine: `make plan` and `make test`. Both set up .venv first.
PYTHON ?= python3
BIN := .venv/bin
CASE ?= buckinghamshire

.PHONY: plan test test-all coverage bench bench-quick browser clean

plan: .venv/ready
	$(BIN)/capplan run data/$(CASE) --out runs/$(CASE)

test: .venv/ready-dev browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

test-all: .venv/ready-dev browser
	$(BIN)/pytest -m "slow or not slow"

# Statements of src that the fast tests run. One of them times drawings and fails here, where all is slower.
coverage: .venv/ready-bench browser
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report=term

# A sample of the tables of benchmarks/README.md; BENCH is the folder of public instances, AGAINST what was made another time.
bench: .venv/ready-bench browser
	$(BIN)/python benchmarks/all.py $(if $(BENCH),--bench $(BENCH)) $(if $(AGAINST),--against $(AGAINST))

bench-quick: .venv/ready-bench browser
	$(BIN)/python benchmarks/all.py --quick $(if $(BENCH),--bench $(BENCH)) $(if $(AGAINST),--against $(AGAINST))

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "capplan needs Python 3.11 or later; set PYTHON=")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/ready-dev: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

.venv/ready-bench: .venv/ready-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,bench]'
	touch $@

# Chromium, in which the pages are tested: Debian's own, installed where it is missing and we may.
browser:
	@if [ -z "$$CAPPLAN_CHROMIUM" ] && ! command -v chromium >/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi; \
	  if command -v apt-get >/dev/null && { [ -z "$$as_root" ] || command -v sudo >/dev/null; }; then \
	    $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends chromium; \
	  else \
	    echo "The browser tests need Chromium: install it, or name one by CAPPLAN_CHROMIUM." >&2; exit 1; \
	  fi; \
	fi

clean:
	rm -rf .venv runs build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
