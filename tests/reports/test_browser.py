"""The pages in a real browser: accessible, no sideways scroll, no error, nothing asked of the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.reports.site import Published

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    # what has passed is not described one by one: on the largest page that is 1.9 MB, and a quarter of axe's time
    "resultTypes": ["violations"],
}
WIDTHS = (1280, 390, 320)
MOST_ALIKE = 5
"""Rows of a table, and details in a row, that axe looks at: all are of one shape, and 2,000 rows take nine seconds."""

MOST_ABOVE = 200
"""Pixels of a phone for header, search and banners: a quarter of its screen."""

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no browser at {CHROMIUM}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        actual = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield actual
        actual.close()


def names(published: Published) -> list[str]:
    """One page of each kind: the provider and the area are those with the most to show."""
    actual = ["index.html", "areas.html", "providers.html", "methods.html", "measure/ae_within_4h.html"]
    actual += ["quality.html", "quality-log.html", "revisions.html"]
    for folder in ("provider", "area", "changed"):
        ours = [name for name in published.pages if name.startswith(f"{folder}/") and "england" not in name]
        actual.append(max(ours, key=lambda name: len(published.pages[name].source)))
    actual += ["area/cohort-sample_first_wave.html", "gaps.html", "waits/ae_within_4h.html"]
    actual += ["practices.html", "programme/flow.html"]
    # of practices, the one with everything, which has a badge of every status, and the one with nothing
    actual += ["practice/held.html", "practice/none.html"]
    adopters = [name for name in published.pages if name.startswith("practice/held/")]
    actual += [pick(adopters, key=lambda name: len(published.pages[name].source)) for pick in (min, max)]
    return [*actual, "area/england.html"]


def differ_when_narrow(name: str) -> bool:
    """Whether axe looks at the page again on a phone: one of each layout, which charts, tables and lists make up."""
    return name in ("index.html", "providers.html", "measure/ae_within_4h.html", "practice/held.html")


def visit(page: Page, path: Path) -> tuple[list[str], list[str]]:
    """Open the page with all its details open; gives its errors and what it asked for."""
    errors: list[str] = []
    asked: list[str] = []
    page.on("console", lambda item: errors.append(item.text) if item.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details.data, details.fold').forEach(one => one.open = true)")
    return errors, asked


def test_pages_are_accessible_fit_and_keep_to_themselves(published: Published, browser: Browser) -> None:
    actual = []
    for name in names(published):
        page = browser.new_page(viewport={"width": max(WIDTHS), "height": 900})
        errors, asked = visit(page, published.folder / name)
        actual += [(name, rule, text) for rule, text in find_overflows(page)]
        actual += [(name, rule, text) for width in widths_of(name) for rule, text in find_barriers(page, width)]
        actual += [(name, "error", error) for error in errors]
        actual += [(name, "asked", url) for url in asked if not url.startswith(("file://", "data:"))]
        page.close()
    assert not actual, "\n".join(map(str, actual))


def test_the_dark_scheme_can_be_read(published: Published, browser: Browser) -> None:
    actual = []
    for name in ("index.html", "measure/ae_within_4h.html", "practice/held.html", "quality.html"):
        page = browser.new_page(viewport={"width": max(WIDTHS), "height": 900}, color_scheme="dark")
        visit(page, published.folder / name)
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(int(part) for part in paper.removeprefix("rgb(").rstrip(")").split(",")) < 60
        actual += [(name, rule, text) for rule, text in find_barriers(page, max(WIDTHS))]
        page.close()
    assert not actual, "\n".join(map(str, actual))


def widths_of(name: str) -> tuple[int, ...]:
    """The widths at which axe looks at the page."""
    return (max(WIDTHS), min(WIDTHS)) if differ_when_narrow(name) else (max(WIDTHS),)


def find_overflows(page: Page) -> list[tuple[str, str]]:
    """The widths at which the page, opened once and made narrower, is scrolled sideways."""
    actual = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        across = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        actual += [(f"sideways at {width}", str(across))] if across[0] > across[1] or across[1] != width else []
    return actual


def find_barriers(page: Page, width: int) -> list[tuple[str, str]]:
    """The rule and the beginning of each element that keeps somebody out; long tables are cut first."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(
        """most => {
            document.querySelectorAll('tbody').forEach(body => [...body.rows].slice(most).forEach(row => row.remove()));
            document.querySelectorAll(`details:nth-of-type(n + ${most + 1})`).forEach(item => item.remove());
        }""",
        MOST_ALIKE,
    )
    violations = Axe().run(page, options=RULES)["violations"]
    return [(fault["id"], node["html"][:160]) for fault in violations for node in fault["nodes"][:2]]


