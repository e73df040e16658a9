"""The compose file is a compose file, and says what the DAGs need."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = ROOT / "docker-compose.yml"
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer", "worker", "init")


@pytest.fixture
def told():
    return yaml.safe_load(COMPOSE.read_text())


def validate(file):
    """check-jsonschema, with the compose schema it carries: nothing is fetched."""
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_it_is_valid_by_the_compose_schema(tmp_path):
    done = validate(COMPOSE)
    assert done.returncode == 0, done.stdout
    broken = tmp_path / "broken.yml"
    broken.write_text(COMPOSE.read_text().replace("image: redis:7", "imag: redis:7"))
    assert validate(broken).returncode != 0, "the schema would have told"


def test_every_component_shares_the_keys_the_database_and_the_data(told):
    for name in AIRFLOW:
        service = told["services"][name]
        environment = service["environment"]
        for key in ("API_AUTH__JWT_SECRET", "API__SECRET_KEY", "CORE__FERNET_KEY", "DATABASE__SQL_ALCHEMY_CONN"):
            assert environment[f"AIRFLOW__{key}"] == told["x-airflow"]["environment"][f"AIRFLOW__{key}"], (name, key)
        assert "data:/data" in service["volumes"], name


def test_nothing_starts_before_what_it_needs(told):
    for name in AIRFLOW:
        assert "postgres" in told["services"][name]["depends_on"]
    for name in ("scheduler", "worker"):
        assert told["services"][name]["depends_on"]["api-server"] == {"condition": "service_healthy"}
    assert "python -m dags.pools" in told["services"]["init"]["command"][-1]


def test_no_secret_stands_in_the_file_and_each_is_explained():
    text = COMPOSE.read_text()
    named = set(re.findall(r"(?<!\$)\$\{(\w+)", text))  # $${...} is the shell's own
    assert named == set(re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert all(f"${{{name}:?" in text for name in named), "an empty one stops compose with a message"


def test_every_service_that_stays_is_asked_how_it_is(told):
    assert [name for name, service in told["services"].items() if "healthcheck" not in service] == ["init"]


def test_decisions_can_be_written_by_whom_the_configuration_belongs_to(told):
    for name in AIRFLOW:
        assert "./config:/opt/earshot/config" in told["services"][name]["volumes"], f"{name}: not read-only"
        assert told["services"][name]["user"].endswith(":0"), f"{name}: the image's files are of the group 0"


def pins(name):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_image_is_of_the_locked_airflow():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert f"FROM apache/airflow:{pins('requirements-celery.txt')['apache-airflow']}-python" in dockerfile
    assert "COPY requirements-celery.txt " in dockerfile


def test_the_lock_of_the_image_is_ours_and_what_celery_needs():
    ours, image = pins("requirements.txt"), pins("requirements-celery.txt")
    assert ours.items() <= image.items(), "make lock"
    assert {"celery", "redis", "psycopg2-binary", "apache-airflow-providers-celery"} <= set(image) - set(ours)


def test_the_image_holds_every_room():
    copied = set(re.findall(r"^COPY --chown=airflow:0 (\w+) ", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    assert copied == {"config", "dags", "ingest", "plugins", "sql", "transforms"}
