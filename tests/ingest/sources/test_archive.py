"""Files exported by hand: every form gives the same words and ids, goes on where it was killed, and refuses what is no export."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.archive import files, reader
from ingest.errors import NotFound, NotUnderstood, Refused, TooLarge
from ingest.sources import Account, archive

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
MAP = """
platform: x
times: {format: ['%Y-%m-%d %H:%M:%S'], zone: UTC}
fields: {native_id: id, author: who, text: words, created_at: at}
"""
CONSENT = "supplied_by: Ana\nconsent_basis: her e-mail of 3 March\nobtained_at: 2026-03-31\n"


def visit(place: Path, cursor: Any = None, url: str = "") -> list[Any]:
    account = Account(f"archive:{place}", "archive", str(place), url)
    return list(archive.visit(account, cursor or {}, SimpleNamespace(as_of=AS_OF), AS_OF))


def records(pages: list[Any]) -> list[dict[str, Any]]:
    return [record for page in pages for record in page.answer.json()["records"]]


def table(path: Path, rows: list[tuple[str, ...]], text: str = MAP) -> Path:
    """A CSV with the columns id, who, words, at, and its map."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("id", "who", "words", "at"), *rows])
    path.write_bytes(out.getvalue().encode())
    Path(f"{path}.map.yaml").write_text(text)
    return path


def row(number: int, words: str = "Wind in the wires") -> tuple[str, ...]:
    return f"12345678901234567{number:03d}", "Ann", words, "2026-09-01 08:00:00"


def test_a_page_says_what_it_is_and_whose(tmp_path: Path) -> None:
    (page,) = visit(table(tmp_path / "posts.csv", [row(1)]))
    assert (page.reading, page.answer.url, page.answer.status, page.answer.records) == (
        "archive",
        "file:posts.csv",
        200,
        1,
    )
    (record,) = records([page])
    assert (record["account_id"], record["native_id"], record["at"]) == ("x:ann", "12345678901234567001", "1")
    assert record["created_at"] == "2026-09-01T08:00:00.000000Z"


def test_what_was_read_whole_is_not_read_again_unless_it_changed(tmp_path: Path) -> None:
    file = table(tmp_path / "posts.csv", [row(1)])
    cursor = visit(file)[-1].cursor
    assert visit(file, cursor) == []
    table(file, [row(1), row(2)])
    assert len(records(visit(file, cursor))) == 2
    cursor = visit(file)[-1].cursor
    Path(f"{file}.map.yaml").write_text(MAP + "# another map\n")
    assert len(records(visit(file, cursor))) == 2


def test_a_killed_import_goes_on_behind_its_last_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PAGE", 3)
    file = table(tmp_path / "posts.csv", [row(number) for number in range(10)])
    pages = visit(file)
    assert [page.answer.records for page in pages] == [3, 3, 3, 1]
    for done in range(4):
        rest = visit(file, pages[done].cursor)
        assert [record["at"] for record in records(pages[: done + 1] + rest)] == [str(n) for n in range(1, 11)]


def test_pages_end_by_size_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PAGE_TEXT", 1000)
    assert len(visit(table(tmp_path / "posts.csv", [row(n, "w" * 900) for n in range(5)]))) == 5


WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60) | st.sampled_from(
    [
        'a,"b"\n1;2',
        "\r\n\r",
        "x\ry",
        '""',
        "'",
        "\x00",
        "🦉\u2028\u2029",
        "=cmd()",
        "; ; ",
        "null",
        "None",
        " pad ",
        "\\n\\u0000",
        "\ufeffx",
        "\u0085",
    ]
)
IDS = st.integers(1, 10**30).map(str)
POSTS = st.lists(st.tuples(IDS, WORDS), min_size=1, max_size=8, unique_by=lambda post: post[0])


def write(form: str, folder: Path, posts: list[tuple[str, str]]) -> Path:
    path = folder / f"posts.{form}"
    rows = [{"id": id_, "who": "Ann", "words": words, "at": "2026-09-01 08:00:00"} for id_, words in posts]
    if form == "csv":
        table(path, [tuple(one.values()) for one in rows])
    elif form == "csv.gz":
        table(path, [tuple(one.values()) for one in rows])
        path.write_bytes(gzip.compress(path.read_bytes()))
    elif form == "jsonl":
        path.write_text(
            "\n".join(json.dumps(one, ensure_ascii=len(one["id"]) % 2 == 0) for one in rows),
            encoding="utf-8",
            newline="",
        )
    elif form == "json":
        # ids as bare numbers: they must not pass through a float
        path.write_text(json.dumps([one | {"id": int(one["id"])} for one in rows]), encoding="utf-8")
    elif form == "parquet":
        import pyarrow as pa
        from pyarrow import parquet

        parquet.write_table(pa.Table.from_pylist(rows), path)
    else:
        import openpyxl

        book = openpyxl.Workbook()
        for cells in [tuple(rows[0]), *(tuple(one.values()) for one in rows)]:
            book.active.append(cells)
            for cell in book.active[book.active.max_row]:
                cell.data_type = "s"  # "=1" is somebody's words, not a formula
        book.save(path)
    Path(f"{path}.map.yaml").write_text(MAP)
    return path


