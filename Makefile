# Earshot. `make` alone lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared/data
.DEFAULT_GOAL := help
.PHONY: help run ui draft-check test test-peers test-scheduler test-compose test-ui test-erasure check golden real quality bench crash docs lock clean

help:  ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(VENV)/ready  ## listen to the sample, offline, through Airflow, and say what was heard
	@$(BIN)/python -m sample.run

ui: $(VENV)/ready  ## start Airflow on the sample: pools, connections, DAGs in place; prints address and password
	@$(BIN)/python -m sample.ui

draft-check: $(VENV)/ready  ## FILE=draft.txt: what sells in it, what it is about, whom on the list it fits
	@EARSHOT_HOME=$${EARSHOT_HOME:-var/sample} EARSHOT_CONFIG=$${EARSHOT_CONFIG:-sample/config} \
	$(BIN)/python -m transforms.advice.draft $(FILE)

test: $(VENV)/ready  ## every test but the slow ones
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-peers: $(VENV)/ready  ## X, Mastodon and Bluesky against the programs of others, set up below var/peers
	@$(BIN)/python -m tests.peers.setup
	@$(BIN)/python -m pytest -m peers -rs tests/peers

test-scheduler: $(VENV)/ready  ## whole runs by scheduler and executor, listen to report, read back from Airflow's database
	@$(BIN)/python -m pytest -m slow -s tests/dags

test-compose: $(VENV)/ready  ## each service of docker-compose.yml as a plain process: listen through Celery
	@$(BIN)/python -m tests.compose.setup
	@$(BIN)/python -m pytest -m slow -s -rs tests/compose

test-ui: $(VENV)/ready  ## Airflow in a browser: sign in, trigger listen by its form, open a report, find a failure in three clicks
	@$(BIN)/python -m pytest -m slow -rs tests/ui

test-erasure: $(VENV)/ready  ## one person planted everywhere and forgotten: every table, every byte
	@$(BIN)/python -m pytest -m slow tests/ingest/test_forget_everywhere.py

check: $(VENV)/ready  ## ruff, mypy, import-linter, generated docs
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.generated --check

golden: $(VENV)/ready  ## run the sample and keep its last report as the golden one: look at it before you commit it
	@$(BIN)/python -m sample.run
	@$(BIN)/python -m tests.golden_report --write

real: $(VENV)/ready  ## load the real posts of ../shared/data, corpus by corpus, and count what became of them
	@$(BIN)/python -m bench.real --shared $(SHARED)

quality: $(VENV)/ready  ## how good, beside what; writes bench/quality.md (QUICK=--quick: a fixed sample; PARTS="topics rising": these)
	@$(BIN)/python -m bench.quality $(QUICK) --shared $(SHARED) $(PARTS)

bench: $(VENV)/ready  ## how fast, beside whom; writes bench/load.md, topics.md, profiles.md, day.md, advice.md, report.md, dags.md
	@$(BIN)/python -m bench.load
	@$(BIN)/python -m bench.topics --shared $(SHARED)
	@$(BIN)/python -m bench.profiles
	@$(BIN)/python -m bench.day --shared $(SHARED)
	@$(BIN)/python -m bench.advice
	@$(BIN)/python -m bench.report
	@$(BIN)/python -m bench.dags

crash: $(VENV)/ready  ## kill the real process fifty times and compare the tables
	@EARSHOT_KILLS=50 $(BIN)/python -m pytest -q -s -m slow tests/test_crash.py

docs: $(VENV)/ready  ## write the generated tables of README.md and tests/fixtures/README.md
	@$(BIN)/python -m tests.fixture_table
	@$(BIN)/python -m tests.generated

lock:  ## make requirements.txt, requirements-celery.txt and requirements-dev.txt from pyproject.toml
	@$(PYTHON) -m venv $(VENV) && $(BIN)/pip install -q uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --extra celery -c requirements.txt pyproject.toml -o requirements-celery.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:  ## remove what was made at run time (var/) and the environment
	rm -rf var $(VENV)

$(VENV)/ready: requirements-dev.txt pyproject.toml
	@echo "setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q uv
	@$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python -r requirements-dev.txt
	@touch $@
