"""Whether a name is that of the site linked to, and whether it sounds like an outlet's.

"The Herald", "@theherald" and theherald.example; "Bureau of Statistics" and statbureau.example
"""

from __future__ import annotations

import regex

from transforms.reshare.reading import fold
from transforms.reshare.vocabulary import plain, words

_ELIDED = regex.compile(r"[ldo]'", regex.IGNORECASE)


def is_house_of(named: str, site: str | None) -> bool:
    """True where a name, or a handle, is that of the site linked to."""
    if not site:
        return False
    host = site.casefold().removeprefix("www.").split(":")[0]
    if named.lstrip("@").casefold() == host:
        return True
    labels = [plain(label) for label in host.split(".")[:-1] if len(label) > 2] or [plain(host)]
    if named.startswith("@"):
        told = [(spoken, label) for spoken in _spoken(named, host) for label in labels]
        # a handle has room for fifteen letters, a host for more: @harbourexam of harbourexaminer.example
        return any(
            _same_house(spoken, label) or (len(spoken) >= 8 and label.startswith(spoken)) for spoken, label in told
        )
    spoken = {plain(named), plain(named.replace("&", " and ").replace("+", " and ")), plain(_in_ascii(named))}
    return any(_same_house(one, label) or _abbreviates(label, named) for one in spoken for label in labels)


def _in_ascii(named: str) -> str:
    """As hosts spell it: Küstenpost is kuestenpost."""
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ø", "oe"), ("å", "aa"), ("æ", "ae")):
        named = named.replace(letter, spelt).replace(letter.upper(), spelt)
    return named


def _spoken(handle: str, host: str) -> list[str]:
    """What a handle says: the name of "@desk@herald.example", and the first part of "@herald.bsky.example"."""
    own = handle.lstrip("@").split("@", maxsplit=1)[0]
    spoken = [plain(own)]
    if "." in own:
        spoken.append(plain(own.split(".", maxsplit=1)[0]))
        if host.endswith(own.casefold()):
            spoken.append(plain(host.split(".", maxsplit=1)[0]))
    return [one for one in spoken if one]


def _same_house(spoken: str, label: str) -> bool:
    if len(spoken) < 2 or len(label) < 2:
        return False
    said, known = _without_article(spoken), _without_article(label)
    if said & known:
        return True
    return any(
        one.removesuffix(tail) in others
        for ones, others in ((said, known), (known, said))
        for one in ones
        for tail in words("tails")
        if one.endswith(tail) and len(one) - len(tail) > 2
    )


def _without_article(spoken: str) -> set[str]:
    return {spoken, *(spoken.removeprefix(one) for one in words("articles") if len(spoken) - len(one) > 3)}


def _abbreviates(label: str, named: str) -> bool:
    """The host is put together of the name's words or of their beginnings: northgaz, nyreview, statbureau."""
    told = [plain(word) for word in fold(named).replace("-", " ").replace("'", " ").split()]
    told = [word for word in told if word and word not in words("joints")]
    if len(told) < 2 or len(label) < 3:
        return False
    if len(told) >= 3 and label == "".join(word[0] for word in told):
        return True
    return len(label) >= 6 and _is_made_of(label, tuple(told))


def _is_made_of(label: str, told: tuple[str, ...]) -> bool:
    """Every word gives its whole, or at least its first four letters, in any order."""
    if not label:
        return not told
    return any(
        _is_made_of(label[size:], told[:place] + told[place + 1 :])
        for place, word in enumerate(told)
        for size in {len(word), *range(4, len(word))}
        if label.startswith(word[:size])
    )


def spelt_labels(site: str | None) -> frozenset[str]:
    """The names of a host that several words may spell, without an article."""
    if not site:
        return frozenset()
    host = site.casefold().removeprefix("www.").split(":")[0]
    labels = {plain(label) for label in host.split(".")[:-1] if len(label) > 5 and label not in words("hosts")}
    return frozenset(one for label in labels for one in _without_article(label) if len(one) > 5)


def is_papers(handle: str, site: str | None) -> bool:
    """A handle of the linked site is a paper's where it, or the host it is the beginning of, sounds like one."""
    return sounds_like_outlet(handle) or any(map(sounds_like_outlet, spelt_labels(site)))


def is_article(word: str) -> bool:
    return fold(word) in words("articles")


def sounds_like_outlet(named: str) -> bool:
    """Paper, journal, podcast, institute, "this & that", "the other": no name of a person."""
    first, _, more = named.partition(" ")
    if (more and is_article(first)) or _ELIDED.match(named) or "&" in named or "+" in named:
        return True
    told = [
        plain(word) for word in fold(named).lstrip("@").replace("-", " ").replace("_", " ").replace(".", " ").split()
    ]
    if any(word in words("outlets") or word in words("organisations") for word in told):
        return True
    return (
        "of" in told
        or any(word.startswith("daily") and len(word) > 7 for word in told)
        or any(
            word.endswith(one) and len(word) > len(one) + 2 for word in told for one in words("outlets") if len(one) > 4
        )
    )


def is_hosts(named: str) -> bool:
    """The name of a host of everybody's pages: it publishes nothing itself."""
    return plain(named) in words("hosts")
