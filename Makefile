# `make story` and `make test` need python3 >= 3.11, make, and for the fast kernel a C++ compiler; `make test` needs Node too.
# Both set up what they need, once: in .venv/ and web/node_modules/, from locks with hashes, and nothing outside this folder.

PYTHON ?= python3
BIN := .venv/bin
# A user's own pip settings may refuse whatever has no hash, and an editable install can have none.
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_REQUIRE_HASHES=0 $(BIN)/pip install --quiet
# pip compiles all that it installs, on one core, which takes longer than all the rest. This does it on every core and leaves out other
# people's tests. A template that does not compile is no failure.
COMPILE := $(BIN)/python -m compileall -qq -j 0 -x '/tests?/' .venv/lib >/dev/null || true
PYTEST := $(BIN)/pytest
# On every core, but not so many that memory would not do.
PARALLEL := -n auto --maxprocesses 4 --dist worksteal
LOCK := pip compile pyproject.toml --universal --generate-hashes --no-header --quiet

CORE := .venv/core.stamp
BUILD := .venv/build.stamp
TEST := .venv/test.stamp
ENGINES := .venv/integrations.stamp
NODE := web/node_modules/.stamp
KERNELS := $(wildcard src/logloss/kernels/*.cpp src/logloss/kernels/*.h)

.PHONY: story test test-all check web integrations pictures golden fonts lock clean
.DELETE_ON_ERROR:

# The ten points, told in the terminal; then drawn.
story: $(BUILD)
	@$(BIN)/logloss story
	@$(BIN)/logloss story -o story.png

# Everything that must hold before a change lands. pytest comes last: its closing line is the last that is printed.
test: check web
	$(PYTEST) -m "not integration" $(PARALLEL)

# And what needs engines that `make test` does not install: each such test skips, and says so, where its engine is missing.
test-all: test
	@$(MAKE) --no-print-directory integrations

check: $(BUILD) $(TEST)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

web: $(NODE)
	npm --prefix web run check
	npm --prefix web test

integrations: $(BUILD) $(ENGINES)
	$(PYTEST) -m integration

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "logloss needs Python 3.11 or newer")'
	@echo "Setting up .venv (once, up to a minute) ..." >&2
	@$(PYTHON) -m venv .venv

$(CORE): requirements.lock | .venv/pyvenv.cfg
	@$(PIP) --no-compile --require-hashes -r requirements.lock
	@$(COMPILE)
	@touch $@

$(TEST): requirements-test.lock $(CORE)
	@$(PIP) --no-compile --require-hashes -r requirements-test.lock
	@$(COMPILE)
	@touch $@

$(ENGINES): requirements-integrations.lock $(TEST)
	@$(PIP) --no-compile --require-hashes -r requirements-integrations.lock
	@touch $@

# An old kernel must not outlive a build that failed, which is silent: a machine without a compiler does without one.
$(BUILD): pyproject.toml setup.py $(KERNELS) $(CORE)
	@rm -rf build src/logloss/kernels/_*.so
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(NODE): web/package.json web/package-lock.json web/.npmrc
	@npm ci --prefix web --no-progress
	@touch $@

# Keeps every version that still fits; `make lock UPGRADE=--upgrade` takes the newest.
lock:
	@set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(PYTHON) -m venv "$$tmp"; "$$tmp/bin/pip" install --quiet --disable-pip-version-check uv; \
	"$$tmp/bin/uv" $(LOCK) $(UPGRADE) --extra build -o requirements.lock; \
	"$$tmp/bin/uv" $(LOCK) $(UPGRADE) --extra build --extra test -c requirements.lock -o requirements-test.lock; \
	"$$tmp/bin/uv" $(LOCK) $(UPGRADE) --extra build --extra test --extra integrations -c requirements-test.lock \
		-o requirements-integrations.lock

# The pictures of the README, from the commands that stand beside them there.
pictures: $(BUILD)
	@mkdir -p docs/pictures
	$(BIN)/logloss story --scene feature..loss -o docs/pictures/ten-points.png
	$(BIN)/logloss story --scene feature..loss --lang zh-Hans -o docs/pictures/ten-points.zh-Hans.png
	cd docs/pictures && ../../$(BIN)/python ../../examples/make_predictions.py
	$(BIN)/logloss explain docs/pictures/predictions.csv -y malignant -p probability --id sample -o docs/pictures/report.png
	$(BIN)/logloss explain docs/pictures/predictions.csv -y malignant -p probability --id sample --lang zh-Hans -o docs/pictures/report.zh-Hans.png
	cd docs/pictures && ../../$(BIN)/python ../../examples/make_models.py
	$(BIN)/logloss compare docs/pictures/models.csv -y malignant -p logistic -p boosted --id sample -o docs/pictures/models.png
	cd docs/pictures && ../../$(BIN)/python ../../examples/make_week.py
	for d in 1 2; do $(BIN)/logloss summarize docs/pictures/week/day=$$d -y clicked -p prob -o docs/pictures/day-$$d.json; done
	$(BIN)/logloss compare docs/pictures/day-1.json docs/pictures/day-2.json -o docs/pictures/change.png
	cd docs/pictures && ../../$(BIN)/python ../../examples/replay_boosting.py
	$(BIN)/logloss replay docs/pictures/boosting.arrows -o docs/pictures/replay.png
	@rm -r docs/pictures/boosting.arrows docs/pictures/predictions.csv docs/pictures/models.csv docs/pictures/day-*.json docs/pictures/week

# The pictures that every scene of the page is compared with: look at what has changed, then commit.
golden: $(BUILD) $(TEST) $(NODE)
	GOLDEN=draw $(PYTEST) tests/browser/test_golden.py

# Needs Debian's fonts-noto-cjk, and a package that brings STIX Two Math; the results are committed, so that nobody else does.
fonts: $(BUILD)
	$(BIN)/python tools/make_fonts.py
	@set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(PYTHON) -m venv "$$tmp"; "$$tmp/bin/pip" install --quiet --disable-pip-version-check brotli fonttools ziamath==0.13; \
	"$$tmp/bin/python" tools/make_math_font.py

clean:
	rm -rf .venv build web/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	rm -f src/logloss/kernels/_*.so src/logloss/kernels/_*.pyd
	find src tests schema -name __pycache__ -type d -prune -exec rm -rf {} +
