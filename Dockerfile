# Earshot on the official Airflow image, with our own lock. The version is that of requirements.txt; a test compares them.
FROM apache/airflow:3.3.2-python3.12

COPY requirements.txt /requirements.txt
RUN pip install --no-cache-dir -r /requirements.txt

USER root
RUN mkdir -p /data && chown airflow:0 /data
USER airflow

WORKDIR /opt/earshot
COPY --chown=airflow:0 config config
COPY --chown=airflow:0 ingest ingest
COPY --chown=airflow:0 sql sql
COPY --chown=airflow:0 transforms transforms
COPY --chown=airflow:0 dags dags
COPY --chown=airflow:0 plugins plugins

ENV PYTHONPATH=/opt/earshot \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/earshot/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/earshot/plugins \
    EARSHOT_HOME=/data \
    EARSHOT_CONFIG=/opt/earshot/config \
    GX_ANALYTICS_ENABLED=false
