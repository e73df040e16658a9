"""One address for one page, told from the address alone: no request is made, nothing is looked up.

`canonical_url` is the address a reader would follow: redirectors unwrapped, trackers gone, host and path in
normal form, the sites that have several addresses for one page brought to one. `url_key` is for comparing
only; it may lead nowhere. `site_of` is the registrable domain. `is_short` says that only asking can tell
where the address leads. All are pure, never raise, and answer None for what is no http(s) address.

    canonical_url("http://m.youtube.com/shorts/a1?si=x")  -> "https://www.youtube.com/watch?v=a1"
    url_key("http://www.example.com/a/?b=2&a=1#top")      -> "https://example.com/a?a=1&b=2"
    site_of("https://blog.example.co.uk/post")            -> "example.co.uk"

The plural forms take and give Arrow and are fit for DuckDB's `create_function(..., type="arrow")`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from sql.functions import url_rules as rules
from sql.functions.url_hosts import REWRITTEN
from sql.functions.url_parts import LONGEST
from sql.functions.url_scalar import SHORT, canonical_url, is_short, key_of, site_of, site_of_host, url_key

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "FACTS",
    "FACTS_SQL",
    "are_short",
    "canonical_url",
    "canonical_urls",
    "is_short",
    "site_of",
    "sites_of",
    "url_facts",
    "url_key",
    "url_keys",
]

Strings: TypeAlias = "pa.Array | pa.ChunkedArray"

# what `url_facts` gives; FACTS_SQL is the same for DuckDB.
FACTS = pa.struct(
    [
        ("url_canonical", pa.string()),
        ("url_key", pa.string()),
        ("site", pa.string()),
        ("is_short", pa.bool_()),
    ]
)
FACTS_SQL = "STRUCT(url_canonical VARCHAR, url_key VARCHAR, site VARCHAR, is_short BOOLEAN)"


def canonical_urls(urls: Strings) -> pa.Array:
    """`canonical_url` of each; NULL stays NULL."""
    return _of_distinct(urls, _canonical)


def url_keys(urls: Strings) -> pa.Array:
    """`url_key` of each; NULL stays NULL."""
    return _of_distinct(urls, lambda distinct: _keys(_canonical(distinct)))


def sites_of(urls: Strings) -> pa.Array:
    """`site_of` of each; NULL stays NULL."""
    return _of_distinct(urls, lambda distinct: _sites(_canonical(distinct)))


def are_short(urls: Strings) -> pa.Array:
    """`is_short` of each, as booleans; NULL stays NULL, and what is no address is false."""
    return _of_distinct(urls, lambda distinct: _shorts(_canonical(distinct)))


def url_facts(urls: Strings) -> pa.Array:
    """Everything in one pass: a struct as in `FACTS`, one each.

    A NULL gives a NULL; what is no address gives a struct of NULLs and false.
    """
    return _of_distinct(urls, _facts)


# Most links of a day need no change at all, or only lose the trackers every newsletter adds: scans in C++
# find and mend these, and Python sees the others. The patterns may send an address the long way for nothing,
# but never past a rule that has a say; tests hold both ways to the same answers.
_HOST = r"(?:[a-z0-9_-]{1,30}\.){1,7}[a-z]{2,24}"  # within all limits of host names
_STEP = r"/(?:\.{0,2}[A-Za-z0-9_~!$'()*+,;=:@%-][A-Za-z0-9._~!$'()*+,;=:@%-]*)?"  # is not . nor ..
_PAGE = f"^https?://{_HOST}(?:{_STEP})+"
_PARAMETER = r"[A-Za-z0-9_.~-]+(?:=[A-Za-z0-9_.~!$'()*+,;:@/%=-]*)?"
_QUERY = rf"\?{_PARAMETER}(?:&{_PARAMETER})*"


def _any_of(names: list[str]) -> str:
    return "|".join(sorted(re.escape(name.removeprefix("*.")) for name in names))


_REWRITTEN_HOST = rf"{_any_of([*(REWRITTEN - {rules.GOOGLE})])}|google\.[a-z.]+"
_RULED_HOST = _any_of([*rules.TRACKING_ON, *(host for host, _, _ in rules.REDIRECTORS if host != rules.GOOGLE)])
_NOT_PLAIN = rf"^https?://(?:[^/]*\.)?(?:xn--|(?:{_REWRITTEN_HOST})/)|/amp/?(?:$|[?#])|%2[eE]"
_NOT_PLAIN_QUERY = rf"^https?://(?:[^/]*\.)?(?:{_RULED_HOST})/|(?i:[?&](?:{_any_of([*rules.SIGNATURES])}))"
_TRACKER = "|".join(re.escape(name).replace(r"\*", "[^&=]*") for name in rules.TRACKING)
_MAYBE_TRACKER = f"(?i:[?&](?:{_TRACKER}|{_any_of([*rules.TRACKING_BY_VALUE])}))"


def _of_distinct(urls: Strings, answer: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`answer` for each of `urls`, asked once for each distinct one: a day's links repeat."""
    whole = urls.combine_chunks() if isinstance(urls, pa.ChunkedArray) else urls
    distinct = whole.cast(pa.string()).dictionary_encode()
    return answer(distinct.dictionary).take(distinct.indices)


