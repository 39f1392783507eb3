# The dependencies come from the lock alone, as wheels: nothing is compiled, nothing unhashed is downloaded. The driver of
# PostgreSQL, for DATABASE_URL, takes 12 MB of them; what METRICS_PORT needs, less than one.
FROM python:3.13-slim-trixie AS dependencies
COPY requirements/metrics.txt /tmp/metrics.txt
RUN python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install \
        --no-cache-dir --require-hashes --only-binary :all: --requirement /tmp/metrics.txt

FROM python:3.13-slim-trixie
# A fixed uid, so that a host can give a mounted folder to it; /data is the bot's before the volume takes its owner over.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin bot \
    && install --directory --owner bot --group bot --mode 0700 /data
WORKDIR /app
COPY --from=dependencies /venv /venv
COPY bot bot
COPY cogs cogs
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data
RUN python -m compileall -q bot cogs
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "bot", "--health"]
CMD ["python", "-m", "bot"]
# Of a release, the workflow passes these; an image of your own says that it is none.
ARG VERSION=unreleased
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="Imagine bot" \
    org.opencontainers.image.description="Self-hosted image generation for Discord: /imagine, with quotas and budgets for what members may spend." \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.source="${SOURCE}" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
