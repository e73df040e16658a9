"""The credentials of the platforms and of the ways of delivery, out of Airflow's connections. No DAG in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

if TYPE_CHECKING:
    from ingest.credentials import Credentials
    from transforms.weekly.deliver import Endpoint


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


def endpoint_of(connection: str) -> Endpoint:
    """What a connection says of a mail server, a chat or an S3 store; nothing where none is named or there is none."""
    from transforms.weekly.deliver import Endpoint

    try:
        found: Any = Connection.get(connection) if connection else None
    except AirflowNotFoundException:
        found = None
    if found is None:
        return Endpoint()
    extra = {str(name): str(told) for name, told in found.extra_dejson.items() if told not in (None, "")}
    return Endpoint(
        host=found.host or "",
        port=found.port,
        login=found.login or "",
        password=found.password or "",
        url=_address(found.schema, found.host, found.port) if "://" in (found.host or "") else "",
        extra=extra,
    )


def _address(scheme: str | None, host: str | None, port: int | None) -> str:
    if not host:
        return ""
    whole = host if "://" in host else f"{scheme or 'https'}://{host}"
    return f"{whole}:{port}" if port else whole