def test_a_barrier_is_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html lang=en><title>a</title><main><h1>a</h1><img src='data:,'></main></html>")
    assert [rule for rule, _ in find_barriers(page, max(WIDTHS))] == ["image-alt"]
    page.close()


def test_a_page_that_is_too_wide_is_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html lang=en><title>a</title><main><p style='width: 380px'>a</p></main></html>")
    assert [rule for rule, _ in find_overflows(page)] == ["sideways at 320"]
    page.close()


def test_labels_of_a_chart_do_not_cover_each_other(published: Published, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": max(WIDTHS), "height": 900})
    covered = []
    steady = max(
        (name for name in published.pages if name.startswith("practice/held/")),
        key=lambda name: len(published.pages[name].source),
    )
    for name in ("area/england.html", "practice/held.html", steady):
        visit(page, published.folder / name)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            covered += [(name, width, text) for text in covered_labels(page)]
    page.close()
    assert not covered


def covered_labels(page: Page) -> list[str]:
    """Labels of one kind that lie on each other."""
    actual: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('svg.x')].flatMap(svg => [
            'xl:not(.two)', 'two', 'ph', 'rn', 'ax', 'yl', 'rl'].flatMap(kind => {
            const all = [...svg.querySelectorAll('.' + kind)];
            const seen = all.map(one => [one.textContent, one.getBoundingClientRect()]).filter(([_, box]) => box.width);
            const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 &&
                a.top < b.bottom - 5 && b.top < a.bottom - 5;
            return seen.flatMap(([text, a], at) =>
                seen.slice(at + 1).filter(([_, b]) => meet(a, b)).map(([other]) => text + ' / ' + other));
        }))"""
    )
    return actual


def test_the_search_knows_codes_initials_and_words_in_any_order(published: Published, browser: Browser) -> None:
    page = browser.new_page()
    visit(page, published.folder / "methods.html")
    for typed in ("fells sampl", "zza", "SFICB", "board  Fells"):
        page.fill("#find", typed)
        assert "Sample Fells Integrated Care Board" in page.inner_text("#found"), typed
    shortened = {
        "UHBN": "University Hospitals of Bramblefen",
        "CDHT": "Cinderholt and District",
        "gchnt": "Greythorne C",
    }
    # letters of the name in their order, from the first one on
    for typed, name in {**shortened, "RHFT": "Royal Elverstoke"}.items():
        page.fill("#find", typed)
        assert name in page.inner_text("#found"), typed
    for typed in ("HBUN", "xyz", "UHBNTX"):
        page.fill("#find", typed)
        assert page.inner_text("#found-count") == "0 found", typed
    page.fill("#find", "zza")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#found') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "find"
    page.fill("#find", "zza")
    page.keyboard.press("Enter")
    page.wait_for_url("**/area/zza.html")
    page.close()


def test_a_patch_is_chosen_once_and_marked_on_every_page(published: Published, browser: Browser) -> None:
    page = browser.new_page()
    visit(page, published.folder / "areas.html")
    page.click("#patch button")
    page.fill("#patch-find", "sample fells")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('patch').textContent.includes('Your patch: ')")
    assert page.locator("tr.mine a").first.inner_text().startswith("NHS Sample Fells")
    page.goto((published.folder / "measure" / "ae_within_4h.html").as_uri())
    members = published.ask("select organisation from core.organisation where icb = 'ZZA'")
    marked = page.evaluate("[...document.querySelectorAll('tr.mine th small')].map(code => code.textContent)")
    assert set(marked) >= {"ZZR00"}
    assert set(marked) <= {code for (code,) in members} | {"ZZA"}
    assert "(your patch)" in (page.locator("tr.mine th").first.text_content() or "")
    page.click("#patch a:has-text('What changed here')")
    page.wait_for_url("**/changed/zza.html")
    page.click("#patch button:has-text('Clear')")
    page.wait_for_function("!document.getElementById('patch').textContent.includes('Your patch: ')")
    assert page.locator(".mine").count() == 0
    page.close()


def test_a_link_carries_the_patch_where_the_browser_keeps_nothing(published: Published, browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('none'); }})")
    page.goto((published.folder / "index.html").as_uri() + "?patch=zza")
    assert "Sample Fells" in page.inner_text("#patch")
    page.click("nav a:has-text('Providers')")
    page.wait_for_url("**/providers.html?patch=ZZA")
    assert page.locator("li.mine").count() > 0
    page.close()


def test_a_patch_that_nobody_knows_is_none(published: Published, browser: Browser) -> None:
    page = browser.new_page()
    errors, _ = [], page.goto((published.folder / "index.html").as_uri() + "?patch=%3Cb%3E")
    page.on("pageerror", lambda error: errors.append(str(error)))
    assert page.inner_text("#patch") == "Choose your patch"
    assert not errors
    page.close()


def test_a_long_table_is_sorted_by_the_head_of_a_column_and_back(published: Published, browser: Browser) -> None:
    page = browser.new_page()
    visit(page, published.folder / "measure" / "ae_within_4h.html")
    table = page.locator("table.measures:has(.sort)").first

    def read_column() -> list[str]:
        cells: list[str] = table.evaluate("table => [...table.tBodies[0].rows].map(row => row.cells[0].innerText)")
        return cells

    best_first, head = read_column(), table.locator("th:has-text('Organisation')")
    assert len(best_first) >= 6
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert read_column() == sorted(best_first, key=str.lower)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") is None
    assert read_column() == best_first
    page.close()


def test_the_figures_of_a_practices_chart_are_read_with_the_arrow_keys(published: Published, browser: Browser) -> None:
    page = browser.new_page()
    visit(page, published.folder / "practice" / "held.html")
    slider = page.locator("#event-study input.scrub")
    slider.focus()
    first = slider.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    assert first != slider.get_attribute("aria-valuetext")
    cells = page.locator("#event-study details.data tbody tr").nth(1).locator("th, td").all_inner_texts()
    assert all(cell in (slider.get_attribute("aria-valuetext") or "") for cell in cells)
    page.close()


def test_the_pointer_reads_every_chart(published: Published, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": max(WIDTHS), "height": 900})
    steady = next(name for name in names(published) if name.startswith("practice/held/"))
    silent = []
    for name in ("practice/held.html", steady, "measure/ae_within_4h.html"):
        visit(page, published.folder / name)
        for plot in page.locator(".chart:visible:has(input.scrub) .plot").all():
            plot.hover()
            silent += [] if plot.locator(".tip").inner_text() else [(name, plot.get_attribute("aria-labelledby"))]
        assert page.locator(".chart").count() == page.locator(".chart:has(input.scrub)").count(), name
    page.close()
    assert not silent


def test_a_phone_keeps_its_screen_for_the_page(published: Published, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((published.folder / "index.html").as_uri())
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().top") < MOST_ABOVE
    assert not page.locator("nav a:has-text('Methods')").is_visible()
    page.click("button.menu")
    page.click("nav a:has-text('Methods')")
    page.wait_for_url("**/methods.html")
    page.close()


def test_the_patch_comes_first_where_the_order_says_nothing(published: Published, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((published.folder / "waits" / "ae_within_4h.html").as_uri() + "?patch=ZZE")
    assert "Sample Wolds" in page.locator("[data-near-first] > details[open] h2").first.inner_text()
    page.close()


def test_the_search_finds_an_organisation_by_its_code(published: Published, browser: Browser) -> None:
    [(code, name)] = published.ask(
        "select organisation, name from core.organisation where kind = 'provider' and organisation in "
        "(select organisation from core.observation) and name not like '%<%' order by 1 limit 1"
    )
    page = browser.new_page()
    visit(page, published.folder / "providers.html")
    page.fill("#find", code.lower())
    assert name.lower() in page.inner_text("#found").lower()
    page.fill("#find", "Ampersand")
    assert "<b onclick" in page.inner_text("#found"), "a name that is markup is text"
    page.click("#found a")
    assert "/provider/" in page.url
    page.close()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_chart_can_be_taken_away_as_a_picture(
    published: Published, browser: Browser, tmp_path: Path, kind: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors, asked = visit(page, published.folder / "area/england.html")
    with page.expect_download() as download:
        page.click(f"#ae_within_4h button:has-text('{kind.upper()}')")
    download.value.save_as(tmp_path / download.value.suggested_filename)
    page.close()
    content = (tmp_path / f"england-ae_within_4h.{kind}").read_bytes()
    if kind == "png":
        assert content.startswith(b"\x89PNG")
        assert len(content) > 10_000
    else:
        text = content.decode()
        assert "A&amp;E attendances seen within four hours" in text
        assert "SAMPLE DATA" in text
        assert "Open Government Licence" in text
    assert not errors
    assert not [url for url in asked if not url.startswith(("file://", "data:", "blob:"))]


def test_a_chart_is_explored_with_the_arrow_keys(published: Published, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    visit(page, published.folder / "area/england.html")
    slider = page.locator("#ae_within_4h .chart[data-for] input.scrub")
    slider.focus()
    last = slider.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowLeft")
    before = slider.get_attribute("aria-valuetext")
    shown = page.inner_text("#ae_within_4h .chart[data-for] .tip")
    page.close()
    assert last
    assert before
    assert last.startswith("September 2026: ")
    assert before.startswith("August 2026: ")
    assert shown.startswith("August 2026")


MOST_HIGH = 6000
"""Pixels that a page of any kind may be high on a desktop: about seven screens."""


def test_no_page_is_endless_on_a_desktop(published: Published, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": max(WIDTHS), "height": 900})
    high = {}
    for name in names(published):
        page.goto((published.folder / name).as_uri())
        high[name] = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    assert {name: height for name, height in high.items() if height > MOST_HIGH} == {}


@pytest.mark.parametrize("has_script", [True, False])
def test_a_link_to_a_folded_chart_opens_it(published: Published, browser: Browser, *, has_script: bool) -> None:
    page = browser.new_page(java_script_enabled=has_script)
    page.goto((published.folder / "area/england.html").as_uri())
    folded = page.locator("details.fold .card[id] .plot").last
    assert not folded.is_visible()
    anchor = folded.locator("xpath=ancestor::section[1]").get_attribute("id")
    page.click(f"table.measures a[href='#{anchor}']")
    folded.wait_for(state="visible")
    page.close()


def test_what_is_folded_is_printed(published: Published, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((published.folder / "area/england.html").as_uri())
    folded = page.locator("details.fold .plot").last
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert (folded.bounding_box() or {"height": 0})["height"] > 100
    page.close()


def test_the_middle_of_a_long_table_waits_to_be_shown(published: Published, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((published.folder / "index.html").as_uri())
    rows = "".join(f"<tr{' class=mine' if at == 15 else ''}><th>{at}</th></tr>" for at in range(30))
    page.evaluate(
        """rows => { document.querySelector('main').innerHTML =
            '<details class=whole><summary>Show all</summary></details><table class=measures><tbody>' + rows; }""",
        rows,
    )
    shown = page.locator("tbody tr:visible")
    assert shown.all_inner_texts() == [str(at) for at in (*range(8), 15, *range(22, 30))]
    page.click("details.whole summary")
    assert shown.count() == 30
    page.close()
