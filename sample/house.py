"""The sample's house: where its things lie, and an Airflow that needs nothing but this folder.

python -m sample.house airflow dags test listen     any command, as if it lived here
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("EARSHOT_HOME") or ROOT / "var" / "sample").absolute()
AIRFLOW = HOME / "airflow"
CONFIG = ROOT / "sample" / "config"
REPLAY = ROOT / "sample" / "recorded"
FIRST_MONDAY = datetime(2026, 9, 7, 6, tzinfo=UTC)
WEEKS = tuple(FIRST_MONDAY + timedelta(weeks=week) for week in range(8))  # when each recorded week was over

# a platform without accounts is skipped in every run: that is grey, not the pink of an alarm
_GREY = {"solid": "#7b8794", "fg": "#52606d", "muted": "#cbd2d9", "subtle": "#e4e7eb", "emphasized": "#9aa5b1"}
THEME = {
    "globalCss": {":root": {f"--chakra-colors-skipped-{part}": f"{tone} !important" for part, tone in _GREY.items()}}
}


def environment() -> dict[str, str]:
    """What every process of the sample is told: our settings, and Airflow's."""
    keys = _kept("keys.json", lambda: {
        "jwt": secrets.token_urlsafe(64), "api": secrets.token_urlsafe(32),
        "fernet": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    })  # fmt: skip
    return {
        "EARSHOT_HOME": str(HOME),
        "EARSHOT_CONFIG": str(CONFIG),
        "EARSHOT_REPLAY": str(REPLAY),
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "AIRFLOW_HOME": str(AIRFLOW),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(AIRFLOW / "passwords.json"),
        # without a common secret each component makes up its own, and the API server refuses every task
        "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt"],
        "AIRFLOW__API__SECRET_KEY": keys["api"],
        "AIRFLOW__CORE__FERNET_KEY": keys["fernet"],
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port()}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{AIRFLOW / 'airflow.db'}",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": os.environ.get("EARSHOT_LOG") or "INFO",
        "AIRFLOW__API__THEME": json.dumps(THEME),
        "AIRFLOW__API__INSTANCE_NAME": "Earshot",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "GX_ANALYTICS_ENABLED": "false",
        "SCARF_ANALYTICS": "false",
        # Airflow's own code warns of what it will change one day; an operator can do nothing about it
        "PYTHONWARNINGS": "ignore::DeprecationWarning,ignore::FutureWarning,ignore::SyntaxWarning",
    }


def port() -> int:
    return int(os.environ.get("EARSHOT_PORT", "8080"))


def furnish() -> None:
    """Set the environment, make the metadata database, the pools, and make the DAGs known. Safe to call again."""
    # what Airflow says while it makes its database is for Airflow's makers
    os.environ.update(environment() | {"AIRFLOW__LOGGING__LOGGING_LEVEL": os.environ.get("EARSHOT_LOG") or "ERROR"})
    AIRFLOW.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")  # as PYTHONWARNINGS says to the processes we start
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
    from airflow.utils.db import initdb

    from dags import pools

    initdb()
    pools.make()
    bundles = DagBundlesManager()
    bundles.sync_bundles_to_db()
    for bundle in bundles.get_all_dag_bundles():
        bundle.initialize()
        bag = BundleDagBag(dag_folder=bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
        sync_bag_to_db(bag, bundle.name, bundle.version)


def password() -> str:
    """The password of the user admin, made once."""
    return _kept("passwords.json", lambda: {"admin": secrets.token_urlsafe(9)})["admin"]


def _kept(name: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Secrets made once and kept in the sample's Airflow folder, for its owner's eyes only."""
    file = AIRFLOW / name
    AIRFLOW.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as opened:
            json.dump(make(), opened)
    return dict(json.loads(file.read_text()))


def main() -> None:
    """Run a command in the house, furnished first."""
    if not sys.argv[1:]:
        sys.exit("name a command, such as: python -m sample.house airflow dags list")
    furnish()
    os.environ.update(environment())
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the command of whoever stands at the keyboard


if __name__ == "__main__":
    main()
