"""The credentials of the platforms, out of Airflow's connections. No DAG in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

if TYPE_CHECKING:
    from ingest.credentials import Credentials


def credentials_of(platform: str) -> Credentials:
    """The credentials in the connection `earshot_<platform>`; where there is none, those of the environment."""
    from ingest.credentials import Credentials, from_environment

    try:
        found: Any = Connection.get(f"earshot_{platform}")
    except AirflowNotFoundException:
        return from_environment(platform)
    extra = {str(name).lower(): str(text) for name, text in found.extra_dejson.items() if text not in (None, "")}
    return Credentials(
        platform,
        token=found.password or "",
        login=found.login or "",
        base_url=extra.pop("base_url", "") or _address(found.schema, found.host, found.port),
        extra=extra,
        source=f"the connection earshot_{platform}",
    )


def _address(scheme: str | None, host: str | None, port: int | None) -> str:
    if not host:
        return ""
    whole = host if "://" in host else f"{scheme or 'https'}://{host}"
    return f"{whole}:{port}" if port else whole
