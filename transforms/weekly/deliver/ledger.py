"""ops.deliveries: what went to whom. The warehouse is held for a moment before sending and one after, not during."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sql import warehouse
from transforms.weekly.deliver.parcel import Parcel, Way

_KEY = "report = $report and period = $period and way = $way and address = $address"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The deliveries of one run."""

    file: Path
    run_id: str

    def state(self, parcel: Parcel, way: Way) -> tuple[str, str]:
        """What is known of it, and the hash of what was sent: ("", "") where nothing is."""
        with warehouse.connect(self.file) as con:
            warehouse.create(con)
            found = con.execute(
                f"select state, content_hash from ops.deliveries where {_KEY}", _key(parcel, way)
            ).fetchone()
        return (found[0], found[1]) if found else ("", "")

    def write(self, parcel: Parcel, way: Way, state: str, reason: str | None = None) -> None:
        """Put down how it stands, in one transaction; `sending` counts an attempt."""
        now = datetime.now(UTC).replace(tzinfo=None)
        values = _key(parcel, way) | {
            "state": state, "hash": parcel.content_hash, "reason": reason, "run": self.run_id, "now": now,
            "tried": int(state == "sending"),
        }  # fmt: skip
        with warehouse.connect(self.file) as con:
            warehouse.create(con)
            con.execute("begin")
            before = con.execute(
                f"select attempts, sent_at from ops.deliveries where {_KEY}", _key(parcel, way)
            ).fetchone()
            attempts, sent_at = before or (0, None)
            con.execute(f"delete from ops.deliveries where {_KEY}", _key(parcel, way))
            con.execute(
                """
                insert into ops.deliveries by name
                select $report as report, $period as period, $way as way, $address as address, $state as state,
                    $hash as content_hash, ($attempts + $tried)::integer as attempts, $reason as reason,
                    $run as run_id, $now::timestamp as tried_at,
                    case when $state = 'sent' and $sent_at::timestamp is null then $now::timestamp
                        else $sent_at::timestamp end as sent_at
                """,
                values | {"attempts": attempts, "sent_at": sent_at},
            )
            con.execute("commit")


def _key(parcel: Parcel, way: Way) -> dict[str, str]:
    return {"report": parcel.report, "period": parcel.period, "way": way.name, "address": way.address}
