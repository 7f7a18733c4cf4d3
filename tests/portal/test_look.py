"""The look of the town's pages: colours, comfort, keyboard, and what may run in them."""

import re

import pytest

PAGES = {
    "catalogue": ("/citizen", 200),
    "accessibility": ("/citizen/accessibility", 200),
    "privacy": ("/citizen/privacy", 200),
    "comfort": ("/citizen/comfort", 200),
    "not-found": ("/citizen/nowhere", 404),
}
SCREENS = [
    {"width": 360, "lang": "fr"},
    {"width": 1280, "lang": "en"},
    {"width": 1280, "lang": "fr", "dark": True, "login": "citoyen"},
    {"width": 360, "lang": "en", "js": False},
]
#: Links in a sentence are excused (WCAG 2.5.8).
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "header a, footer a, button, input:not([type=hidden]), select, summary, .btn"
)].filter(element => element.checkVisibility() && element.getBoundingClientRect().right > 1)
  .map(element => [element.outerHTML.slice(0, 120), element.getBoundingClientRect()])
  .filter(([_, box]) => box.width < 24 || box.height < 24)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
FOCUSED = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    return {
        text: (element.innerText || element.name || "").trim(),
        inside: element.closest("header, main, footer")?.tagName ?? "",
        visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        top: element.getBoundingClientRect().top,
    };
}"""


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: "-".join(map(str, screen.values())))
def test_pages(visit, screen):
    visitor = visit(**screen)
    kind = "dark" if screen.get("dark") else "plain" if "js" in screen else "light"
    for name, (path, status) in PAGES.items():
        visitor.open(path, status=status)
        visitor.check(f"look-{name}-{kind}")
        assert visitor.page.evaluate(SMALL_TARGETS) == []
        ground = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(20, 24, 29)" if screen.get("dark") else "rgb(255, 255, 255)")
    status = visitor.page.locator("footer a[href$='/citizen/accessibility']").inner_text()
    assert status.endswith({"fr": "conforme", "en": "not compliant"}[visitor.lang])


@pytest.mark.parametrize("js", [True, False])
def test_comfort_is_kept(visit, js):
    visitor = visit(width=360, lang="fr", js=js)
    page = visitor.page
    visitor.open("/citizen?q=lampe")
    page.click("footer a[href^='/citizen/comfort']")
    for choice in ("text-200", "theme-dark", "contrast-more", "spacing-more"):
        page.check(f"#{choice}")
    page.click("main button[type=submit]:not([name])")
    assert page.locator("[role=status]").is_visible()
    visitor.check(f"comfort-saved-{'js' if js else 'plain'}")
    page.click("main a[href='/citizen?q=lampe']")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    for name in ("catalogue", "not-found"):
        path, status = PAGES[name]
        visitor.open(path, status=status)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
        if js:
            visitor.check(f"large-{name}")
    visitor.open("/citizen/comfort")
    assert page.is_checked("#text-200")
    page.click("button[name=reset]")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"


def test_language_without_scripts(visit):
    visitor = visit(width=360, lang="fr", js=False)
    visitor.open("/citizen/privacy")
    visitor.page.click("header a[hreflang=en-US]")
    assert visitor.page.get_attribute("html", "lang") == "en-US"
    assert "/citizen/privacy" in visitor.page.url
    visitor.open("/citizen")
    assert visitor.page.get_attribute("html", "lang") == "en-US"
    visitor.page.click("header a[hreflang=fr-FR]")
    assert visitor.page.get_attribute("html", "lang") == "fr-FR"


def test_keyboard(visit):
    visitor = visit(width=1280, lang="en")
    page = visitor.page
    visitor.open("/citizen/comfort")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert first["text"] == "Skip to content"
    assert first["top"] >= 0, "the link is not seen when it has the focus"
    visitor.check("skip-link")
    stops = []
    for _stop in range(20):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
    assert all(stop["visible"] for stop in stops if stop["inside"]), stops
    parts = [stop["inside"] for stop in stops if stop["inside"]]
    order = sorted(parts, key=["HEADER", "MAIN", "FOOTER"].index)
    assert parts[: len(order)] == order
    assert stops[0]["text"] == "Ville de Valmont"

    visitor.open("/citizen/comfort")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["inside"] == "MAIN"


def test_injected_scripts_do_not_run(visit):
    visitor = visit(width=1280, lang="fr")

    def inject(route):
        answer = route.fetch()
        hostile = (
            "<script>globalThis.ran = 'inline'</script>"
            "<script src='/web/static/src/module_loader.js' onload='globalThis.ran = 1'></script>"
            "<img src='x:' onerror=\"globalThis.ran = 'handler'\">"
            "<a id='bait' href=\"javascript:globalThis.ran = 'link'\">x</a>"
        )
        route.fulfill(response=answer, body=answer.text().replace("<main", hostile + "<main", 1))

    visitor.page.route(re.compile(r"/citizen/privacy$"), inject)
    visitor.open("/citizen/privacy")
    visitor.watch.wait_until_idle()
    visitor.page.click("#bait")
    assert visitor.page.evaluate("globalThis.ran") is None
    refused = [one for one in visitor.watch.problems if "Content Security Policy" in one]
    assert len(refused) >= 4, visitor.watch.problems
    visitor.forgive()


def test_awkward_colours_and_print(visit, portal):
    company = [portal.city.company_id]
    before = {"primary_color": "#1d4f91", "secondary_color": "#c8102e"}
    try:
        awkward = {"primary_color": "#ffff00", "secondary_color": "#ffffff"}
        portal.rpc.call("res.company", "write", company, awkward)
        for dark in (False, True):
            visitor = visit(width=360, lang="fr", dark=dark)
            visitor.open("/citizen/comfort")
            visitor.check(f"yellow-{'dark' if dark else 'light'}")
            visitor.page.hover("main .btn-primary")
            visitor.check(f"yellow-hover-{'dark' if dark else 'light'}")
    finally:
        portal.rpc.call("res.company", "write", company, before)
    visitor = visit(width=1280, lang="fr")
    visitor.open("/citizen/privacy")
    visitor.page.emulate_media(media="print")
    assert not visitor.page.locator("nav").first.is_visible()
    assert visitor.page.locator("h1").is_visible()


def test_server_log(portal):
    assert portal.read_mistakes() == []


def test_captcha_keeps_the_button(visit):
    """Odoo's captcha with a library of ours instead of Google's, which tests do not call."""
    visitor = visit(width=360, lang="fr")

    def turn_on(route):
        answer = route.fetch()
        body = answer.text().replace("<head>", "<head><meta name='grc-captcha' content='key'>")
        body = body.replace(
            'action="/citizen/comfort"', 'action="/citizen/comfort" data-captcha="x"'
        )
        policy = answer.headers["content-security-policy"]
        policy = re.sub(r"(script-src '[^']+')", r"\1 'strict-dynamic'", policy)
        headers = {**answer.headers, "content-security-policy": policy}
        route.fulfill(response=answer, body=body, headers=headers)

    library = "globalThis.grecaptcha = {ready: f => f(), execute: async (k, o) => k + o.action}"
    visitor.page.route(
        re.compile(r"https://www\.recaptcha\.net/"),
        lambda route: route.fulfill(body=library, content_type="text/javascript"),
    )
    visitor.page.route(re.compile(r"/citizen/comfort$"), turn_on, times=1)
    visitor.open("/citizen/comfort")
    visitor.watch.wait_until_idle()
    with visitor.page.expect_request(lambda request: request.method == "POST") as sent:
        visitor.page.click("button[name=reset]")
    assert "recaptcha_token_response=keyx" in sent.value.post_data
    assert "reset=1" in sent.value.post_data
    visitor.page.locator("[role=status]").wait_for()
