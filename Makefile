# One-word verbs. Everything runs in .venv, made from requirements.txt; nothing is installed outside this folder.
# The first Python that answers and is new enough: a name on the path may be a shim of a version not installed.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
OUT ?= out/demo

.PHONY: run test bench demo words lint pictures clean

run: $(VENV)/.run  ## install, make the demo proposals, open the app
	$(BIN)/python -m packagekit demo -o $(OUT)
	$(BIN)/python -m packagekit serve --port $(PORT) --open

test: $(VENV)/.dev tests/oracles/node_modules  ## every test, the browser's and the office's included
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

demo: $(VENV)/.run  ## the whole flow for every sample factory
	$(BIN)/python -m packagekit demo -o $(OUT)

bench: $(VENV)/.dev benchmarks/peers/node_modules  ## figures beside a named peer, in one run
	$(BIN)/python -m benchmarks

words: $(VENV)/.run  ## collect the messages into every .po and check them
	$(BIN)/python -m packagekit words update
	$(BIN)/python -m packagekit words check

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports

pictures: $(VENV)/.dev  ## take the README's pictures again
	$(BIN)/python -m tests.browser.shots docs/pictures

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "packagekit needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

# What npm brings; where it is missing or cannot fetch, tests and benchmarks go on and say what is not there.
%/node_modules: %/package.json
	-npm install --prefix $* --no-package-lock --no-audit --no-fund --silent && touch $@

clean:
	rm -rf $(VENV) benchmarks/peers/node_modules tests/oracles/node_modules out
