# The image of the worker and of the Prefect server: the locked environment, the checkout, a user without rights.
FROM python:3.11-slim-bookworm
ENV UV_COMPILE_BYTECODE=1 PYTHONUTF8=1 DO_NOT_TRACK=1
WORKDIR /opt/duban
RUN pip install --no-cache-dir uv
COPY requirements.lock ./
RUN uv pip install --system --no-cache --requirements requirements.lock
COPY . .
RUN uv pip install --system --no-cache --no-deps --editable . \
    && useradd --create-home --uid 10001 duban \
    && mkdir -p /var/lib/duban /var/lib/prefect \
    && chown duban /var/lib/duban /var/lib/prefect
USER duban
CMD ["duban", "--help"]
