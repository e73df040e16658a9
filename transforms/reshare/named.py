"""What a name in a text can be: a handle, a person, an outlet, a list; told from its letters and the linked site."""

# ruff: noqa: E501, SIM905 -- one kind of words is one pattern, and a list of words is a text

from __future__ import annotations

import unicodedata

import regex

# an anchor of HTML commentary, made visible to the patterns: its words between two private signs
OPEN, CLOSE = "\ue000", "\ue001"

HANDLE = r"(?<![\w@/.])@[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?(?:@[A-Za-z0-9.\-]+\.[A-Za-z]{2,})?"
_REDDITOR = r"(?<![\w/])/?u/[A-Za-z0-9_\-]+"
_SUBREDDIT = r"(?<![\w/])/?r/[A-Za-z0-9_]+"
_ANCHOR = f"{OPEN}[^{CLOSE}]{{1,120}}{CLOSE}"
# a capital word, or initials; the small words that stand inside names
_WORD = r"\p{Lu}[\p{L}\p{M}\p{N}]*(?:['’\-][\p{L}\p{M}]*\p{L})*"
_SMALL = r"(?:de|da|do|dos|das|del|la|las|los|van|von|der|den|le|du|di|al|bin|ibn|ter|ten|af|of|the)"
_DOT = r"(?:(?<=\b\p{Lu}\p{L}?)\.)?"  # of an initial, not of a sentence
_CAPITALS = (
    r"(?<![\p{L}\p{M}])(?:(?:the|The|la|La|el|El|le|Le|der|die|das|Der|Die|Das|O|A)[ \t]+)?"
    rf"{_WORD}{_DOT}(?:[ \t]+(?:{_SMALL}[ \t]+){{0,2}}{_WORD}{_DOT}){{0,4}}"
)
_AGGREGATORS = (
    r"(?:the\s+)?(?:Hacker\s?News|HN|Lobste\.?rs|lobste\.rs|Reddit|Techmeme|Memeorandum|Slashdot|MetaFilter|Metafilter|MeFi|Digg"
    r"|Product\s?Hunt|Pinboard|Flipboard|Feedly|Google\s?News|Apple\s?News|Men[eé]ame|Tildes|Designer\s?News|Longreads"
    r"|Arts\s?&\s?Letters\s?Daily|Echo\s?JS|news\.ycombinator\.com|Refind|Upday)(?!\p{L})"
)
_ROUND_UP = (
    rf"(?:(?:the|The|la|La|el|El|le|Le|die|Die|der|Der|das|o|a)\s+)?{_WORD}(?:[ \t]+[\p{{L}}\-]+){{0,3}}?[ \t]+"
    r"(?i:weekly|digest|round-?\s?up|roundup|newsletter|mailing\s+list|mailing-list|forum|foro|f[oó]rum|subreddit|message\s+board"
    r"|boletín|boletim|Rundbrief|lista\s+de\s+correo|link\s+list|linkliste|links)(?!\p{L})"
)
NAME = rf"(?:{HANDLE}|{_REDDITOR}|{_SUBREDDIT}|{_ANCHOR}|{_AGGREGATORS}|{_ROUND_UP}|{_CAPITALS})"
_AND = r"(?:\s*,\s*(?:and\s+|y\s+|und\s+|et\s+|e\s+)?|\s+(?:and|&|y|e|und|et|\+)\s+|\s+(?=@))"
NAMES = rf"{NAME}(?:{_AND}{NAME}){{0,3}}"

_ONE = regex.compile(NAME)
_IS_AGGREGATOR = regex.compile(rf"(?:{_AGGREGATORS}|{_SUBREDDIT}|{_ROUND_UP})", regex.IGNORECASE)
ROUND_UP = _ROUND_UP
AGGREGATORS = _AGGREGATORS
_AGGREGATING_HANDLE = regex.compile(
    r"@(?:hackernews\w*|newsycombinator|hn\w{0,6}|lobsters|techmeme|slashdot|metafilter|producthunt|reddit|meneame\w*|digg"
    r"|\w+[_.]?(?:weekly|digest|roundup|links))(?:[.@].*)?",
    regex.IGNORECASE,
)

