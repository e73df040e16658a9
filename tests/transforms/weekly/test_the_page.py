"""The page as a reader has it: accessible, sortable with script and whole without, small, printed; the PDF without libraries."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.transforms.weekly.browser import needs_chromium, opened
from tests.transforms.weekly.house import AS_OF, ROOT, brand, furnish, house
from transforms.weekly import html
from transforms.weekly.daily import compose_daily
from transforms.weekly.document import Week

GOLDEN = ROOT / "tests" / "golden"


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_serious(written: Path, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # axe lays its own script into the page, which the page's policy would refuse
    with opened(
        written / "report.html", color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    ) as (page, _):
        found = Axe().run(page).response["violations"]
    assert [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found] == []


@needs_chromium
def test_a_table_is_sorted_by_its_numbers_filtered_by_words_and_reached_by_keys(written: Path) -> None:
    with opened(written / "report.html", viewport={"width": 1280, "height": 900}) as (page, said):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#report"
        shares = "[...document.querySelectorAll('#topics tbody tr')].map(row => row.cells[1].textContent)"
        head = page.locator("#topics th button").nth(1)
        head.focus()
        page.keyboard.press("Enter")
        assert page.evaluate(shares) == ["under 1\u00a0%", "10\u00a0%", "62\u00a0%"]
        assert page.evaluate("document.querySelectorAll('#topics th')[1].getAttribute('aria-sort')") == "ascending"
        page.keyboard.press("Enter")
        assert page.evaluate(shares) == ["62\u00a0%", "10\u00a0%", "under 1\u00a0%"]
        page.locator("#method-title button").click()
        page.locator("input[type=search]").first.fill("apart_z")
        assert page.evaluate("[...document.querySelectorAll('#rules tbody tr')].filter(row => !row.hidden).length") == 1
        assert said == []


PHONE = {"viewport": {"width": 390, "height": 844}}
PLACES = (
    "[...document.querySelectorAll('#reply-1 td')].map(cell => cell.getBoundingClientRect()).filter(box => box.width)"
)


@needs_chromium
def test_on_a_phone_a_row_is_a_card_and_nothing_lies_beside_the_page(written: Path) -> None:
    with opened(written / "report.html", **PHONE) as (page, said):
        page.locator("#replies-title button").click()
        said_by = page.locator("#reply-1 td").filter(has_text="Tariffs, again")
        assert said_by.get_attribute("data-head") == "What they said"
        boxes = page.evaluate(f"{PLACES}.map(box => [box.left, box.right, box.top, box.bottom])")
        assert len(boxes) > 8
        assert all(left >= 0 and right <= 390 for left, right, _, _ in boxes)
        for (_, right, top, bottom), (left, _, following, _) in pairwise(boxes):
            assert following >= bottom - 1 or (left >= right and following < bottom), "below, or beside and after it"
            assert following >= top
        page.evaluate("document.querySelectorAll('h2 button[aria-expanded=false]').forEach(one => one.click())")
        wider = "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
        assert page.evaluate(wider) == 0
    assert said == []


@needs_chromium
def test_a_phone_shows_what_to_do_first_and_the_rest_on_demand(written: Path) -> None:
    with opened(written / "report.html", **PHONE) as (page, said):
        assert page.locator("#best-reshare").is_visible()
        assert page.locator("#first-reply").is_visible()
        assert page.evaluate("document.documentElement.scrollHeight") < 6 * 844
        assert not page.locator("#reply-1").is_visible()
        page.locator("#changes a[href='#replies']").first.click()
        assert page.locator("#reply-1").is_visible()
        page.locator("nav a[href='#people']").click()
        page.locator("#people a[href='#person-ana']").first.click()
        assert page.locator("#person-ana .fold").is_visible()
        top = page.evaluate("document.querySelector('#person-ana').getBoundingClientRect().top")
        assert 0 <= top < 400
        assert page.locator("nav").bounding_box()["y"] == 0, "the contents stay in sight"
    assert said == []


@needs_chromium
def test_the_short_list_of_a_day_is_open_on_a_phone(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        short = compose_daily(made.con, brand(), Week.named("2026-W44"), AS_OF)
    assert short
    (tmp_path / "daily.html").write_text(html.render(short), encoding="utf-8")
    with opened(tmp_path / "daily.html", **PHONE) as (page, said):
        assert page.locator("#reshare-0123456789abcdef").is_visible()
        assert page.locator("#reply-1").is_visible()
        assert not page.locator("#post-1").is_visible()
        page.evaluate("location.hash = '#%E0%A4%A'")
        page.locator("#posts-title button").click()
        assert page.locator("#post-1").is_visible()
    assert said == []


@needs_chromium
def test_what_is_folded_is_opened_by_its_address_and_by_print(written: Path) -> None:
    with opened(written / "report.html", viewport={"width": 1280, "height": 900}) as (page, _):
        assert page.locator("#reply-1").is_visible(), "only what is looked up is folded on a desk"
        assert not page.locator("#post-1").is_visible()
        page.evaluate("location.hash = '#post-1'")
        page.wait_for_function("document.querySelector('#post-1').checkVisibility({contentVisibilityAuto: true})")
        assert page.locator("#post-1").is_visible()
        assert not page.locator("#rules").is_visible()
        page.emulate_media(media="print")
        assert page.locator("#rules").is_visible()
        assert page.locator("#person-ben table").first.is_visible()


@needs_chromium
@pytest.mark.parametrize("width", [1280, 1440])
def test_no_table_of_a_desk_is_wider_than_its_place(written: Path, width: int) -> None:
    with opened(written / "report.html", viewport={"width": width, "height": 900}) as (page, _):
        wider = page.evaluate(
            "[...document.querySelectorAll('main > section > .scroll')].filter(one => one.scrollWidth > one.clientWidth + 1)"
            ".map(one => one.getAttribute('aria-label'))"
        )
    assert wider == []


@needs_chromium
def test_the_ready_text_is_copied(written: Path) -> None:
    with opened(written / "report.html", permissions=["clipboard-read", "clipboard-write"]) as (page, _):
        page.locator("#best-reshare .ready button").first.click()
        page.wait_for_function("document.querySelector('#best-reshare .ready button').textContent === 'Copied'")


@needs_chromium
def test_without_script_every_word_is_there(written: Path) -> None:
    with opened(written / "report.html", java_script_enabled=False) as (page, said):
        assert "Ana Ruiz writes more on Heat pumps" in page.locator("#changes").inner_text()
        assert page.locator("button, input").count() == 0
    assert said == []


@needs_chromium
def test_it_prints_with_page_numbers_on_a4_and_letter(written: Path, tmp_path: Path) -> None:
    from pypdf import PdfReader

    with opened(written / "report.html") as (page, _):
        for size in ("A4", "Letter"):
            page.pdf(path=tmp_path / f"{size}.pdf", format=size)
    for size in ("A4", "Letter"):
        pages = PdfReader(tmp_path / f"{size}.pdf").pages
        for number, one in enumerate(pages, start=1):
            assert f"{number} / {len(pages)}" in one.extract_text()
        assert "Filter the rows" not in "".join(one.extract_text() for one in pages)


def test_the_pdf_needs_no_library_of_the_system(tmp_path: Path) -> None:
    """Drawn in a process of its own, which has loaded neither pango nor cairo when it is done."""
    code = f"""
