# Một Cửa. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo demo-check demo-reset test check guards bench peers room docs css messages requirements system clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(STAMP): requirements/test.txt requirements/base.txt requirements/devices.txt pyproject.toml package-lock.json tools/setup.py
	@$(PYTHON) tools/setup.py
	@touch $(STAMP)

demo: $(STAMP) ## set everything up, show the main job, serve http://127.0.0.1:8000
	@$(BIN)/motcua demo

demo-check: $(STAMP) ## run the main job headless; the last line is one JSON object
	@$(BIN)/motcua demo-check

demo-reset: ## forget the demo's data
	@$(BIN)/motcua demo-reset

test: $(STAMP) ## the whole suite: real PostgreSQL, browser journeys, architecture
	@$(BIN)/python tools/suite.py

check: $(STAMP) ## lint, types, import contracts, messages
	@$(BIN)/ruff check .
	@$(BIN)/mypy src/motcua
	@$(BIN)/lint-imports
	@$(BIN)/python tools/messages.py check
	@$(BIN)/python tools/docs.py --check

guards: $(STAMP) ## take the guards against attacks away, one by one, and see that tests notice (WORDS="replayed PKCE": only those)
	@$(BIN)/python tools/guards.py $(WORDS)

bench: $(STAMP) ## every performance figure, as ratios
	@for name in $$(ls bench/*.py | xargs -n1 basename | sed 's/.py//' | grep -v '^_'); do $(BIN)/motcua bench $$name || exit 1; done

peers: $(STAMP) ## install the peers that benches compare with
	@$(BIN)/python tools/setup.py --peers

room: $(STAMP) ## make room NAME=land FLOOR=services
	@$(BIN)/python tools/room.py $(FLOOR) $(NAME)

css: $(STAMP) ## build the style sheet from tokens and components
	@$(BIN)/python -m motcua.kit.ui.css

docs: $(STAMP) ## generate docs/reference and the lists in room READMEs
	@$(BIN)/python tools/docs.py

messages: $(STAMP) ## compile translations; names what lacks English
	@$(BIN)/python tools/messages.py compile

requirements: ## pin versions with hashes from pyproject.toml
	@$(BIN)/uv pip compile -q --generate-hashes --no-header --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements/base.txt > /dev/null
	@$(BIN)/uv pip compile -q --generate-hashes --no-header --no-emit-index-url --python-version 3.11 pyproject.toml --group test -o requirements/test.txt > /dev/null
	@$(BIN)/uv pip compile -q --generate-hashes --no-header --no-emit-index-url --python-version 3.11 requirements/devices.in -o requirements/devices.txt > /dev/null

clean: ## remove what was built, keep data
	@rm -rf $(VENV) node_modules artifacts .mypy_cache .ruff_cache .pytest_cache
