"""Elements of XML as text, and their dates."""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, content: str = "", /, **attributes: str) -> str:
    """An element around text, which is escaped. In the names of attributes __ stands for a colon."""
    return around(name, escape(content), **attributes)


def around(name: str, inner: str, /, **attributes: str) -> str:
    """An element around elements."""
    told = "".join(f" {key.replace('__', ':')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{told}>{inner}</{name}>" if inner else f"<{name}{told}/>"


def cdata(name: str, content: str) -> str:
    """An element around text that is not escaped but fenced."""
    return f"<{name}><![CDATA[{content}]]></{name}>"


def rss_date(when: datetime) -> str:
    """Tue, 01 Sep 2026 08:12:00 +0000"""
    return when.strftime("%a, %d %b %Y %H:%M:%S +0000")


def atom_date(when: datetime) -> str:
    """2026-09-01T08:12:00+00:00"""
    return when.isoformat(timespec="seconds")