def _canonical(urls: pa.Array) -> pa.Array:
    free = pc.and_not(pc.less_equal(pc.binary_length(urls), LONGEST), _has(urls, _NOT_PLAIN))
    plain = pc.and_(free, _has(urls, f"{_PAGE}$"))
    open_query = pc.and_not(_has(urls, f"{_PAGE}(?:{_QUERY})?(?:#[!-~]*)?$"), _has(urls, _NOT_PLAIN_QUERY))
    lighter = _mended(urls, pc.and_not(pc.and_(free, open_query), plain), _without_trackers)
    mended = pc.and_not(_has(lighter, f"{_PAGE}(?:{_QUERY})?$"), _has(lighter, _MAYBE_TRACKER))
    return _by_hand_unless(pc.or_(plain, pc.and_(pc.and_(free, open_query), mended)), lighter, urls, canonical_url)


def _without_trackers(urls: pa.Array) -> pa.Array:
    """`urls` without fragment and global trackers that have a value; for addresses of plain form only."""
    urls = pc.replace_substring_regex(urls, "#[^!].*$|#$", "")
    urls = pc.replace_substring_regex(urls, f"(?i)[?&](?:{_TRACKER})=[^&#]*", "")
    return pc.replace_substring_regex(urls, "^([^?&#]*)&", r"\1?")  # the first parameter kept follows a ?


def _keys(canonical: pa.Array) -> pa.Array:
    plain = pc.and_not(_has(canonical, rf"{_PAGE}(?:\?{_PARAMETER})?$"), _has(canonical, r"%|^https?://x\.com/"))
    https = pc.replace_substring_regex(
        canonical, r"^https?://(?:(?:www|m|mobile|amp)\.)?([^./]+\.)", r"https://\1", max_replacements=1
    )
    has_query = pc.match_substring(canonical, "?")
    key = pc.if_else(has_query, pc.replace_substring_regex(https, r"/+\?", "?"), pc.ascii_rtrim(https, "/"))
    return _by_hand_unless(plain, key, canonical, key_of)


def _sites(canonical: pa.Array) -> pa.Array:
    parts = pc.extract_regex(canonical, r"^https?://(?P<host>\[[^\]]*\]|[^/:]+)")
    hosts = pc.struct_field(parts, "host").dictionary_encode()
    sites = pa.array([site_of_host(host) for host in hosts.dictionary.to_pylist()], pa.string())
    return sites.take(hosts.indices)


def _shorts(canonical: pa.Array) -> pa.Array:
    return pc.fill_null(_has(canonical, SHORT.pattern), False)


def _facts(urls: pa.Array) -> pa.Array:
    canonical = _canonical(urls)
    columns = [canonical, _keys(canonical), _sites(canonical), _shorts(canonical)]
    return pa.StructArray.from_arrays(columns, fields=list(FACTS))


def _has(urls: pa.Array, pattern: str) -> pa.Array:
    return pc.match_substring_regex(urls, pattern)


def _mended(urls: pa.Array, which: pa.Array, mend: Callable[[pa.Array], pa.Array]) -> pa.Array:
    return pc.replace_with_mask(urls, pc.fill_null(which, False), mend(urls.filter(which)))


def _by_hand_unless(
    plain: pa.Array, answers: pa.Array, urls: pa.Array, by_hand: Callable[[str], str | None]
) -> pa.Array:
    """`answers`, but what is not `plain` is answered by `by_hand` from `urls`; NULL stays NULL."""
    others = pc.invert(plain)
    found = [by_hand(url) for url in urls.filter(others).to_pylist()]
    return pc.replace_with_mask(answers, pc.fill_null(others, False), pa.array(found, pa.string()))
