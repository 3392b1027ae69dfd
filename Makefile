# The two commands of the README are `make demo` and `make test`; each does all of its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DJANGO = JINGHENG_HOME=$$(mktemp -d) DJANGO_SETTINGS_MODULE=jingheng.config.settings $(BIN)/python -m django

.PHONY: demo test bench docs check lock verifier clean

$(VENV)/run.stamp: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: $(VENV)/run.stamp
	$(BIN)/jingheng demo $(ARGS)

test: $(VENV)/dev.stamp
	bash scripts/system-packages
	$(BIN)/pytest -q -n 2 $(ARGS)
	$(BIN)/python scripts/with_postgres.py $(BIN)/pytest -q -n 2 -m database $(ARGS)

# Speed as ratios measured in one run. A quick look: make bench ARGS="--scale 10000"; docs/benchmarks.md tells the rest.
bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench $(ARGS)

# docs/generated, from the code; a test fails while a committed page says anything else.
docs: $(VENV)/run.stamp
	$(BIN)/python scripts/write_docs.py

check: $(VENV)/dev.stamp
	$(BIN)/ruff check src tests scripts bench
	$(BIN)/ruff format --check src tests scripts bench
	$(BIN)/mypy src tests bench
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src
	$(DJANGO) makemigrations --check --dry-run
	$(DJANGO) check --deploy --fail-level WARNING

lock:
	uv pip compile pyproject.toml --group build --generate-hashes --no-emit-index-url --python-version 3.11 --universal -q --custom-compile-command "make lock" -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --group bench -c requirements.lock --generate-hashes --no-emit-index-url --python-version 3.11 --universal -q --custom-compile-command "make lock" -o requirements-dev.lock

# jingheng-verify.pyz and jingheng-witness.pyz, the same bytes from the same sources
verifier:
	$(PYTHON) scripts/build_verifier.py

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
