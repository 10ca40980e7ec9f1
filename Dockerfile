# Two images from one file. `duban` (the default): Prefect server, worker, inbox, desk and report site. `superset`: the dashboards.
#
#   docker build -t duban .                        docker build -t duban-superset --target superset .
#
# Only what runs is in them: the locked packages without tests and linters (requirements-run.lock), the checkout, a user without rights.
ARG PYTHON=python:3.11.13-slim-bookworm

FROM ${PYTHON} AS packages
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /opt/duban
RUN pip install --no-cache-dir uv==0.13.9 && python -m venv /opt/venv
COPY requirements-run.lock ./
RUN uv pip sync --no-cache --python /opt/venv/bin/python requirements-run.lock

FROM ${PYTHON} AS duban
ENV PATH=/opt/venv/bin:$PATH PYTHONUTF8=1 DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false DUBAN_HOME=/var/lib/duban
RUN useradd --create-home --uid 10001 duban \
    && install --directory --owner duban /var/lib/duban /var/lib/prefect
COPY --from=packages /opt/venv /opt/venv
WORKDIR /opt/duban
COPY . .
# `duban doctor` compares the packages with the lock of this image; dbt writes nothing into the checkout.
RUN mv requirements-run.lock requirements.lock \
    && pip --python /opt/venv/bin/python install --no-cache-dir --no-deps --editable . \
    && chmod -R a=rX /opt/duban
USER 10001
HEALTHCHECK --interval=5m --timeout=60s --start-period=2m --retries=3 CMD ["duban", "doctor"]
CMD ["duban", "--help"]

FROM packages AS superset-packages
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
COPY serving/bi/requirements.lock ./superset.lock
RUN python -m venv /opt/superset && uv pip sync --no-cache --python /opt/superset/bin/python superset.lock \
    && sha256sum superset.lock | cut -c1-64 | tr -d '\n' > /opt/superset/.ready

FROM duban AS superset
COPY --from=superset-packages /opt/superset /opt/superset
ENV DUBAN_BI_ENVIRONMENT=/opt/superset DUBAN_BI_HOST=0.0.0.0
HEALTHCHECK --interval=30s --timeout=10s --start-period=3m --retries=5 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8088/health', timeout=5)"]
CMD ["python", "-m", "serving.bi"]
