# Two commands: `make verify` builds and confirms the shipped examples, `make test` runs every check of every day.
# `make kernel` has Coq build its three libraries and compares every theorem with what is kept of it.
# `make test-all` adds what takes long: proof kernels, browsers, LaTeX, searches. `make bars` runs what alone takes minutes.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest --quiet -rs --numprocesses auto --dist loadfile

.venv/.installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[datasets,test]'
	@touch $@

.PHONY: verify kernel lint test test-all bars coverage bench site notebooks clean
verify: .venv/.installed
	@$(BIN)/python tests/verify.py

kernel: .venv/.installed
	@$(BIN)/python -m tests.kernel

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(PYTEST)

test-all: lint
	$(PYTEST) -m 'not longest'

bars: .venv/.installed
	$(PYTEST) -m longest

coverage: .venv/.installed
	$(PYTEST) -m 'not longest' --cov --cov-report=term

bench: .venv/.installed
	$(BIN)/python -m tests.benchmarks

site: .venv/.installed
	DISABLE_MKDOCS_2_WARNING=true $(BIN)/mkdocs build --quiet --strict

notebooks: .venv/.installed
	$(BIN)/python -m pip install --quiet --editable '.[notebooks]'
	$(BIN)/jupyter notebook notebooks

clean:
	rm -rf .venv build site *.egg-info
