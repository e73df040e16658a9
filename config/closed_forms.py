"""The forms in which accounts are written on platforms that ask for a key: one reader a platform.

Readers as in open_forms.py. An address of the platform that is no account (a search, a group, a post
without its author) is not understood.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from config.addresses import Address, Form
from config.faults import NotUnderstood, shown

_X_NAME = re.compile(r"[a-z0-9_]{1,15}")
_X_PLACE = re.compile(
    r"i|home|search|explore|hashtag|intent|share|settings|login|signup|notifications|messages|compose|tos"
    r"|privacy|about|jobs|download"
)
_LINKEDIN_NAME = re.compile(r"[\w.&'’-]{2,120}")
_PAGE_NAME = re.compile(r"(?!.*\.(?:com|net|org)$)[a-z0-9][a-z0-9.-]{3,80}")
_PAGE_NUMBER = re.compile(r"(?:.*-)?([0-9]{5,20})")
_FACEBOOK_PLACE = re.compile(
    r"groups|events|watch|share|sharer|photos?|stor(?:y|ies)|permalink|login|marketplace|reels?|hashtag|gaming"
    r"|help|policies|media|search|videos?|plugins|dialog|posts|[a-z_]+\.php"
)
_META_NAME = re.compile(r"(?!\.)[a-z0-9._]{1,30}(?<!\.)")
_INSTAGRAM_PLACE = re.compile(r"p|reels?|tv|explore|stories|accounts|direct|about|developer|legal")
_REDDIT_NAME = re.compile(r"[a-z0-9_-]{2,20}")


def read_x(text: str, address: Address | None) -> Form | None:
    """@name, https://x.com/name, https://twitter.com/name/status/1"""
    name = text if address is None else (address.asked.get("screen_name") or _first(address))
    name = name.removeprefix("@").lower()
    if not _X_NAME.fullmatch(name) or (address is not None and _X_PLACE.fullmatch(name)):
        return None
    return Form(name, f"https://x.com/{name}", "x.com")


def read_linkedin(text: str, address: Address | None) -> Form | None:
    """in/name, company/name, https://www.linkedin.com/in/name; school/ and showcase/ as company/"""
    parts = text.strip("/").removeprefix("@").split("/") if address is None else address.parts
    if parts[0:1] and parts[0] in ("in", "company", "school", "showcase") and len(parts) > 1:
        name = parts[1].casefold()
        if not _LINKEDIN_NAME.fullmatch(name):
            return None
        return Form(f"{parts[0]}/{name}", f"https://www.linkedin.com/{parts[0]}/{quote(name)}", "www.linkedin.com")
    if address is None and len(parts) == 1 and _LINKEDIN_NAME.fullmatch(parts[0]):
        name = parts[0].casefold()
        raise NotUnderstood(
            f"{shown(text)} may be a person or a house",
            f"write 'in/{name}' for the person or 'company/{name}' for the house",
        )
    return None


def read_facebook(text: str, address: Address | None) -> Form | None:
    """name, number, https://www.facebook.com/name, /profile.php?id=1, /pages/Name/1, /p/Name-1"""
    name = text.removeprefix("@").lower()
    if address is not None:
        parts = address.parts
        name = _first(address).lower()
        if name == "profile.php":
            name = address.asked.get("id", "")
        elif name in ("pages", "people", "p") and len(parts) > 1:
            number = _PAGE_NUMBER.fullmatch(parts[-1])
            name = number[1] if number else ""
        elif _FACEBOOK_PLACE.fullmatch(name):
            return None
    if not _PAGE_NAME.fullmatch(name):
        return None
    return Form(name, f"https://www.facebook.com/{name}", "www.facebook.com")


def read_instagram(text: str, address: Address | None) -> Form | None:
    """@name, https://www.instagram.com/name"""
    name = (text if address is None else _first(address)).removeprefix("@").lower()
    if not _META_NAME.fullmatch(name) or (address is not None and _INSTAGRAM_PLACE.fullmatch(name)):
        return None
    return Form(name, f"https://www.instagram.com/{name}/", "www.instagram.com")


def read_threads(text: str, address: Address | None) -> Form | None:
    """@name, https://www.threads.com/@name"""
    if address is not None and not _first(address).startswith("@"):
        return None
    name = (text if address is None else _first(address)).removeprefix("@").lower()
    return Form(name, f"https://www.threads.com/@{name}", "www.threads.com") if _META_NAME.fullmatch(name) else None


def read_reddit(text: str, address: Address | None) -> Form | None:
    """u/name, https://www.reddit.com/user/name"""
    parts = text.strip("/").split("/") if address is None else address.parts
    if parts[:1] == ["r"]:
        raise NotUnderstood(f"{shown(text)} is a community, not a person", "write u/ and the person's name")
    if parts[:1] in (["u"], ["user"]) and len(parts) > 1:
        name = parts[1]
    elif address is None and len(parts) == 1:
        name = parts[0].removeprefix("@")
    else:
        return None
    name = name.lower()
    return (
        Form(name, f"https://www.reddit.com/user/{name}/", "www.reddit.com") if _REDDIT_NAME.fullmatch(name) else None
    )


def _first(address: Address) -> str:
    return address.parts[0] if address.parts else ""
