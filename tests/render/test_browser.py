"""The page in a real browser: it renders without complaint, sorts, prints unfolded, and has no
serious accessibility fault.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from proofs.ledger import ancestors, entries, rests_on
from tests.render.pages import files

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
selenium = pytest.importorskip("selenium.webdriver", reason="no selenium")
WebDriverWait = pytest.importorskip("selenium.webdriver.support.ui").WebDriverWait
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no chromium with chromedriver")

ROOT = Path(__file__).resolve().parents[2]
ENTER = "\ue007"  # WebDriver's code of the key
KEPT = 8  # of so many entries one is looked at by axe, which takes minutes for all
NAMES = ("two_triangles", "hostile", "crossing", "one_cluster")


@pytest.fixture(scope="module")
def driver():
    options = selenium.ChromeOptions()
    options.binary_location = BROWSER
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = selenium.Chrome(options=options, service=selenium.ChromeService(DRIVER))
    yield started
    started.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("pages")
    for name in NAMES:
        (made / name).mkdir()
        for file, content in files(name).items():
            (made / name / file).write_text(content, encoding="utf-8")
    return made


def visit(driver, folder, name, width=1100, scheme="light"):
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {
            "features": [
                {"name": "prefers-color-scheme", "value": scheme},
                {"name": "prefers-reduced-motion", "value": "reduce"},
            ]
        },
    )
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    driver.get((folder / name / "index.html").as_uri())


def column(driver, number):
    return driver.execute_script(
        "return [...document.querySelectorAll('#landscape-caption ~ tbody tr')]"
        ".map(row => row.cells[arguments[0]].dataset.key)",
        number,
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", (360, 1100))
def test_renders_quietly_and_fits(driver, folder, name, width):
    visit(driver, folder, name, width)
    assert driver.get_log("browser") == []
    assert driver.execute_script("return document.documentElement.scrollWidth") == width


def test_complaints_are_seen(driver, folder):
    visit(driver, folder, "two_triangles")
    driver.execute_script(
        "const image = document.createElement('img'); image.src = 'file:///nothing.png'; "
        "document.body.append(image)"
    )
    driver.implicitly_wait(0.2)
    assert any("Content Security Policy" in entry["message"] for entry in driver.get_log("browser"))


def test_sorting_by_click_and_by_key(driver, folder):
    visit(driver, folder, "two_triangles")
    button = driver.find_elements("css selector", "th button")[3]
    before = [int(rank) for rank in column(driver, 3)]
    button.click()
    assert [int(rank) for rank in column(driver, 3)] == sorted(before) != before
    button.send_keys(ENTER)
    assert [int(rank) for rank in column(driver, 3)] == sorted(before, reverse=True)
    heads = driver.find_elements("css selector", "#landscape-caption ~ thead th")
    states = [head.get_attribute("aria-sort") for head in heads]
    assert states == [None] * 3 + ["descending"] + [None] * 4


def test_dark_and_light_differ(driver, folder):
    script = "return getComputedStyle(document.body).backgroundColor"
    colours = set()
    for scheme in ("light", "dark"):
        visit(driver, folder, "two_triangles", scheme=scheme)
        colours.add(driver.execute_script(script))
    assert len(colours) == 2


def until(driver, script, wanted):
    """Wait until the script returns what is wanted: what the browser applies later than it
    answers.
    """
    WebDriverWait(driver, 20).until(lambda d: d.execute_script(script) == wanted)


def test_print_unfolds(driver, folder):
    visit(driver, folder, "two_triangles")
    # An element of a folded derivation has height in print only.
    display = "document.querySelector('#T1 details .display')"
    script = f"return {display}.checkVisibility({{contentVisibilityAuto: true}})"
    until(driver, script, False)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    until(driver, "return matchMedia('print').matches", True)
    until(driver, script, True)
    printed = driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert base64.b64decode(printed).startswith(b"%PDF")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    until(driver, "return matchMedia('print').matches", False)


OVERLAPS = """
const boxes = [...document.querySelectorAll('svg.figure text, svg.graph text')].map(node => [
  node.textContent, node.getBoundingClientRect()]).filter(pair => pair[1].width && pair[0].trim());
const overlaps = [];
for (const [i, [a, p]] of boxes.entries())
  for (const [b, q] of boxes.slice(i + 1))
    if (p.left + 1 < q.right && q.left + 1 < p.right
        && p.top + 2 < q.bottom && q.top + 2 < p.bottom)
      overlaps.push(a + ' | ' + b);
