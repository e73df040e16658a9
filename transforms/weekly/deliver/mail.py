"""A report by mail: the first screen as the mail's own words, the files attached. One mail a reader."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from transforms.weekly.deliver.parcel import Endpoint, NotDelivered, Parcel, Way

ATTACHED = {
    "report.html": ("text", "html"),
    "report.pdf": ("application", "pdf"),
    "report.xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
MOST_BYTES = 15_000_000  # what mail servers take; what is larger stays where the report lies


def send(parcel: Parcel, way: Way, endpoint: Endpoint) -> None:
    """Raises NotDelivered unless the server took it."""
    if not endpoint.host:
        raise NotDelivered(f"the connection {way.connection} names no host; fill in host, port, login and password")
    letter = message(parcel, way.address, endpoint)
    try:
        with _server(endpoint) as server:
            if endpoint.login:
                server.login(endpoint.login, endpoint.password)
            refused = server.send_message(letter)
    except smtplib.SMTPRecipientsRefused:
        raise NotDelivered("the server refused this address; check it in brand.yaml") from None
    except smtplib.SMTPAuthenticationError:
        raise NotDelivered(f"the server refused login or password of the connection {way.connection}") from None
    except smtplib.SMTPResponseException as failure:
        raise NotDelivered(f"the server answered {failure.smtp_code}; try again later, or ask its keeper") from None
    except (OSError, smtplib.SMTPException) as failure:
        raise NotDelivered(
            f"{endpoint.host} could not be reached ({type(failure).__name__}); check host and port of the connection "
            f"{way.connection}"
        ) from None
    if refused:
        raise NotDelivered("the server refused this address; check it in brand.yaml")


def _server(endpoint: Endpoint) -> smtplib.SMTP:
    """TLS from the first byte on port 465, STARTTLS elsewhere, unless the connection's extra says `tls: off`."""
    context = ssl.create_default_context()
    if endpoint.port == 465:
        return smtplib.SMTP_SSL(endpoint.host, 465, timeout=30, context=context)
    server = smtplib.SMTP(endpoint.host, endpoint.port or 587, timeout=30)
    try:
        if endpoint.extra.get("tls", "").casefold() not in ("off", "no", "false"):
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def message(parcel: Parcel, address: str, endpoint: Endpoint) -> EmailMessage:
    """The mail; its id is made of the report and the reader, so that a second one can be told for what it is."""
    letter = EmailMessage(policy=SMTP)
    sender = endpoint.extra.get("from") or endpoint.login or "earshot@localhost"
    mark = hashlib.sha256(f"{parcel.report} {parcel.period} {address}".encode()).hexdigest()[:24]
    letter["Subject"] = " ".join(f"{parcel.title} ({parcel.period})".split())
    letter["From"], letter["To"] = sender, address
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{mark}@earshot.report>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(parcel.summary)
    if parcel.html:
        letter.add_alternative(parcel.html, subtype="html")
    left = MOST_BYTES
    for name, (kind, subtype) in ATTACHED.items():
        file = parcel.folder / name
        if file.is_file() and file.stat().st_size <= left:
            left -= file.stat().st_size
            stem, _, suffix = name.rpartition(".")
            letter.add_attachment(
                file.read_bytes(), maintype=kind, subtype=subtype, filename=f"{stem}-{parcel.period}.{suffix}"
            )
    return letter
