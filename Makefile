# The two commands are `make run` and `make test`; `make help` lists the others.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
IN_VENV := $(VENV)/bin/python
APPS := accounts schools media content_repo courses live_classes elearn
TYPED := accounts/services* schools/services* media/services* content_repo/services* courses/services* live_classes/services* live_classes/events live_classes/hub \
	*/permissions.py */queries.py elearn/environment.py elearn/supervision.py elearn/parsers.py elearn/catalogues.py

.DEFAULT_GOAL := help
.PHONY: help run install install-dev test check lint types contracts migrations-check translations-check bench messages clean

help: ## Show this list.
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 22

run: python ## Prepare everything and serve on PORT (8000); Ctrl-C ends it.
	@exec $(PYTHON) deploy/run.py --host "$(HOST)" --port "$(PORT)"

install: python ## Make .venv and node_modules without starting anything.
	@exec $(PYTHON) deploy/install.py

install-dev: python ## The same with what tests and checks need.
	@exec $(PYTHON) deploy/install.py --dev

test: python ## Install what the tests need and run all of them.
	@$(PYTHON) deploy/install.py --dev --system
	@$(IN_VENV) -m tests.run

check: install-dev lint types contracts migrations-check translations-check ## Lint, types, import contracts, migrations, translations.

lint:
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --lint --quiet $(APPS)

types:
	$(VENV)/bin/mypy $(wildcard $(TYPED))

contracts:
	$(VENV)/bin/lint-imports

migrations-check:
	$(IN_VENV) manage.py makemigrations --check --dry-run

translations-check:
	$(IN_VENV) manage.py check_translations

bench: install-dev ## Measure pages over a slow link, the server, search, uploads and live classes.
	$(IN_VENV) -m bench

messages: install-dev ## Write new and changed texts into the English catalogues (needs GNU gettext).
	$(IN_VENV) manage.py update_translations

clean: ## Remove what was installed and built; keeps var/, where the data is.
	rm -rf $(VENV) node_modules .ruff_cache .mypy_cache .import_linter_cache var/assets var/static var/stamps
	find $(APPS) tests bench -name __pycache__ -prune -exec rm -rf {} +
	find $(APPS) -name '*.mo' -delete

.PHONY: python
python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Python 3.11 or newer is needed: on Debian or Ubuntu, apt install python3 python3-venv."; exit 1; }
