# The errands of this tree; `make` alone lists them. Needs Python 3.11 or later with venv.

PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; \
	done)
BIN := .venv/bin
INSTALLED := .venv/.installed
CHROMIUM := chromium chromium-browser google-chrome

.DEFAULT_GOAL := help
.PHONY: help run demo test lint format bench bench-large names soak screenshots pictures chromium

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(INSTALLED) ## Start everything, with a demo school on the first start; Ctrl-C stops it
	@exec $(BIN)/python -m onboarding serve --demo

demo: $(INSTALLED) ## Load the demo school
	$(BIN)/python -m onboarding demo

test: $(INSTALLED) chromium ## Run every test but the long ones
	$(BIN)/pytest -n 2 -m "not soak" --cov --cov-report=term:skip-covered

soak: $(INSTALLED) ## Run the long tests
	$(BIN)/pytest -m soak

lint: $(INSTALLED) ## Look for mistakes without running anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile

format: $(INSTALLED) ## Write the code in the one way
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED) ## Measure, and write the table
	$(BIN)/python -m benchmarks --keep

bench-large: $(INSTALLED) ## Measure with a million members
	$(BIN)/python -m benchmarks --large

names: $(INSTALLED) ## Measure names of all sorts, and write the tables
	$(BIN)/python -m benchmarks.names --keep

screenshots: $(INSTALLED) chromium ## Take a picture of every page in each look, and prove it
	$(BIN)/python -m tests.browser.screenshots

pictures: $(INSTALLED) chromium ## Take the README's pictures anew
	$(BIN)/python -m tests.browser.pictures

$(INSTALLED): requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is missing: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The browser tests need a browser: taken from Debian where we may, asked for where we may not.
chromium:
	@for each in $(CHROMIUM); do command -v $$each >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && \
		apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; \
	else \
		echo "Chromium is missing. Install it with a Chinese font (on Debian: chromium and"; \
		echo "fonts-noto-cjk), or leave its tests out: $(BIN)/pytest -m 'not browser and not soak'"; \
		exit 1; \
	fi
