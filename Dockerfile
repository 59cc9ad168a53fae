FROM python:3.13-slim
WORKDIR /srv/arena
COPY . .
RUN scripts/setup && useradd --system arena && mkdir -p data && chown arena data
USER arena
VOLUME /srv/arena/data
EXPOSE 8000
CMD [".venv/bin/arena", "serve", "--host", "0.0.0.0"]
