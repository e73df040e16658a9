"""What is started in a container's place is what docker-compose.yml says, and nothing of it reaches beyond this machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.compose.services import ROOT, Stack, entrypoint


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    return Stack(tmp_path_factory.mktemp("compose"), Path("/nowhere"))


@pytest.fixture(scope="module")
def services(stack):
    return stack.services()


def test_each_runs_its_own_command(services):
    told = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert set(services) == set(told)
    assert services["worker"].command == ["airflow", "celery", "worker"]
    assert services["init"].command == told["init"]["command"]
    assert entrypoint(["bash", "-c", "true"]) == ["bash", "-c", "true"], "as the official image has it"


def test_each_has_its_own_environment(services):
    told = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name, service in services.items():
        assert set(told[name].get("environment", {})) <= set(service.environment), name
    assert services["worker"].environment["AIRFLOW__CELERY__WORKER_CONCURRENCY"] == "8"
    assert "AIRFLOW__CELERY__WORKER_CONCURRENCY" not in services["scheduler"].environment
    assert services["worker"].environment["GX_ANALYTICS_ENABLED"] == "false", "what the Dockerfile sets"


def test_no_name_of_a_container_and_no_folder_of_one_is_left(services):
    for service in services.values():
        for text in (*service.command, *service.health, *service.environment.values()):
            assert not re.search(
                r"\$\{[A-Z_]+:\?|@postgres/|redis:6379|api-server:8080|localhost|(?<!\w)/data|/opt/(airflow|earshot)",
                text,
            ), text


def test_keys_are_made_as_the_example_says(stack):
    assert set(stack.names) == set(re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(stack.names["EARSHOT_FERNET_KEY"]) == 44
    assert stack.names["EARSHOT_JWT_SECRET"] != stack.names["EARSHOT_SECRET_KEY"]


def test_each_comes_after_whom_it_waits_for(services):
    order = list(services)
    for name, service in services.items():
        assert all(order.index(before) < order.index(name) for before in service.waits_for), name


def test_two_that_wait_for_each_other_are_told(stack, tmp_path):
    broken = tmp_path / "docker-compose.yml"
    told = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    told["services"]["redis"]["depends_on"] = {"worker": {"condition": "service_started"}}
    broken.write_text(yaml.safe_dump(told))
    with pytest.raises(ValueError, match="wait for each other"):
        Stack(stack.folder, stack.programs, broken).services()
