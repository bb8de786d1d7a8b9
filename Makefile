# Two commands: `make verify` builds and confirms the shipped examples, `make test` runs every check.
PYTHON ?= python3
BIN := .venv/bin

.venv/.installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[datasets,test]'
	@touch $@

.PHONY: verify test bench clean
verify: .venv/.installed
	@$(BIN)/python tests/verify.py

test: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet -rs --numprocesses auto --dist loadfile --cov --cov-report=term

bench: .venv/.installed
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf .venv build *.egg-info
