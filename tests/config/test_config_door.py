"""The door of the room: what ships reads without a fault, and reading costs little."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import config
from config import ConfigFaults, normalise_handle, read_config

ROOT = Path(__file__).resolve().parents[2]
SHIPPED, SAMPLE = ROOT / "config", ROOT / "sample" / "config"
CAST = yaml.safe_load((ROOT / "sample" / "cast.yaml").read_text(encoding="utf-8"))


def test_the_shipped_configuration_has_no_fault_and_names_nobody() -> None:
    found = read_config(SHIPPED)
    assert (found.influencers, found.accounts, found.topics, found.decisions) == ((), (), (), ())
    assert (found.brand.accounts, found.brand.competitors, found.brand_accounts) == ((), (), ())


def test_the_shipped_brand_states_the_defaults_that_hold_without_it(tmp_path: Path) -> None:
    for path in SHIPPED.glob("*.csv"):
        shutil.copy(path, tmp_path)
    (tmp_path / "brand.yaml").write_text("name: Your brand", encoding="utf-8")
    assert read_config(tmp_path).brand == read_config(SHIPPED).brand


def test_the_examples_in_the_shipped_brand_have_no_fault_when_uncommented(tmp_path: Path) -> None:
    for path in SHIPPED.glob("*.csv"):
        shutil.copy(path, tmp_path)
    lines = (SHIPPED / "brand.yaml").read_text(encoding="utf-8").splitlines()
    live = [line.replace("# ", "", 1) if line.startswith("  # ") else line for line in lines]
    assert live != lines
    (tmp_path / "brand.yaml").write_text("\n".join(live), encoding="utf-8")
    brand = read_config(tmp_path).brand
    assert (len(brand.accounts), len(brand.content_feeds), len(brand.competitors)) == (3, 2, 2)


def test_the_sample_has_no_fault_and_topics_worth_their_name() -> None:
    found = read_config(SAMPLE)
    assert found.brand.may_profile("x")
    assert 1 <= sum(topic.sensitive for topic in found.topics) <= 2
    assert all(10 <= len(topic.seed_phrases) <= 14 for topic in found.topics)
    # nobody on the list says it before week 6, so it must be found, not known
    assert not any("balc" in phrase for topic in found.topics for phrase in topic.seed_phrases)


def test_the_samples_people_are_the_cast() -> None:
    told = {(person["id"], person["name"], person["role"], person["tier"]) for person in CAST["influencers"]}
    read = {(one.influencer_id, one.name, one.role, one.tier) for one in read_config(SAMPLE).influencers}
    assert read == told


def test_the_samples_accounts_are_the_casts() -> None:
    found = read_config(SAMPLE)
    told = {
        (person["id"], normalise_handle(platform, handle).account_id)
        for person in CAST["influencers"]
        for platform, handle in person["accounts"].items()
    }
    assert {(account.influencer_id, account.account_id) for account in found.accounts} == told
    brand = {normalise_handle(platform, handle).account_id for platform, handle in CAST["brand"]["accounts"].items()}
    assert {account.account_id for account in found.brand_accounts} == brand


def test_a_folder_that_is_none_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaults, match=r"is no folder; name the folder that holds brand\.yaml in EARSHOT_CONFIG"):
        read_config(tmp_path / "nowhere")


def test_the_door_lists_what_it_opens() -> None:
    assert all(hasattr(config, name) for name in config.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = config.nothing


def test_the_room_imports_no_other_room() -> None:
    rooms = {"dags", "ingest", "sql", "transforms"}
    for path in SHIPPED.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not rooms & {name.split(".")[0] for name in names}, path.name


def test_reading_a_configuration_imports_nothing_heavy() -> None:
    heavy = "{'pandas', 'openpyxl', 'pydantic', 'pydantic_settings', 'airflow', 'requests'}"
    code = (
        "import sys; from pathlib import Path; from config import read_config; "
        f"read_config(Path('sample/config')); print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
