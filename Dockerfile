# The gateway as an image: built from a wheel, run by nobody in particular, health checked.
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv .venv \
 && .venv/bin/python tools/setup.py \
 && .venv/bin/python -m tools.definitions \
 && .venv/bin/python -m build --wheel --no-isolation --outdir /wheel

FROM python:3.11-slim
COPY --from=build /wheel/*.whl /tmp/
RUN pip install --no-cache-dir /tmp/*.whl && rm /tmp/*.whl \
 && useradd --system --uid 10001 --create-home gateway \
 && install -d -o gateway -g gateway -m 700 /data
USER gateway
ENV GATEWAY_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s CMD \
  ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/ready', timeout=2)"]
# Inside a container the doors stand on its own loopback until bearer tokens are configured; then set
# GATEWAY_HOST=0.0.0.0 and GATEWAY_MAPPINGS to a mounted folder with the sender files: compose.yaml.
# MLLP stays on that loopback.
ENTRYPOINT ["gateway"]
CMD ["serve", "--port", "8080", "--mllp-port", "2575"]