@pytest.mark.parametrize("form", ["csv", "csv.gz", "jsonl", "json", "parquet"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=POSTS)
def test_any_text_and_any_id_come_through_as_they_were(form: str, tmp_path: Path, posts: list[tuple[str, str]]) -> None:
    told = records(visit(write(form, tmp_path, posts)))
    assert [(one["native_id"], one["text"]) for one in told] == posts


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    posts=st.lists(
        st.tuples(
            IDS,
            st.text(
                st.characters(
                    min_codepoint=32, blacklist_categories=("Cs", "Cc"), blacklist_characters="_\ufffe\uffff"
                ),
                min_size=1,
                max_size=40,
            ),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_workbook_keeps_texts_and_ids(tmp_path: Path, posts: list[tuple[str, str]]) -> None:
    told = records(visit(write("xlsx", tmp_path, posts)))
    assert [(one["native_id"], one["text"]) for one in told] == posts


def test_a_zip_is_read_like_its_files(tmp_path: Path) -> None:
    table(tmp_path / "posts.csv", [row(1), row(2)])
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive_file:
        archive_file.write(tmp_path / "posts.csv", "folder/posts.csv")
    (tmp_path / "export.zip.map.yaml").write_text(MAP)
    assert [one["native_id"] for one in records(visit(tmp_path / "export.zip"))] == [row(1)[0], row(2)[0]]


@pytest.mark.parametrize(
    "name", ["../posts.csv", "/etc/posts.csv", "a/../../posts.csv", "..\\posts.csv", "C:/posts.csv"]
)
def test_a_zip_that_leads_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive_file:
        archive_file.writestr(name, "id\n1\n")
    with pytest.raises(Refused, match="outside itself"):
        visit(tmp_path / "export.zip")


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive_file:
        archive_file.writestr("tweets.js", b" " * (files.SMALL + 1))
    with pytest.raises(Refused, match="bomb"):
        visit(tmp_path / "export.zip")


def test_a_gzip_that_never_ends_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    file = table(tmp_path / "posts.csv", [row(number) for number in range(100)])
    with pytest.raises(TooLarge, match="posts.csv"):
        visit(file)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("posts.zip", b"PK no"),
        ("posts.csv.gz", b"\x1f\x8b no"),
        ("posts.parquet", b"PAR1"),
        ("posts.xlsx", b"no"),
        ("posts.json", b'[{"id": 1}, {"id"'),
        ("posts.csv", b"id,who,words,at\n\xff\xfe\xfa,1,2,3"),
    ],
)
def test_what_is_damaged_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / f"{name}.map.yaml").write_text(MAP)
    with pytest.raises(NotUnderstood, match="posts"):
        visit(tmp_path / name)


def test_a_file_that_is_not_there_is_said_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="correct its path"):
        visit(tmp_path / "none.csv")


