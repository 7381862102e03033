# `make site` and `make test` are all a fresh checkout needs: they set up .venv themselves.
# A Python of your choice: make PYTHON=/path/to/python3.12 test

VENV ?= .venv
PYTHON ?=
ARGS ?=
# Processes that tests are spread over: auto is one for each processor, 0 runs them all in the one that is called.
WORKERS ?= auto
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed
DEVELOPED := $(VENV)/.developed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Exactly what was locked, from ready-made packages: nothing is built, so no code of a package runs at installation.
PIP_LOCKED := $(PIP) install --require-hashes --only-binary :all:
PIP_TOOLS := pip-tools==7.6.2
# Later ones need a later Python than pyproject.toml asks for; Debian 12 has 3.11.2.
OLD_ENOUGH := pymdown-extensions<13

# The project reads and writes UTF-8; mkdocs-material's notice about its end of life is known.
export PYTHONUTF8 := 1
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup site serve test fuzz check lint format types generated fresh release lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(INSTALLED) ## set up .venv with the tool; every other target does so by itself

site: $(INSTALLED) ## build the site into site/
	@$(BIN)/vlasurvey build --strict

serve: $(INSTALLED) ## serve the site locally, reloading on every change
	@$(BIN)/vlasurvey serve

test: $(DEVELOPED) ## run the tests; ARGS='-k name' narrows them down, WORKERS=0 runs one by one
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

fuzz: $(DEVELOPED) ## throw broken files at the readers: make fuzz SECONDS=600 SEED=random
	@$(BIN)/python tests/fuzz.py $(or $(SECONDS),60) $(SEED)

check: $(INSTALLED) ## check the records and vocabularies
	@$(BIN)/vlasurvey check $(ARGS)

lint: $(DEVELOPED) ## check style and formatting of the Python code
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

format: $(DEVELOPED) ## mend what `lint` can mend
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

types: $(DEVELOPED) ## check the types
	@$(BIN)/mypy src $(wildcard bench)

generated: $(DEVELOPED) ## write AWESOME.md, CITATION.cff, schema/, docs/rules.md and pictures for sharing anew
	@$(BIN)/vlasurvey generate
	@$(BIN)/python tests/engines.py

fresh: $(DEVELOPED) ## fail if one of the generated files is out of date
	@$(BIN)/vlasurvey generate --check
	@$(BIN)/python tests/engines.py --check

release: $(INSTALLED) ## prepare a release: make release VERSION=2026.12 DATE=2026-12-01
	@$(BIN)/vlasurvey release "$(VERSION)" "$(DATE)"

lock: ## refresh both requirements files; ARGS=--upgrade takes newer versions
	@set -eu; $(find_python); \
	tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	"$$python" -m venv "$$tools"; \
	"$$tools/bin/pip" --disable-pip-version-check --quiet install "$(PIP_TOOLS)"; \
	compile() { \
	  CUSTOM_COMPILE_COMMAND="make lock" "$$tools/bin/pip-compile" --quiet $(ARGS) \
	    --build-deps-for editable --build-deps-for wheel --allow-unsafe --generate-hashes --strip-extras \
	    --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --upgrade-package "$(OLD_ENOUGH)" "$$@" pyproject.toml; \
	}; \
	compile --extra acquire --extra dumps --extra images --output-file requirements.txt; \
	compile --all-extras --constraint requirements.txt --output-file requirements-dev.txt
	@echo "requirements.txt and requirements-dev.txt are up to date; commit them together with pyproject.toml"

clean: ## remove everything that the other targets made
	@rm -rf $(VENV) site .site.new .site.last dist build tests/tools/node_modules .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find src tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# The first Python that is new enough, or a message that says what to do.
define find_python
python=; \
for candidate in $(or $(PYTHON),python3.11 python3 python3.12 python3.13 python3.14); do \
  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
done; \
if [ -z "$$python" ]; then \
  echo "vlasurvey needs Python 3.11 or newer; found: $$($(or $(PYTHON),python3) --version 2>&1 || true)." >&2; \
  echo "Install it, or name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; \
  exit 1; \
fi
endef

# Three stamps. Other locks make the environment anew (their text is the stamp, so that a rewritten file alone does not);
# a changed pyproject.toml only installs the project again; what tests and development need is added to the same
# environment the first time a target asks for it.
$(LOCKED): requirements.txt requirements-dev.txt
	@set -eu; ! cat $^ | cmp -s - $@ || exit 0; $(find_python); \
	echo "Setting up $(VENV) with $$("$$python" --version) (once; about half a minute)"; \
	"$$python" -m venv --clear $(VENV) || { \
	  echo "Could not make a virtual environment; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	$(PIP_LOCKED) -r requirements.txt; \
	cat $^ > $@

$(INSTALLED): pyproject.toml $(LOCKED)
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@$(PIP) check || { echo "requirements.txt does not fit pyproject.toml; run: make lock" >&2; exit 1; }
	@touch $@

$(DEVELOPED): $(LOCKED) | $(INSTALLED)
	@echo "Adding what tests and development need (once; about half a minute)"
	@$(PIP_LOCKED) -r requirements-dev.txt
	@$(PIP) check || { echo "requirements-dev.txt does not fit pyproject.toml; run: make lock" >&2; exit 1; }
	@touch $@
