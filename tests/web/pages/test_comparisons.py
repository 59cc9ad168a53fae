"""Models side by side as people see them."""

from __future__ import annotations

from playwright.async_api import Browser

from tests.support.pages.browser import ON_PHONES, visiting
from tests.support.served.api import Api


def test_the_form_alone(site: Api) -> None:
    for path in ("/compare", "/compare?models=&models=m0&models="):
        html = site.client.get(path).text
        assert "Choose two to four models" in html
        assert html.count('name="models"') == 4


def test_two_models(site: Api) -> None:
    html = site.get("/compare", models="m0,m2").text
    assert '<h1 dir="auto">M0 vs. M2</h1>' in html
    assert "<strong>1 : 1</strong>, 1 tie" in html
    assert '<option value="m0" selected>M0</option>' in html
    assert "No votes on images stored here" in html


def test_models_that_share_nothing(site: Api) -> None:
    assert "These models share no arena" in site.get("/compare", models="m0,m4").text


def test_what_cannot_be_compared(site: Api) -> None:
    assert site.get("/compare", models="m0,m0").status_code == 422
    assert site.get("/compare", models="m0,nobody").status_code == 404


async def test_in_a_browser(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        assert await visit.faults("/compare?models=m0,m1,m2,m3", ON_PHONES) == []
        assert await visit.page.locator("main script").count() == 0
    assert visit.problems == []
    assert visit.strangers == []


async def test_models_are_chosen_without_scripts(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base, java_script_enabled=False) as visit:
        page = await visit.open("/compare")
        await page.get_by_label("Model 1").select_option("m0")
        await page.get_by_label("Model 2").select_option("m2")
        await page.get_by_role("button", name="Compare").click()
        await page.get_by_role("heading", name="M0 vs. M2").wait_for()