return overlaps;
"""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", (360, 800, 1400))
def test_no_text_lies_under_another(driver, folder, name, width):
    visit(driver, folder, name, width)
    until(driver, "return document.readyState", "complete")
    assert driver.execute_script(OVERLAPS) == []


def test_an_overlap_is_seen(driver, folder):
    visit(driver, folder, "two_triangles")
    driver.execute_script(
        "const t = document.querySelector('svg.figure text'); t.after(t.cloneNode(true))"
    )
    assert driver.execute_script(OVERLAPS)


def test_the_slider_steps_through_the_layers(driver, folder):
    visit(driver, folder, "two_triangles")
    panels = "[...document.querySelector('.steps').children]"
    shown = f"return {panels}.filter(panel => panel.checkVisibility()).length"
    assert driver.execute_script(shown) == 3
    driver.find_element("css selector", ".slider button").click()
    until(driver, shown, 1)
    driver.find_element("css selector", ".slider input").send_keys("\ue014")  # to the right
    until(
        driver,
        "return document.querySelector('.slider span').textContent",
        "The plane: after layer 1",
    )
    driver.find_element("css selector", ".slider button").click()
    until(driver, shown, 3)


def test_pointing_at_a_node_shows_what_it_rests_on(driver, folder):
    visit(driver, folder, "two_triangles")
    driver.execute_script("document.querySelector('[data-id=T1a]').focus()")
    script = (
        "return [...document.querySelectorAll('.node:not(.dimmed)')].map(n => n.dataset.id).sort()"
    )
    assert driver.execute_script(script) == sorted(["T1a", *ancestors("T1a"), *rests_on("T1a")])
    driver.execute_script("document.querySelector('[data-id=T1a]').blur()")
    assert driver.execute_script("return document.querySelectorAll('.dimmed').length") == 0


def test_latex_is_copied_or_shown(driver, folder):
    visit(driver, folder, "two_triangles")
    button = driver.find_element("css selector", '[data-copy="latex-T1a"]')
    driver.execute_script("arguments[0].click()", button)
    WebDriverWait(driver, 20).until(lambda _: button.text != "Copy LaTeX")
    assert button.text in ("Copied", "Select and copy")


FOCUSED = """
const node = document.activeElement, style = getComputedStyle(node);
const shape = node.querySelector(':scope > rect, :scope > polygon');
return [node.tagName, node.textContent.trim().slice(0, 40), node.getBoundingClientRect().width > 0,
  style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    || !!shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 3];
"""


def test_the_keyboard_reaches_everything_in_order_and_one_sees_where(driver, folder):
    visit(driver, folder, "two_triangles")
    expected = driver.execute_script(
        "return [...document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]')]"
        ".filter(n => n.checkVisibility({contentVisibilityAuto: true}))"
        ".map(n => n.textContent.trim().slice(0, 40))"
    )
    body = driver.find_element("css selector", "body")
    reached = []
    for _ in range(160):
        body = driver.switch_to.active_element
        body.send_keys("\ue004")  # Tab
        tag, words, shown, marked = driver.execute_script(FOCUSED)
        assert shown and marked, (tag, words)
        reached.append(words)
    assert reached == expected[:160]


def accessible(driver, folder, name, width, scheme, start):
    """What axe says of every `KEPT`-th entry, from this one on."""
    axe = pytest.importorskip("axe_core_python.selenium", reason="no axe")
    visit(driver, folder, name, width, scheme)
    # One template makes all entries and all rows of letters: of each that many, from other places.
    driver.execute_script(
        "for (const kind of ['article', '#notation ~ details tr'])"
        " document.querySelectorAll(kind).forEach((one, k) => {"
        f" if (k % {KEPT} !== {start}) one.remove() }});"
        "document.querySelectorAll('details').forEach(part => part.open = true)"
    )
    driver.set_script_timeout(110)
    report = axe.Axe().run(driver, context={"exclude": [["math"]]})
    told = {rule["id"]: [n["html"][:120] for n in rule["nodes"]] for rule in report["violations"]}
    assert told == {}
    assert len(report["passes"]) > 15
    assert len(driver.find_elements("css selector", "article")) >= len(entries()) // KEPT


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    (("two_triangles", 360, "light"), ("two_triangles", 1100, "dark"), ("hostile", 1100, "light")),
)
def test_accessibility(driver, folder, name, width, scheme):
    accessible(driver, folder, name, width, scheme, width // 100 % KEPT)


@pytest.mark.longest
@pytest.mark.parametrize("start", range(KEPT))
def test_accessibility_of_every_entry(driver, folder, start):
    accessible(driver, folder, "two_triangles", 800, ("light", "dark")[start % 2], start)


def test_the_site_is_searched_from_disk(driver, tmp_path):
    """Without a server: the page opens, its search box finds a statement, nothing is fetched."""
    pytest.importorskip("mkdocs", reason="no mkdocs")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "-d", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DISABLE_MKDOCS_2_WARNING": "true"},
        check=True,
        timeout=300,
    )
    visit(driver, tmp_path, "site", 1300)
    box = driver.find_element("css selector", "input[name=query]")
    WebDriverWait(driver, 60).until(lambda _: box.is_displayed())
    box.click()
    box.send_keys("separable")
    results = "return [...document.querySelectorAll('.md-search-result__link')].map(a => a.href)"
    WebDriverWait(driver, 60).until(lambda d: d.execute_script(results))
    places = driver.execute_script(results)
    assert all(place.startswith("file://") for place in places)
    assert any("statements.html" in place for place in places)
    assert driver.get_log("browser") == []
