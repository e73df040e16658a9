"""What another sentence says against a phrase is heard; without it the phrase stands."""

from __future__ import annotations

import pytest

from transforms.reshare.attribution import read_attribution


def told(text, commentary=None):
    found = read_attribution(text, poster="@me", site="kelpfilm.example", commentary=commentary)
    return {(one.role, one.name) for one in found}


@pytest.mark.parametrize(
    ("phrase", "against", "found"),
    [
        ("Ines Dorval has been counting kelp since 1988.", "This film is about her.", ("author", "Ines Dorval")),
        ("Ines Dorval has been counting kelp since 1988.", "Lovely local news story.", ("author", "Ines Dorval")),
        ("Thanks for the tip, @bea_ok!", "The dumplings are a religion.", ("finder", "@bea_ok")),
        ("Empfehlung von Bea Okoro.", "Wir haben dort gegessen.", ("finder", "Bea Okoro")),
    ],
)
def test_another_sentence_may_contradict(phrase, against, found):
    assert told(phrase) == {found}
    assert told(f"{phrase} {against}") == set()


def test_a_name_behind_a_linked_title_and_by_made_it():
    linked = '<p><a href="https://kelpfilm.example/">A field guide to kelp</a> by Ines Dorval{}</p>'
    assert told(None, linked.format("")) == {("author", "Ines Dorval")}
    assert told(None, linked.format('. (Via <a href="https://b.example">Bea Okoro</a>.)')) == {
        ("author", "Ines Dorval"),
        ("finder", "Bea Okoro"),
    }
    assert told(None, linked.replace("A field guide to kelp", "Kelp at low tide, photographed").format("")) == set()


def test_co_authors_count_where_the_posters_own_words_say_that_it_is_theirs():
    assert told("Our paper on kelp is out. Written together with Ines Dorval.") == {
        ("author", "@me"),
        ("author", "Ines Dorval"),
    }
    assert told("A paper on kelp. Written together with Ines Dorval.") == set()