import tempfile
from pathlib import Path
from tests.transforms.weekly.house import furnish, house, told
from transforms.weekly import pdf
with house(Path({str(tmp_path)!r})) as made:
    furnish(made)
    report = told(made)
pdf.write(report, Path({str(tmp_path / "report.pdf")!r}))
loaded = Path("/proc/self/maps").read_text() if Path("/proc/self/maps").exists() else ""
assert not [line for line in loaded.splitlines() if any(name in line for name in ("pango", "cairo", "gobject", "weasy"))]
print("drawn")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "drawn", done.stderr
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_pdf_is_tagged_and_speaks_its_language(written: Path) -> None:
    from pypdf import PdfReader

    catalog = PdfReader(written / "report.pdf").root_object
    assert catalog["/Lang"].startswith("en")
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert [one.title for one in PdfReader(written / "report.pdf").outline if not isinstance(one, list)][:2] == [
        "How complete this is", "This week in one paragraph"]  # fmt: skip


@pytest.mark.parametrize("name", ["report.md", "csv/topics.csv", "csv/reshares.csv", "people/ana.html"])
def test_the_golden_report(written: Path, name: str) -> None:
    """Looked at and kept; WRITE_GOLDEN=1 keeps the present one, to be looked at again."""
    kept = GOLDEN / "weekly" / name
    if os.environ.get("WRITE_GOLDEN"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes((written / name).read_bytes())
    assert (written / name).read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")
