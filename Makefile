# `make` alone says what there is. Everything runs in .venv, made from the hash-locked requirements.txt.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LAB := $(VENV)/.lab
export PYTHONUTF8 := 1
export PYTHONDONTWRITEBYTECODE := 1
export PYTHONPATH := $(CURDIR)/book

.DEFAULT_GOAL := help
.PHONY: help book pdf test serve lab check intake edition bench mutate lint lock audit clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: $(STAMP) ## check the data, execute the notebooks, build the pages, the report, the annex and a PDF a chapter
	@$(BIN)/python -m evidence.upkeep.build

pdf: $(STAMP) ## set report, annex and chapters again from the built pages
	@$(BIN)/python -m evidence.paper

test: $(STAMP) lint ## ruff, then pytest: units, data, every notebook (nbval), the built pages
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

serve: $(STAMP) ## build the pages and open them in a browser
	@$(BIN)/python -m evidence.upkeep.build html
	@$(BIN)/python -m evidence.upkeep.serve

lab: $(LAB) ## open the chapters in JupyterLab, to change them and to execute them
	@$(BIN)/jupyter lab --LabApp.default_url="/lab/tree/book/explore.ipynb?file-browser-path=/"

check: $(STAMP) ## check the tables and the pages' facts only
	@$(BIN)/python -m evidence.upkeep.build check

intake: $(STAMP) ## read a new digest: make intake FILE=... lists its figures and what they would join
	@$(BIN)/python -m evidence.upkeep.intake "$(FILE)" $(if $(WRITE),--write)

edition: $(STAMP) ## record what the edition says, so that later changes must be explained
	@$(BIN)/python -m evidence.upkeep.publish

bench: $(STAMP) ## measure what the book costs and how it grows, and kill its build; two hours or more
	@PYTHONPATH="$(CURDIR)/book:$(CURDIR)/tests" $(BIN)/python -m bench

mutate: $(STAMP) ## change one thing after the other and see what the suite notices; takes an hour
	@PYTHONPATH="$(CURDIR)/book:$(CURDIR)/tests" $(BIN)/python -m mutation

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

lock: $(STAMP) ## compile requirements.in into requirements.txt with the newest versions, or make lock PACKAGE=name
	@$(BIN)/python -m evidence.upkeep.supply lock $(PACKAGE)
	@$(MAKE) --no-print-directory $(STAMP)
	@$(BIN)/python -m evidence.upkeep.supply licences

audit: $(STAMP) ## ask the package index: is the lock current, are there wheels everywhere, known vulnerabilities?
	@$(BIN)/python -m evidence.upkeep.supply audit

clean: ## remove what was built; the environment stays
	rm -rf _build

$(STAMP): requirements.txt
	@command -v $(PYTHON) > /dev/null || { echo "There is no $(PYTHON); set PYTHON=... to name a Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The book needs Python 3.11 or newer; set PYTHON=... to name one.")'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python can't make an environment: on Debian, apt install python3-venv."; exit 1; }
	@echo "setting up $(VENV) ..."
	@rm -rf $(VENV)
	@begin=$$(date +%s) && $(PYTHON) -m venv $(VENV) \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --requirement requirements.txt \
		&& touch $(STAMP) && echo "set up in $$(( $$(date +%s) - begin )) s"

# Beside the lock, so that `make book` stays light.
$(LAB): $(STAMP) requirements-lab.txt $(wildcard .binder/*)
	@echo "adding JupyterLab to $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --requirement requirements-lab.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" .binder/postBuild
	@touch $(LAB)
