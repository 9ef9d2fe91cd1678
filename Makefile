# The two commands of the README: `make site` and `make test`. Both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.archdocs-stamp

.PHONY: site test test-slow lint types imports unit bench clean setup browser

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt scripts/setup.sh
	@sh scripts/setup.sh $(VENV) $(PYTHON)
	@touch $(STAMP)

site: setup
	@$(BIN)/python scripts/site.py

browser: setup
	@sh scripts/browser.sh

lint: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

imports: setup
	@$(BIN)/lint-imports

test: setup browser
	@sh scripts/test.sh $(BIN)

test-slow: setup browser
	@ARCHDOCS_EXAMPLES=new $(BIN)/python -m pytest -m slow -n 2 --timeout 3600

bench: setup
	@$(BIN)/python -m benchmarks

clean:
	rm -rf .build _site .archdocs .mypy_cache .ruff_cache .pytest_cache .hypothesis
