"""Photos and documents of the form: on a phone that loses its network, and without scripts."""

import io
import re

import pytest
from PIL import ExifTags, Image

PROGRAM = b"MZ\x90\x00" + bytes(200)
PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
    b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
)
KEPT = ".grc-file img[src^='/citizen/file/']"
#: Chromium does not tell the size of what a form sends.
COUNT_BYTES = """
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (form) {
        const files = form instanceof FormData ? [...form.values()].filter(one => one.size) : [];
        window.sentBytes = files.reduce((total, one) => total + one.size, 0);
        return send.call(this, form);
    };
"""
#: Chromium tells what moved a while after it drew it.
DRAWN = """() => new Promise(done => requestAnimationFrame(
    () => requestAnimationFrame(() => setTimeout(done, 100))
))"""
#: Of a slow telephone network, in bytes a second.
SLOW = {"offline": False, "latency": 100, "uploadThroughput": 250_000, "downloadThroughput": -1}
FAST = {**SLOW, "latency": 0, "uploadThroughput": -1}
NONE = {**FAST, "offline": True}


def photo(color, side=2400, place=False):
    """Return a photo of 1.5 MB, lying on its side, that says who took it, and where if asked."""
    picture = Image.effect_noise((side, side * 3 // 4), 40).convert("RGB")
    picture.paste(color, (0, 0, side // 3, side // 3))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Camille Citoyen"
    if place:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps.update({1: "N", 2: (47.0, 15.0, 0.0), 3: "E", 4: (6.0, 1.0, 30.0)})
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=75, exif=exif)
    return content.getvalue()


def upload(name, content, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page, field, *uploads):
    """Choose files. Their places on the page are there at once, and nothing moves from then on."""
    before = page.locator(".grc-file").count()
    page.set_input_files(field, list(uploads))
    page.wait_for_function(
        "count => document.querySelectorAll('.grc-file').length >= count",
        arg=before + len(uploads),
    )
    settle(page)


def settle(page):
    """Forget what moved so far: what the citizen did made it move."""
    page.evaluate(DRAWN)
    page.evaluate("layoutShift = 0")


def go_to(visitor, code, step):
    """Fill in the form up to a step, as little as it takes."""
    page = visitor.page
    visitor.open(f"/citizen/new/{code}/what")
    while f"/{step}" not in page.url:
        before = page.url
        for field in page.locator(".grc-form [required]:visible").all():
            kind = field.get_attribute("type")
            field.fill("2026-01-15" if kind == "date" else "12 rue des Lilas")
        page.click("button[value=next]")
        page.wait_for_url(lambda url, before=before: url != before)
        assert "errors" not in page.url, page.locator("#errors").inner_text()


def read_kept(visitor):
    """Return the photos that the server has, as pictures and as bytes."""
    urls = [link.get_attribute("href") for link in visitor.page.locator(".grc-file a[href]").all()]
    answers = [visitor.context.request.get(visitor.url + url).body() for url in urls]
    return [(Image.open(io.BytesIO(content)), content) for content in answers]


def check_clean(visitor):
    """See that what is kept are upright pictures, and nothing else."""
    for picture, content in read_kept(visitor):
        assert picture.size == (1440, 1920)
        assert not picture.getexif()
        assert b"Camille" not in content
        red, green, blue = picture.getpixel((picture.width - 20, 20))
        assert max(red, green, blue) - min(red, green, blue) > 60, (
            "the corner is at the upper right"
        )


def test_photos_on_a_phone_that_loses_its_network(visit):
    visitor = visit(width=360)
    page = visitor.page
    page.add_init_script(COUNT_BYTES)
    go_to(visitor, "lampadaire", "photo")
    visitor.check("photo-empty")
    page.click("button[value=next]")
    page.locator("#errors a[href='#photos']").wait_for()
    visitor.check("photo-missing")

    network = visitor.context.new_cdp_session(page)
    network.send("Network.emulateNetworkConditions", SLOW)
    taken = photo("red", place=True)
    assert len(taken) > 1_300_000
    choose(page, "#photos", upload("avant.jpg", taken))
    page.get_by_role("progressbar", name=re.compile("Sending|Envoi")).wait_for()
    page.locator(KEPT).wait_for()
    assert page.evaluate("sentBytes") < 0.7 * len(taken), "shrunk on the phone"
    # The place is offered, and the citizen's to give.
    assert not page.is_checked("#use_photo_place")

    network.send("Network.emulateNetworkConditions", NONE)
    choose(page, "#photos", upload("après.jpg", photo("blue")))
    page.locator(".grc-file-retry:visible").wait_for()
    visitor.forgive()
    visitor.check("photo-offline")
    page.click("button[value=next]")
    assert "/photo" in page.url
    assert page.locator(KEPT).count() == 1
    network.send("Network.emulateNetworkConditions", FAST)
    page.locator(KEPT).nth(1).wait_for()
    visitor.forgive()

    choose(page, "#photos", upload("photo.jpg", PROGRAM), upload("c.jpg", photo("lime")))
    page.locator(KEPT).nth(2).wait_for()
    assert "photo.jpg" in page.locator(".grc-file-refused .grc-file-state").inner_text()
    assert page.locator(KEPT).count() == 3
    for image in page.locator(KEPT).all():
        image.scroll_into_view_if_needed()
        page.wait_for_function("image => image.naturalWidth > 0", arg=image.element_handle())
    visitor.check("photo-refused")
    check_clean(visitor)
    page.locator("button[value^='remove-']").first.click()
    page.locator(KEPT).nth(2).wait_for(state="detached")
    assert page.locator("#use_photo_place").count() == 0
    page.click("button[value=next]")
    page.wait_for_url("**/who*")


def test_photos_without_scripts(visit):
    visitor = visit(width=1280, js=False)
    page = visitor.page
    go_to(visitor, "lampadaire", "photo")
    photos = [upload(f"{color}.jpg", photo(color, place=True)) for color in ("red", "lime")]
    page.set_input_files("#photos", [photos[0], upload("facture.pdf.exe", PROGRAM), photos[1]])
    page.click("button[value=stay]")
    page.locator("#errors").wait_for()
    assert "facture.pdf.exe" in page.locator("#errors").inner_text()
    assert page.locator(KEPT).count() == 2
    visitor.check("photo-refused-no-script")
    check_clean(visitor)
    page.locator("button[value^='remove-']").first.click()
    page.wait_for_load_state()
    assert page.locator(KEPT).count() == 1
    visitor.check("photo-no-script")
    page.click("button[value=next]")
    assert "/who" in page.url


@pytest.fixture(scope="module")
def asked(portal):
    """A document that the registration for the canteen asks for."""
    return portal.rpc.create(
        "grc.request.type.document",
        type_id=portal.city.types["inscription-cantine"],
        name="Justificatif de domicile",
        help="De moins de trois mois",
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_documents(visit, asked, width):
    visitor = visit(width=width)
    page = visitor.page
    go_to(visitor, "inscription-cantine", "documents")
    field = f"#document-{asked}"
    page.click("button[value=next]")
    page.locator(f"#errors a[href='{field}']").wait_for()
    visitor.check("documents-missing")
    choose(page, field, upload("bail.pdf", PROGRAM, "application/pdf"))
    page.locator(".grc-file-refused").wait_for()
    choose(page, field, upload("bail.pdf", PDF, "application/pdf"))
    choose(page, "#document-other", upload("mot.jpg", photo("red", 800)))
    page.locator("a[download='bail.pdf']").wait_for()
    page.locator(KEPT).wait_for()
    visitor.check("documents")
    page.click("button[value=next]")
    page.wait_for_url("**/who*")
