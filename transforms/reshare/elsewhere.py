"""What other sentences of a text say against a phrase: that the piece is about whoever it names, or is no piece at all.

Hettie Marr spent a winter with lighthouse keepers. This film is about her.
Had the dumplings. Thanks for the tip, @forkful!
"""

from __future__ import annotations

import regex

from transforms.reshare.judging import Told
from transforms.reshare.reading import Reading, fold

_PIECE = "film|story|article|piece|documentary|portrait|profile|video|episode|obituary|interview|clip|report|tribute"
_ABOUT_THEM = regex.compile(
    rf"(?<!\w)(?:(?:{_PIECE})\s+(?:(?:is|was|all|and)\s+)?(?:about|of|with|on)\s+(?:her|him|them)|"
    r"(?:local|lovely|nice|short)\s+news\s+(?:story|report|clip|item)|"
    r"(?:film|text|artikel|porträt|portrat|beitrag)\s+uber\s+(?:sie|ihn)|(?:articulo|reportaje|documental)\s+sobre\s+(?:ella|el))(?!\w)"
)
_LIKED = regex.compile(
    r"(?<!\w)(?:ate|eaten|drank|booked|stayed|tasted|ordered|bought|delicious|tasty|yummy|waiter|portions|dumplings|dinner|"
    r"lunch|brunch|dessert|restaurants?|hotel|hostel|pub|cocktails?|comimos|cenamos|reservamos|gegessen|lokal|restaurante|jantamos)(?!\w)"
)
_ADVICE = regex.compile(
    r"(?<!\w)(?:tip|recommendation|rec|suggestion|advice|recommended|recommends|empfehlung|tipp|empfohlen|recomendacion|"
    r"sugerencia|dica|recomendado|consiglio|conseil|aanrader)(?!\w)"
)


def contradicts(one: Told, reading: Reading) -> bool:
    """True where another sentence says what the phrase cannot have meant."""
    if one.role == "author" and one.manner == "telling":
        return bool(_ABOUT_THEM.search(reading.folded))
    if one.role == "finder" and _ADVICE.search(fold(one.words)):
        return bool(_LIKED.search(reading.folded))
    return False
