"""Reports go out: to a folder, an S3 path, mailboxes, a chat; what was delivered to whom is written down.

    ways(delivery, home)                    every way brand.yaml names, an address each
    deliver(parcel, way, endpoint, ledger)  one report on one way, at most once

A folder and an S3 path hold what is newest, so they are written again where the words have changed. A mail and a chat
message cannot be taken back: they are sent once, and where a process died between sending and writing that down, a
person decides (`again`), since sending twice is worse than asking.
"""

from __future__ import annotations

from transforms.weekly.deliver.ledger import Ledger
from transforms.weekly.deliver.parcel import Endpoint, NotDelivered, Parcel, Unclear, Way
from transforms.weekly.deliver.routes import deliver, ways

__all__ = ["Endpoint", "Ledger", "NotDelivered", "Parcel", "Unclear", "Way", "deliver", "ways"]
