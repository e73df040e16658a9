"""Which ways there are, and going them: at most once where it cannot be taken back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from transforms.weekly.deliver import chat, mail, shelves
from transforms.weekly.deliver.ledger import Ledger
from transforms.weekly.deliver.parcel import Endpoint, NotDelivered, Parcel, Unclear, Way, WayName

if TYPE_CHECKING:
    from config.brand import Delivery

log = logging.getLogger("earshot.report")

_SEND: Mapping[WayName, Callable[[Parcel, Way, Endpoint], None]] = {
    "folder": shelves.to_folder,
    "s3": shelves.to_s3,
    "mail": mail.send,
    "chat": chat.post,
}
S3_CONNECTION = "earshot_s3"


def ways(delivery: Delivery, home: Path) -> list[Way]:
    """Every way brand.yaml names; the folder always, since people look there."""
    folder = Path(delivery.folder).expanduser() if delivery.folder else home / "reports"
    found = [Way("folder", str(folder.absolute()))]
    if delivery.s3:
        found.append(Way("s3", delivery.s3, S3_CONNECTION))
    found.extend(Way("mail", address, delivery.smtp) for address in delivery.mail_to)
    if delivery.webhook:
        found.append(Way("chat", delivery.webhook, delivery.webhook))
    return found


def deliver(parcel: Parcel, way: Way, endpoint: Endpoint, ledger: Ledger, *, again: bool = False) -> str:
    """Send it, unless it was sent; says what happened. Raises NotDelivered or Unclear; both are written down."""
    state, sent_hash = ledger.state(parcel, way)
    told = f"{parcel.report} report {parcel.period}, {way.name} to {way.address}"
    if state == "sent" and not again and (not way.may_repeat or sent_hash == parcel.content_hash):
        log.info("%s: was sent before, and is not sent twice", told)
        return "sent before"
    if state == "sending" and not way.may_repeat and not again:
        raise Unclear(
            f"{told}: a run ended while it was being sent, so it may have arrived. Ask the reader; to send it again, "
            "trigger the DAG with `again` ticked"
        )
    ledger.write(parcel, way, "sending")
    try:
        _SEND[way.name](parcel, way, endpoint)
    except NotDelivered as failure:
        ledger.write(parcel, way, "failed", str(failure))
        raise NotDelivered(f"{told}: {failure}") from None
    ledger.write(parcel, way, "sent")
    log.info("%s: sent", told)
    return "sent"
