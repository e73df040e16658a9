"""What profiles are judged by: the taxonomy of the second figure, gains, and intervals by person."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from bench.quality import estimates, predict_topics
from config.faults import Faults
from config.tables import open_table
from config.topics import TOPICS, read_topics


def test_the_taxonomy_is_one_that_a_strategist_could_have_written_and_nothing_in_it_is_sensitive(tmp_path):
    shutil.copy(predict_topics.TAXONOMY, tmp_path / "topics.csv")
    faults = Faults()
    found = read_topics(open_table(tmp_path, TOPICS, faults))
    faults.raise_if_any()
    assert list(found) == predict_topics.topics()
    assert 20 <= len(found) <= 30
    assert min(len(one.seed_phrases) for one in found) >= 12
    assert not any(one.sensitive for one in found)


def test_a_guess_in_the_right_order_is_worth_all_and_one_in_the_wrong_less():
    written = np.array([6.0, 3.0, 1.0, 0.0, 0.0, 0.0])
    judged = estimates.Judged()
    for guess in (written / 10, written[::-1] / 10):
        estimates._note(judged, "ana", guess, written)
    assert judged.ndcg[0] == pytest.approx(1)
    assert judged.ndcg[1] < 0.75
    assert judged.loss[0] < judged.loss[1]


def test_people_count_alike_however_many_weeks_they_have():
    gain = [1.0] * 98 + [0.0, 0.0]
    people = ["ana"] * 98 + ["ben", "cem"]
    assert estimates._mean(gain, people) == pytest.approx(1 / 3)
    low, high = estimates._interval(np.array(gain), people)
    assert (low, high) == (0, 1)


def test_a_gain_that_a_draw_of_people_could_undo_is_not_met_and_says_what_would_show():
    judged = {"profile": estimates.Judged(), "own all time": estimates.Judged()}
    for number in range(10):
        for name, ndcg in (("profile", 0.5 + (number % 2) / 10), ("own all time", 0.55)):
            judged[name].people.append(f"person-{number}")
            judged[name].ndcg.append(ndcg)
            judged[name].loss.append(1.0 if name == "profile" else 2.0)
    ndcg, least, loss = estimates.compare("topics", judged)
    assert (ndcg.is_met, loss.is_met) == (False, True)
    assert 0 < float(least.figure) < 0.1