# what is named behind "via" and is no one: tools, ways of sending, networks as such
_NO_ONE = frozenset(
    """
    twitter x youtube instagram facebook linkedin threads bluesky mastodon tiktok whatsapp telegram signal email
    mail e-mail dm rss zoom teams spotify wordpress buffer ifttt github google chrome safari api app pdf sms web
    website link links url change sharethis addthis po_st pocket instapaper medium substack patreon paypal bizum
    venmo eventbrite wetransfer dropbox wordpressdotcom youtubemusic applemusic here this aquí aqui ici hier
    today yesterday
    """.split()
)
_NO_NAMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter lunes martes miércoles jueves viernes sábado domingo
    montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi
    dimanche segunda terça quarta quinta sexta i me you us them the a an this that it el la los las le les der
    die das o os um uma un una ein eine new more read europe spain france germany portugal brazil mexico london
    paris berlin madrid lisbon
    """.split()
)
_HOSTS = frozenset(
    """
    github gitlab youtube twitter google medium substack flickr reddit wordpress blogspot gist facebook
    instagram linkedin vimeo tumblr apple amazon soundcloud notion bluesky mastodon threads tiktok
    """.split()
)
_OUTLET = regex.compile(
    r"(?:herald|times|gazette|tribune|courier|journal|chronicle|mercury|post|news|daily|press|radio|magazine|review|observer"
    r"|guardian|standard|telegraph|echo|bulletin|dispatch|register|inquirer|sentinel|monitor|tv|televisi|zeitung|blatt|kurier|bote"
    r"|diario|diário|jornal|folha|correo|correio|prensa|gaceta|periódico|voz|revista|presse|monde|figaro|gazeta|notícias|noticias)"
)


def plain(named: str) -> str:
    """A name for comparing: no @, no brackets, small letters and digits only, without accents."""
    spelt = unicodedata.normalize("NFKD", named.strip().lstrip("@/").casefold())
    return "".join(letter for letter in spelt if letter.isalnum())


def each(names: str) -> list[str]:
    """The single names of a list of names, as they stand."""
    return [found.group().strip(OPEN + CLOSE) for found in _ONE.finditer(names)]


_TITLES = regex.compile(
    r"(?:Viewer|Reader|Listener|Follower|Colleague|Friend|Cousin|My|Our|Subscriber|User)\s+(?=\p{Lu}|@)"
)
_KIND_OF_LIST = regex.compile(
    r"(?<=\S)\s+(?:round-?\s?up|roundup|newsletter|mailing[ -]list|forum|foro|f[oó]rum|subreddit|message\s+board|bolet[íi]n|boletim|digest|link\s+list)$"
)
_ISSUE = regex.compile(r"\s*(?:#|№|No\.?\s?|issue\s+)\d+$", regex.IGNORECASE)


def bare(named: str) -> str:
    """A name as it stands, without the signs, titles and issue numbers around it."""
    spelt = named.strip().strip(OPEN + CLOSE).strip(" .,:;!?…")
    spelt = str(_KIND_OF_LIST.sub("", _ISSUE.sub("", _TITLES.sub("", spelt))))
    return spelt.removeprefix("the ") if not spelt.startswith("The ") else spelt


def is_handle(named: str) -> bool:
    return named.startswith("@") or named.lstrip("/").startswith("u/")


def is_aggregator(named: str) -> bool:
    """A list, forum or round-up, by its name."""
    if not any(letter.isupper() for letter in named) and regex.search(r"\s", named):
        return False  # "my daily digest" names nobody
    return bool(
        _IS_AGGREGATOR.fullmatch(named)
        or _AGGREGATING_HANDLE.fullmatch(named)
        or _ISSUE.search(named)
        or _KIND_OF_LIST.search(named)
    )


def is_no_one(named: str) -> bool:
    """A tool, a network or a way of sending; a weekday or a month; nobody who could be thanked."""
    word = named.strip().lstrip("@").casefold().removesuffix("’s").removesuffix("'s")
    is_address = "://" in word or word.startswith(("#", "www."))
    return is_address or word in _NO_ONE or word in _NO_NAMES or len(plain(named)) < 2


def is_surely_somebody(named: str, *, bracketed: bool = False) -> bool:
    """A bare name behind "via": two words or more, or one in brackets; no acronym and no "the thing"."""
    words = named.split()
    if named.startswith("the ") or len(words) > 5:
        return False
    if len(words) == 1:
        return bracketed and not named.isupper() and not any(sign.isdigit() for sign in named)
    return not all(word.isupper() for word in words)


def is_headline(line: str) -> bool:
    """A line in title case: its capitals tell no names."""
    words: list[str] = regex.findall(r"[\p{L}'’\-]{4,}", line)
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def may_be_outlet(named: str) -> bool:
    """A bare name that is no person's, who may have a site of their own, and no host of everybody's pages."""
    if plain(named) in _HOSTS:
        return False
    return (
        " " not in named
        or looks_like_outlet(named)
        or named.casefold().startswith(("the ", "el ", "la ", "le ", "die "))
    )


def looks_like_outlet(named: str) -> bool:
    return bool(_OUTLET.search(named.casefold()))


def is_house_of(named: str, site: str | None) -> bool:
    """True where a name is that of the site linked to: "@theherald", "The Herald" and theherald.example."""
    if not site:
        return False
    host = site.casefold().removeprefix("www.")
    if named.lstrip("@").casefold() in (host, host.split(":")[0]):
        return True
    handle = named.split("@")[1] if named.startswith("@") else named
    spoken = plain(handle)
    if named.startswith("@") and "." in handle and plain(handle.split(".")[0]) != "":
        spoken = plain(handle.split(".")[0]) if not host.endswith(handle.casefold()) else plain(host.split(".")[0])
    labels = [plain(label) for label in host.split(".")[:-1] if len(label) > 2] or [plain(host)]
    return any(_same_house(spoken, label) for label in labels)


def _same_house(spoken: str, label: str) -> bool:
    if len(spoken) < 2 or len(label) < 2:
        return False
    articles = ("the", "el", "la", "le", "der", "die", "das", "o", "a", "il")
    forms = {spoken, *(spoken.removeprefix(one) for one in articles if len(spoken) - len(one) > 3)}
    known = {label, *(label.removeprefix(one) for one in articles if len(label) - len(one) > 3)}
    if forms & known:
        return True
    tails = (
        "news",
        "online",
        "official",
        "hq",
        "com",
        "mag",
        "magazine",
        "live",
        "world",
        "books",
        "science",
        "tech",
        "es",
        "br",
        "mx",
    )
    return any(one.removesuffix(tail) in known for one in forms for tail in tails if len(one) - len(tail) > 2)
