"""Whatever stands in a file, reading ends with a configuration or with its faults."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import ConfigFaults, read_config

GOOD = {
    "influencers.csv": "influencer_id,name\nana,Ana\n",
    "accounts.csv": "influencer_id,platform,handle\nana,x,ana\n",
    "topics.csv": "topic_id,name,seed_phrases\nbread,Bread,rye\n",
    "decisions.csv": "recommendation_id,decided\n",
    "brand.yaml": "name: Example\n",
}
KEYS = [
    "name", "accounts", "competitors", "content_feeds", "uses", "reply", "utm", "budgets", "retention",
    "verdicts", "no_reshare", "delivery", "x",
]  # fmt: skip
_leaf = st.one_of(
    st.sampled_from(["", "~", "yes", "-1", "1e999", "nan", "[]", "{}", "x", "10:30"]), st.text(max_size=8)
)
_tree = st.recursive(
    _leaf,
    lambda below: st.one_of(
        st.lists(below, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(st.sampled_from([*KEYS, "per_day", "money", "to", "days", "tier_1"]), below, max_size=3).map(
            lambda keys: "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"
        ),
    ),
    max_leaves=8,
)


def _read_or_refuse(name: str, raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for good, text in GOOD.items():
            if Path(good).stem != Path(name).stem:
                Path(folder, good).write_text(text, encoding="utf-8")
        Path(folder, name).write_bytes(raw)
        try:
            read_config(Path(folder))
        except ConfigFaults as refused:
            for fault in refused.faults:
                assert fault.what
                assert fault.remedy
                # a message is one line in a log, whatever stood in the file
                assert str(fault).isprintable()


@settings(deadline=None, max_examples=40)
@given(name=st.sampled_from([*GOOD, "topics.xlsx"]), raw=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, raw: bytes) -> None:
    _read_or_refuse(name, raw)


@settings(deadline=None, max_examples=40)
@given(name=st.sampled_from([name for name in GOOD if name.endswith("csv")]), rows=st.text(max_size=120))
def test_any_text_below_a_header_is_read_or_refused(name: str, rows: str) -> None:
    header = GOOD[name].splitlines()[0]
    _read_or_refuse(name, f"{header}\n{rows}".encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(KEYS), _tree, max_size=5))
def test_any_values_in_the_brand_are_read_or_refused(keys: dict[str, str]) -> None:
    text = "\n".join(f"{key}: {value}" for key, value in keys.items())
    _read_or_refuse("brand.yaml", text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", GOOD)
def test_a_folder_in_place_of_a_file_is_refused(name: str, tmp_path: Path) -> None:
    for good, text in GOOD.items():
        (tmp_path / good).write_text(text, encoding="utf-8")
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    with pytest.raises(ConfigFaults, match=name.replace(".", r"\.")):
        read_config(tmp_path)
