FROM python:3.13-slim
WORKDIR /srv/arena
# The dependencies come before the sources: a change of the sources does not install them again.
COPY requirements requirements
COPY scripts scripts
COPY pyproject.toml LICENSE ./
COPY docs/package.md docs/
# `full` adds the compiled fold and the client for images in S3.
ARG EXTRAS=
RUN scripts/setup ${EXTRAS} && useradd --system arena && mkdir data && chown arena data
COPY . .
RUN scripts/docs
USER arena
VOLUME /srv/arena/data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD [".venv/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD [".venv/bin/arena", "serve", "--host", "0.0.0.0"]
