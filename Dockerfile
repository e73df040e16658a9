# Earshot on the official Airflow image, with our own lock: requirements.txt and what Celery and PostgreSQL need beside it.
# The version is the lock's; a test compares them.
FROM apache/airflow:3.3.2-python3.12

COPY requirements-celery.txt /requirements.txt
RUN pip install --no-cache-dir -r /requirements.txt

USER root
# whoever runs it is of the group 0, as the official image has it
RUN mkdir -p /data && chown airflow:0 /data && chmod g+rwx /data
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
