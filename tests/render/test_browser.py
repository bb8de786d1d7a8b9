"""The page in a real browser: it renders without complaint, sorts, prints unfolded, and has no serious accessibility fault."""

from __future__ import annotations

import base64
import shutil

import pytest

from tests.render.pages import files

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
selenium = pytest.importorskip("selenium.webdriver", reason="no selenium")
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no chromium with chromedriver")

ENTER = "\ue007"  # WebDriver's code of the key
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
        "return [...document.querySelectorAll('tbody tr')].map(r => r.cells[arguments[0]].dataset.key)",
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
        "const s = document.createElement('img'); s.src = 'file:///nothing.png'; document.body.append(s)"
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
    heads = driver.find_elements("css selector", "thead th")
    states = [head.get_attribute("aria-sort") for head in heads]
    assert states == [None] * 3 + ["descending"] + [None] * 4


def test_dark_and_light_differ(driver, folder):
    script = "return getComputedStyle(document.body).backgroundColor"
    colours = set()
    for scheme in ("light", "dark"):
        visit(driver, folder, "two_triangles", scheme=scheme)
        colours.add(driver.execute_script(script))
    assert len(colours) == 2


def test_print_unfolds(driver, folder):
    visit(driver, folder, "two_triangles")
    # An element of a folded derivation has height in print only.
    script = "return document.querySelector('#T1 details .display').checkVisibility({contentVisibilityAuto: true})"
    assert driver.execute_script(script) is False
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert driver.execute_script(script) is True
    printed = driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert base64.b64decode(printed).startswith(b"%PDF")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    (("two_triangles", 360, "light"), ("two_triangles", 1100, "dark"), ("hostile", 1100, "light")),
)
def test_accessibility(driver, folder, name, width, scheme):
    axe = pytest.importorskip("axe_core_python.selenium", reason="no axe")
    visit(driver, folder, name, width, scheme)
    driver.execute_script("document.querySelectorAll('details').forEach(part => part.open = true)")
    driver.set_script_timeout(120)
    found = axe.Axe().run(driver, context={"exclude": [["math"]]})
    told = {rule["id"]: [n["html"][:120] for n in rule["nodes"]] for rule in found["violations"]}
    assert told == {}
    assert len(found["passes"]) > 15