def test_a_file_nobody_knows_asks_for_a_map(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("a,b\n1,2\n")
    with pytest.raises(NotUnderstood, match="write posts.csv.map.yaml"):
        visit(tmp_path / "posts.csv")


def test_all_faults_of_a_map_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    file = table(tmp_path / "posts.csv", [row(1)], (
        "platform: twiter\ntimes: {format: ['%Q'], zone: EST}\ncolums: 1\n"
        "fields:\n  native_id: idd\n  text: {take: words, extract: '('}\n"
    ))  # fmt: skip
    with pytest.raises(NotUnderstood) as caught:
        visit(file)
    told = str(caught.value)
    for line, what in (
        ("line 1", "twiter"),
        ("line 2", "EST"),
        ("line 2", "%Q"),
        ("line 3", "colums"),
        ("line 6", "no pattern"),
        ("author", "not told"),
    ):
        assert any(line in one and what in one for one in told.splitlines()), (line, what, told)


def test_a_column_that_the_file_lacks_is_a_fault_with_the_nearest_one(tmp_path: Path) -> None:
    file = table(
        tmp_path / "posts.csv", [row(1)], MAP.replace("text: words", "text: wordz, likes: hearts, views: 'seen?'")
    )
    with pytest.raises(NotUnderstood) as caught:
        visit(file)
    assert "'wordz' is no column" in str(caught.value) and "write 'words'" in str(caught.value)
    assert "'hearts'" in str(caught.value) and "'seen'" not in str(caught.value)


def test_dates_without_a_zone_are_a_fault_of_the_map(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match=r"times.zone.*America/New_York"):
        visit(table(tmp_path / "posts.csv", [row(1)], MAP.replace(", zone: UTC", "")))


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("America/New_York", "2016-07-01 12:00:00", "2016-07-01T16:00:00"),
        ("America/New_York", "2016-01-01 12:00:00", "2016-01-01T17:00:00"),
        ("America/New_York", "2016-11-06 01:30:00", "2016-11-06T06:30:00"),  # twice: the later one
        ("America/New_York", "2016-03-13 02:30:00", "2016-03-13T07:30:00"),  # never: moved on
        ("-05:00", "2016-07-01 12:00:00", "2016-07-01T17:00:00"),
        ("+05:30", "2016-07-01 12:00:00", "2016-07-01T06:30:00"),
    ],
)
def test_wall_times_become_utc(tmp_path: Path, zone: str, wall: str, utc: str) -> None:
    file = table(tmp_path / "posts.csv", [("1", "Ann", "w", wall)], MAP.replace("zone: UTC", f"zone: '{zone}'"))
    assert records(visit(file))[0]["created_at"] == f"{utc}.000000Z"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("9,Ann,w", "a row of 3 fields where the header has 4"),
        ("9,Ann,w,2026-09-01 08:00:00,more", "a row of 5 fields where the header has 4"),
        ("9,Ann,w,yesterday", "a date that the map cannot read: yesterday"),
        ("1.2345678901234568E+18,Ann,w,2026-09-01 08:00:00", "an id that went through a number"),
        (f"9,Ann,{'w' * 100_001},2026-09-01 08:00:00", "text of 100001 characters"),
    ],
)
def test_a_record_that_cannot_be_right_carries_its_fault_and_the_next_is_read(
    tmp_path: Path, line: str, fault: str
) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(f"id,who,words,at\n{line}\n10,Ann,fine,2026-09-01 08:00:00\n")
    Path(f"{file}.map.yaml").write_text(MAP)
    wrong, right = records(visit(file))
    assert fault in wrong["fault"]
    assert (right["fault"], right["native_id"]) == (None, "10")


def test_a_quotation_mark_left_open_does_not_hide_the_next_record(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    good = "".join(f'17712345678901{n:02d},ann,"words {n}",2026-09-0{n} 08:00:00\n' for n in range(1, 9))
    file.write_text(
        f'id,who,words,at\n{good}1771234567890188,ann,"open,2026-09-01 08:00:00\n1771234567890189,ann,"next",2026-09-02 08:00:00\n'
    )
    Path(f"{file}.map.yaml").write_text(MAP)
    told = records(visit(file))
    assert [one["fault"] is None for one in told[:8]] == [True] * 8
    assert told[8]["native_id"] == "1771234567890188" and told[8]["fault"]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_line_swallowed_by_whoever_made_the_table_is_found(tmp_path: Path, form: str) -> None:
    posts = [(row(n)[0], f"Ink; paper, and {n} more") for n in range(5)]
    swallowed = f"first; 3; 4; {row(8)[0]}\n2026-09-01 08:00:00; ann; second; 5; 6; {row(9)[0]}"
    told = records(visit(write(form, tmp_path, [*posts, (row(7)[0], swallowed)])))
    assert [one["fault"] is None for one in told] == [True] * 5 + [False]
    assert "another record" in told[-1]["fault"]


def test_prose_with_numbers_and_delimiters_is_no_swallowed_line(tmp_path: Path) -> None:
    words = [
        "On 2026-09-01 08:00:00; nothing",
        "1, 2, 3, 4; 5; 6",
        f"see https://x.com/ann/status/{row(1)[0]}, please",
        "a\nb\nc",
        "100,000,000",
    ]
    told = records(visit(write("csv", tmp_path, [(row(n)[0], text) for n, text in enumerate(words)])))
    assert [one["fault"] for one in told] == [None] * len(words)


def test_a_persons_own_export_is_not_read_without_consent(tmp_path: Path) -> None:
    file = tmp_path / "outbox.json"
    file.write_text('{"type": "OrderedCollection", "orderedItems": []}')
    with pytest.raises(NotUnderstood) as caught:
        visit(file)
    for key in ("supplied_by", "consent_basis", "obtained_at"):
        assert key in str(caught.value)
    Path(f"{file}.map.yaml").write_text(CONSENT)
    assert visit(file) == []


def test_pages_of_an_export_are_dated_when_it_was_obtained(tmp_path: Path) -> None:
    (page,) = visit(table(tmp_path / "posts.csv", [row(1)], MAP + CONSENT))
    assert page.answer.asked_at == datetime(2026, 3, 31, tzinfo=UTC)


def test_post_text_never_enters_sql(tmp_path: Path) -> None:
    words = "'; drop table told; --"
    file = table(tmp_path / "posts.csv", [("1", words, words, "2026-09-01 08:00:00")])
    assert records(visit(file))[0]["text"] == words
