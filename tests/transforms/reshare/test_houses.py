"""Whose site it is, by its host; and which names are no person's."""

from __future__ import annotations

import pytest

from transforms.reshare.houses import is_house_of, sounds_like_outlet


@pytest.mark.parametrize(
    ("named", "site"),
    [
        ("The Kelp Herald", "kelpherald.example"), ("Kelp Herald", "www.thekelpherald.example"), ("@kelpherald", "kelpherald.example"),
        ("@kelpherald.bsky.example", "kelpherald.example"), ("@desk@kelpherald.example", "desk.example"), ("@kelpherald_hq", "kelpherald.example"),
        ("Kelp & Carton", "kelpandcarton.example"), ("Port of Vadsund", "portofvadsund.example"), ("Bureau of Statistics", "statbureau.example"),
        ("Küstenpost", "kuestenpost.example"), ("Le Courrier d'Aubrac", "courrieraubrac.example"), ("O Farol", "ofarol.example"),
        ("North Kelp Review", "nkr.example"), ("Northern Gazette", "northgazette.example"), ("kelpherald.example", "kelpherald.example"),
    ],
)  # fmt: skip
def test_a_name_is_the_sites(named, site):
    assert is_house_of(named, site)


@pytest.mark.parametrize(
    ("named", "site"),
    [
        ("The Kelp Herald", "kelpgazette.example"), ("@kelp", "kelpherald.example"), ("Ines Dorval", "kelpherald.example"),
        ("Herald", "kelpherald.example"), ("The Kelp Herald", None), ("K", "k2.example"), ("Post", "postoffice.example"),
    ],
)  # fmt: skip
def test_and_is_not(named, site):
    assert not is_house_of(named, site)


def test_what_sounds_like_an_outlet():
    assert all(map(sounds_like_outlet, ["The Kelp", "Kelp & Carton", "Kelp Review", "@kelp_herald", "Bureau of Tides"]))
    assert not any(map(sounds_like_outlet, ["Ines Dorval", "Nuria de la Cruz", "@kelp_ines", "Bea Okoro"]))
