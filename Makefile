# `make` alone says what there is. Everything runs in .venv, made from the hash-locked requirements.txt.

PYTHON ?= python3
# Sets the environment up. Where there is none, pip puts that of the lock in first; one inside would be removed with it.
UV ?= $(filter-out $(CURDIR)/.venv/%,$(shell command -v uv))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LAB := $(VENV)/.lab
export PYTHONUTF8 := 1
export PYTHONDONTWRITEBYTECODE := 1
export PYTHONPATH := $(CURDIR)/book

.DEFAULT_GOAL := help
.PHONY: help book pdf test test-all serve lab check intake edition bench mutate lint lock audit clean
PYTEST = $(BIN)/python -m pytest --numprocesses auto --maxprocesses 2 --dist loadfile --no-loadscope-reorder
LOCKED = --quiet --require-hashes --only-binary :all: --requirement
INSTALL = VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(or $(UV),$(BIN)/uv) pip install --compile-bytecode $(LOCKED)

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: $(STAMP) ## check the data, execute the notebooks, build the pages and the report
	@$(BIN)/python -m evidence.upkeep.build

pdf: $(STAMP) ## build the pages as they are published, with report, annex and a PDF a chapter
	@$(BIN)/python -m evidence.upkeep.build pdf

check: $(STAMP) lint ## check the tables, the pages' facts and the code: what is asked while writing
	@$(BIN)/python -m evidence.upkeep.build check

test: $(STAMP) lint ## ruff, then pytest: units, data, every notebook (nbval), the built pages, each sweep in part
	@$(PYTEST)

test-all: $(STAMP) lint ## the same with every page at every width, all PDFs, and builds that are stopped
	@$(PYTEST) --whole

serve: $(STAMP) ## open the pages in a browser, and build a page again when it is saved
	@$(BIN)/python -m evidence.upkeep.serve

lab: $(LAB) ## open the chapters in JupyterLab, to change them and to execute them
	@$(BIN)/jupyter lab --LabApp.default_url="/lab/tree/book/explore.ipynb?file-browser-path=/"

intake: $(STAMP) ## read a new digest: make intake FILE=... lists its figures and what they would join
	@PYTHONPATH="$(CURDIR)/book:$(CURDIR)/seeds" $(BIN)/python -m intake "$(FILE)" $(if $(WRITE),--write)

edition: $(STAMP) ## record what the edition says, so that later changes must be explained
	@$(BIN)/python -m evidence.upkeep.publish

bench: $(STAMP) ## measure all, which takes an hour, or one thing: make bench WHAT=house
	@PYTHONPATH="$(CURDIR)/book:$(CURDIR)/seeds:$(CURDIR)/tests" $(BIN)/python -m bench $(WHAT)

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
	@$(if $(UV),,$(PYTHON) -c 'import ensurepip, venv' || { echo "Python can't make an environment: on Debian, apt install python3-venv."; exit 1; })
	@echo "setting up $(VENV) ..."
	@rm -rf $(VENV)
	@begin=$$(date +%s) && $(if $(UV),$(UV) venv --quiet --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV) \
		&& sed -n '/^uv==/,/# via/p' requirements.txt > $(VENV)/uv.txt \
		&& $(BIN)/python -m pip --disable-pip-version-check install $(LOCKED) $(VENV)/uv.txt) \
		&& $(INSTALL) requirements.txt \
		&& touch $(STAMP) && echo "set up in $$(( $$(date +%s) - begin )) s"

# Beside the lock, so that `make book` stays light.
$(LAB): $(STAMP) requirements-lab.txt $(wildcard .binder/*)
	@echo "adding JupyterLab to $(VENV) ..."
	@$(INSTALL) requirements-lab.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" .binder/postBuild
	@touch $(LAB)
