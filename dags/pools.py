"""The pools the tasks stand in line for: one a platform, and one for the warehouse. No DAG in it.

python -m dags.pools        make them, or give them their sizes again
"""

from __future__ import annotations


def pools() -> list[tuple[str, int, str]]:
    """Every pool: name, slots, what it guards."""
    from ingest import sources

    return [
        ("warehouse", 1, "one process at a time may write the warehouse file"),
        ("links", 2, "batches of links that may be looked at at once"),
        *((name, source.WORKERS, f"batches that may ask {name} at once") for name, source in sources.known().items()),
    ]


def make() -> None:
    """Put the pools into Airflow's database. Safe to call again."""
    from airflow.models.pool import Pool

    for name, slots, what in pools():
        Pool.create_or_update_pool(name, slots=slots, description=what, include_deferred=False)


if __name__ == "__main__":
    make()
