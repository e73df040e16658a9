"""A report to a chat's webhook: its first screen in plain words. The address is a secret and is in no message."""

from __future__ import annotations

from transforms.weekly.deliver.parcel import Endpoint, NotDelivered, Parcel, Way

MOST_LETTERS = 3000


def post(parcel: Parcel, way: Way, endpoint: Endpoint) -> None:
    """Raises NotDelivered unless the chat took it. The connection's extra may name the `field` the chat reads."""
    import requests

    url = endpoint.url or endpoint.password
    if not url.startswith(("https://", "http://")):
        raise NotDelivered(f"the connection {way.connection} holds no address; put the webhook's into its password")
    field = endpoint.extra.get("field") or "text"
    text = f"{parcel.title} ({parcel.period})\n\n{parcel.summary}"
    if len(text) > MOST_LETTERS:
        text = text[: MOST_LETTERS - 1] + "…"
    try:
        answer = requests.post(url, json={field: text}, timeout=(10, 30), allow_redirects=False)
    except requests.RequestException as failure:
        raise NotDelivered(f"the chat could not be reached ({type(failure).__name__})") from None
    if not answer.ok or answer.is_redirect:
        raise NotDelivered(
            f"the chat answered {answer.status_code}; check the address in the connection {way.connection}"
        )
