# Herobreak. `make` lists what can be made. Needs Python 3.11+ and make; everything else is brought along.
.DEFAULT_GOAL := help
.PHONY: help run build test lint lint-server lint-phone types format lock bench bench-boards bench-live bench-planning bench-settling simulate faults clean environment tools frontend frontend-pseudo browser hooks
BIN := .venv/bin
NPM := ops/npm.sh
T ?=

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environment frontend ## start Herobreak (PORT, HOST, HEROBREAK_DATA, DATABASE_URL, REDIS_URL change where); Ctrl-C stops it
	@exec $(BIN)/herobreak serve

test: tools frontend browser ## run every test on real servers, the phone app's own first; T="tests/rules -k streak" chooses some of the rest
	@$(if $(strip $(T)),,$(NPM) frontend test --silent)
	@$(BIN)/pytest $(if $(strip $(T)),$(T),-n auto)

lint: lint-server lint-phone ## check style, types and import directions, of the server and of the phone app

lint-server: tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory types
	$(BIN)/lint-imports

lint-phone: frontend/node_modules
	$(NPM) frontend run check
	$(NPM) frontend run lint

types: tools
	$(BIN)/mypy

format: tools frontend/node_modules ## format everything
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) frontend run format

bench: tools frontend ## measure recording an answer and opening today, beside their floors; writes build/bench.json
	@PYTHONPATH=tests $(BIN)/python -m bench

bench-planning: tools ## measure planning the days of 1,000 to 100,000 people who know 200 ideas each; writes build/bench-planning.json; PEOPLE=1000,10000
	@PYTHONPATH=tests $(BIN)/python -m bench.planning $(if $(PEOPLE),--people $(PEOPLE))

bench-live: tools ## measure 2,000 phones that listen at one API process: memory, and how soon they hear; writes build/bench-live.json; PHONES=200
	@PYTHONPATH=tests $(BIN)/python -m bench.live $(if $(PHONES),--phones $(PHONES))

bench-boards: tools ## measure boards of up to a million members beside bare Redis calls and SQL, and their repair; writes build/bench-boards.json; PEOPLE=100000
	@PYTHONPATH=tests $(BIN)/python -m bench.boards $(if $(PEOPLE),--people $(PEOPLE))

bench-settling: tools ## measure settling 5,000 challenges that end in the same minute and holding their ceremonies, by two workers; writes build/bench-settling.json; CHALLENGES=500
	@PYTHONPATH=tests $(BIN)/python -m bench.settling $(if $(CHALLENGES),--challenges $(CHALLENGES))

simulate: tools ## let synthetic staff learn by this scheduler and by others; writes build/simulate.json, docs/simulate.svg; PEOPLE=24 SEEDS=0-9
	@PYTHONPATH=tests $(BIN)/python -m simulate $(if $(PEOPLE),--people $(PEOPLE)) $(if $(SEEDS),--seeds $(SEEDS))

faults: tools ## kill the API and workers twenty times while people earn, and count what was lost or awarded twice; writes build/faults.json; PEOPLE=100 KILLS=5
	@PYTHONPATH=tests $(BIN)/python -m faults $(if $(PEOPLE),--people $(PEOPLE)) $(if $(KILLS),--kills $(KILLS))

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
lock: ## write requirements/* anew after a change of pyproject.toml; UPGRADE=--upgrade takes the newest versions
	$(COMPILE) $(UPGRADE) --group build --group dev pyproject.toml -o requirements/all.lock
	$(COMPILE) --group build -c requirements/all.lock pyproject.toml -o requirements/server.lock
	echo uv | $(COMPILE) $(UPGRADE) --no-annotate - -o requirements/uv.lock.txt

hooks: tools ## run the checks of changed files before every commit
	$(BIN)/pre-commit install

clean: ## remove everything that was made, but not the data folder
	rm -rf .venv build frontend/build frontend/.svelte-kit frontend/.paraglide frontend/.pseudo frontend/node_modules tests/browser/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment: # what serving needs
	@ops/bootstrap.sh run

tools: # what tests and checks need, too
	@ops/bootstrap.sh all

frontend/node_modules: environment
	@ops/once.sh $@ frontend/package-lock.json frontend/package.json -- sh -c \
		'echo "==> packages of the phone app" && $(NPM) frontend ci --no-progress --loglevel=error'
.PHONY: frontend/node_modules

build: environment frontend ## build the phone app

PHONE_SOURCES := $(addprefix frontend/,src static messages tools project.inlang/settings.json package.json \
	package-lock.json vite.config.ts tsconfig.json)

frontend: frontend/node_modules
	@ops/once.sh frontend/build/index.html $(PHONE_SOURCES) -- sh -c \
		'echo "==> building the phone app" && $(NPM) frontend run build --silent -- --logLevel warn'

frontend-pseudo: frontend/node_modules # the phone app with pseudo-locales, for tests/e2e/test_pseudo_locale.py
	@ops/once.sh frontend/.pseudo/build/index.html $(PHONE_SOURCES) -- sh -c \
		'echo "==> building the phone app with pseudo-locales" && HEROBREAK_PSEUDO=1 $(NPM) frontend run build --silent -- --logLevel warn'

browser: tools # the browser of the end-to-end tests; CHROMIUM=/path/to/chromium uses yours
	@test -n "$(CHROMIUM)" || ops/browser.sh > /dev/null
