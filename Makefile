# The commands of the project.  `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VETRINA_TEST_DATA ?= ../shared/data
PHOTO ?=
ONCE ?=
PORT ?=

.PHONY: help demo test dev check reset lock clean

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.base  ## set up, stage a room, show where it lies, serve (PHOTO=path ONCE=1 PORT=8080)
	@$(if $(PORT),VETRINA_PORTS__WEB=$(PORT)) $(BIN)/python -m vetrina demo $(if $(PHOTO),--photo "$(PHOTO)") $(if $(ONCE),--once)

test: export VETRINA_TEST_DATA := $(VETRINA_TEST_DATA)
test: $(VENV)/.dev  ## everything CI runs: lint, types, import contracts, tests
	@tools/prepare-tests
	@tools/check
	@tools/run-tests

check: $(VENV)/.dev  ## lint, types, import contracts, spelling, secret scan
	@tools/check

dev: $(VENV)/.dev  ## an environment to work in
	@echo "Ready. Activate it with: . $(VENV)/bin/activate"

reset:  ## forget the demo's data (asks first)
	@tools/reset

lock:  ## make the lock files again from pyproject.toml (needs uv)
	@tools/lock

clean:  ## remove the environment and caches, keep the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.base: requirements/base.lock tools/bootstrap
	@PYTHON="$(PYTHON)" tools/bootstrap $(VENV) base

$(VENV)/.dev: requirements/dev.lock tools/bootstrap
	@PYTHON="$(PYTHON)" tools/bootstrap $(VENV) dev
