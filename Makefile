# Wardroom. `make help` lists what can be done; nothing but Python 3.11 (with venv) and make is
# needed: the first target that you call sets up what it uses.

PYTHON ?= python3
PY := .venv/bin/python
UV := .uv/bin/uv
DATA := $(or $(WARDROOM_DATA_DIR),var)
TS := clients/typescript
NODE := $(TS)/node_modules/.package-lock.json
export UV_LINK_MODE ?= copy

.DEFAULT_GOAL := help
.PHONY: help setup tools demo demo-cloud test test-fast test-browser test-postgres serve worker \
        lint types format openapi lint-openapi fuzz drill bench clients clients-python clients-typescript

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | \
	  awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

# uv installs in seconds what takes pip a minute; pip is the fall-back (.venv/.base below).
$(UV):
	@echo "Setting up the installer …"
	@$(PYTHON) -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.8 \
	  || echo "uv is not to be had; falling back to pip, which is slower"

# $(call install,REQUIREMENTS)
define install
	@if [ -x $(UV) ]; then \
	  [ -x $(PY) ] || $(UV) venv --quiet --python $(PYTHON) .venv; \
	  $(UV) pip install --quiet --compile-bytecode --python $(PY) -r $(1); \
	else \
	  [ -x $(PY) ] || $(PYTHON) -m venv .venv; \
	  $(PY) -m pip install --quiet --disable-pip-version-check -r $(1); \
	fi
	@touch $@
endef

.venv/.base: requirements/base.txt | $(UV)
	@echo "Installing the server …"
	$(call install,requirements/base.txt)

.venv/.test: requirements/test.txt requirements/scaled.txt .venv/.base
	@echo "Installing what the tests need …"
	$(call install,requirements/test.txt)

# Where there is no node, what needs it says so and is left out.
$(NODE): $(TS)/package.json $(TS)/package-lock.json | .venv/.test
	@if $(PY) -m tests.services node; then \
	  npm ci --prefix $(TS) --no-audit --no-fund --loglevel=error >/dev/null && touch $@; fi

setup: .venv/.base ## install the server into .venv

tools: | $(UV) ## install the scanners, each family in an environment of its own
	@$(PYTHON) -m tooling.environments install code secrets wapiti --data-dir $(DATA)

demo: | $(UV) ## set up, run a real scan of docs/demo, then serve (ARGS=--no-serve: end there)
	@$(MAKE) --no-print-directory -j2 .venv/.base tools
	@$(PY) manage.py demo $(ARGS)

# Prowler and Scout Suite bring the libraries of every cloud: 2.3 and 1.5 GB, some ten minutes.
demo-cloud: .venv/.base ## scan a stand-in AWS account for real; installs 4 GB (ARGS=--no-serve)
	@$(PY) -m tooling.environments install prowler scoutsuite moto --data-dir $(DATA)
	@$(PY) manage.py demo_cloud $(ARGS)

serve: .venv/.base ## run web and worker on http://127.0.0.1:8000
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py up $(ARGS)

worker: .venv/.base ## run a worker only
	@$(PY) manage.py qcluster

test: lint lint-openapi test-fast test-browser fuzz test-postgres ## run every check and test this machine can run

# Playwright holds the event loop of its process, so the browser tests have one of their own.
test-fast: .venv/.test tools ## run what needs no service: unit tests, real tools, faults
	@$(PY) -m pytest -n 2 --dist loadgroup -rs -m "not browser" $(ARGS)

test-browser: .venv/.test ## run the pages in headless Chromium, where it is installed
	@$(PY) -m pytest -rs -m browser tests/browser

test-postgres: .venv/.test ## run everything that stores something on PostgreSQL, where it answers
	@if $(PY) -m tests.services postgres; then \
	  WARDROOM_TEST_DATABASE_URL=$$($(PY) -m tests.services url) $(PY) -m pytest -n 2 -rs \
	    -m "not browser and not tools" tests/config tests/projects tests/scans tests/findings; \
	else $(PY) -m tests.services absent; fi

lint: .venv/.test types ## ruff, mypy, migrations, deployment check
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) manage.py makemigrations --check --dry-run --verbosity 0
	@WARDROOM_PRODUCTION=1 WARDROOM_DATA_DIR=$$(mktemp -d) ALLOWED_HOSTS=wardroom.example \
	  SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  FIELD_ENCRYPTION_KEYS=$$($(PY) -c 'from cryptography.fernet import Fernet; \
	    print(Fernet.generate_key().decode())') \
	  $(PY) manage.py check --deploy --fail-level WARNING

types: .venv/.test
	@$(PY) -m mypy config projects tooling scans findings
	@$(PY) -m mypy --config-file clients/python/pyproject.toml clients/python/src \
	  clients/python/generate.py

format: .venv/.test ## format the code
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .

openapi: .venv/.test ## write docs/openapi.yaml from the code
	@$(PY) manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn

lint-openapi: $(NODE) ## lint docs/openapi.yaml by the rules of docs/redocly.yaml
	@[ ! -e $(NODE) ] || { said=$$(REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
	  $(TS)/node_modules/.bin/redocly lint docs/openapi.yaml --config docs/redocly.yaml \
	  --format stylish 2>&1) && echo "docs/openapi.yaml keeps its rules" || \
	  { echo "$$said"; exit 1; }; }

drill: .venv/.test ## kill, starve and flood a running installation (ARGS="monitor --shape embedded")
	@$(PY) -m tests.drills $(ARGS)

bench: .venv/.test ## measure what the engine itself costs, embedded and scaled, and an import
	@$(PY) -m tests.benchmarks.engine $(ARGS)
	@$(PY) -m tests.benchmarks.import_report

clients: clients-python clients-typescript ## write both clients from docs/openapi.yaml

clients-python: .venv/.test ## write the Python client's generated files
	@$(PY) clients/python/generate.py

clients-typescript: $(NODE) ## write the TypeScript client's generated files, check and build it
	@[ ! -e $(NODE) ] || { cd $(TS) && npm run --silent generate && npm run --silent build; }

fuzz: .venv/.test ## send generated requests to every operation as every caller (ARGS=--minutes 10)
	@$(PY) -m tests.contract.fuzz $(ARGS)
