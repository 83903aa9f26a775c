# An index of commands; each works without make too.
python := .venv/bin/python

.PHONY: help setup up down test check bench lock

help: ## list the commands
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 8

setup: ## make .venv and a working pulumi (about 4 minutes the first time, once per machine)
	@python3 -m toolchain setup

up: setup ## bring up all three environments on this machine, with no account
	@$(python) -m sandbox up

down: setup ## destroy them and stop
	@$(python) -m sandbox down

check: setup ## formatting, lint, types
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@$(python) -m mypy

test: check ## everything that must hold
	@$(python) -m ops check
	@$(python) -m ops reference --check
	@$(python) -m pytest -n auto --dist loadfile --no-loadscope-reorder

lock: setup ## after a change of a *.in: write the requirements.txt that follow from them, with hashes
	@set -e; for list in requirements requirements-dev toolchain/requirements toolchain/npm toolchain/openssl; do \
		.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes $$list.in -o $$list.txt; done

bench: setup ## what it costs: against an empty program, in requests, with data, in tests (about 20 minutes)
	@$(python) -m tests.bench
