# syntax=docker/dockerfile:1
# Pinned by tag. Pin the digest too where your rules ask for it: it has to be looked up in
# the registry (docker buildx imagetools inspect python:3.11-slim-trixie).
ARG PYTHON=python:3.11-slim-trixie

# Everything is installed here, from wheels alone: there is nothing to compile.
FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv --without-pip /opt/venv \
 && python -m pip --python /opt/venv/bin/python install \
      --require-hashes --only-binary=:all: -r /tmp/requirements.txt
WORKDIR /app
COPY LICENSE NOTICE wsgi.py ./
COPY schemas schemas
COPY onboarding onboarding
RUN python -m compileall -q .

# What runs: Python, the packages, the program. No compiler, no build tool, nobody's cache.
FROM ${PYTHON}
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN groupadd --system --gid 10001 onboarding \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin onboarding
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "onboarding"]
CMD ["web"]
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
