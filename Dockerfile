# One image for the migration, the API and the worker. Dependencies are built in one stage and only their result is carried over.

FROM python:3.11-slim AS dependencies
COPY requirements-production.lock /build/
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /build/requirements-production.lock

FROM python:3.11-slim
# The evidence folder is created here so that a fresh named volume belongs to the account that writes to it.
RUN groupadd --gid 10001 etown \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/etown --shell /usr/sbin/nologin etown \
 && install -d -o 10001 -g 10001 -m 0750 /var/lib/etown /var/lib/etown/evidence
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /app
COPY alembic.ini ./
COPY activities ./activities
COPY api ./api
COPY gateways ./gateways
COPY migrations ./migrations
COPY models ./models
COPY policy ./policy
COPY runtime ./runtime
COPY workflows ./workflows
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ETOWN_PROFILE=production \
    ETOWN_HOME=/var/lib/etown \
    ETOWN_EVIDENCE_URL=file:///var/lib/etown/evidence
USER 10001:10001
EXPOSE 8000
CMD ["uvicorn", "runtime.asgi:create_app", "--factory", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--timeout-graceful-shutdown", "15"]
