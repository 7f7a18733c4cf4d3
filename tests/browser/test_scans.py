"""A pile of scanned letters: dropped at once, then recorded with the keyboard alone."""

import base64

import pytest
from playwright.sync_api import expect
from support.papers import make_pdf

DIALOG = ".modal .o_grc_scan_upload"
DROP = """
([files]) => {
    const transfer = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
    }
    window.dropped = transfer;
    document.dispatchEvent(new DragEvent("dragenter", {dataTransfer: transfer, bubbles: true}));
}
"""
RELEASE = """
(zone) => zone.dispatchEvent(
    new DragEvent("drop", {dataTransfer: window.dropped, bubbles: true, cancelable: true})
)
"""
LETTERS = [(f"lettre-{number}.pdf", make_pdf(f"Lettre {number}")) for number in (1, 2, 3)]


def drop(desk, files):
    """Drop files on the list, as a hand would from the file manager."""
    encoded = [[name, base64.b64encode(content).decode()] for name, content in files]
    desk.page.evaluate(DROP, [encoded])
    zone = desk.page.locator(".o-Dropzone")
    zone.wait_for()
    zone.evaluate(RELEASE)


def read_letters(city):
    fields = ["name", "state", "request_id", "date_arrival"]
    return city.rpc.search_read("grc.scan", [], fields, order="id")


def press(desk, *keys):
    for key in keys:
        desk.page.keyboard.press(key)
    desk.wait_until_idle()


@pytest.fixture(scope="module")
def desk(back_end):
    """The front desk, on the list of letters."""
    page = back_end("accueil")
    page.open("letters")
    return page


def test_three_pdfs_dropped_at_once(desk, city):
    expect(desk.page.locator(".o_view_nocontent")).to_be_visible()
    desk.screenshot("letters-empty")
    drop(desk, LETTERS)
    rows = desk.page.locator(".o_data_row")
    expect(rows).to_have_count(3)
    expect(desk.page.locator(DIALOG)).to_have_count(0)
    assert [letter["name"] for letter in read_letters(city)] == [name for name, _ in LETTERS]
    desk.screenshot("letters")
    desk.check()


def test_a_bad_file_is_told_and_stops_no_other(desk, city):
    drop(desk, [("note.txt", b"not a letter"), LETTERS[0], ("4.pdf", make_pdf("Lettre 4"))])
    dialog = desk.page.locator(DIALOG)
    expect(dialog.locator(".fa-check")).to_have_count(1)
    expect(dialog.locator(".fa-times")).to_have_count(2)
    expect(dialog).to_contain_text("PDF")
    expect(dialog).to_contain_text("lettre-1.pdf")
    desk.screenshot("letters-refused")
    press(desk, "Alt+q")
    expect(dialog).to_have_count(0)
    expect(desk.page.locator(".o_data_row")).to_have_count(4)
    desk.check()


def test_recorded_by_keyboard_and_the_next_one_opens(desk, city):
    desk.page.locator(".o_data_row .o_data_cell[name='name']").first.click()
    desk.wait_for_view("form")
    page = desk.page
    viewer = page.frame_locator(".o_grc_scan_preview iframe")
    expect(viewer.locator(".textLayer").first).to_contain_text("Lettre 1", timeout=60_000)
    expect(page.locator("[name='type_id'] input")).to_be_focused()
    desk.screenshot("letter")
    page.keyboard.type("Nid-de-poule")
    page.locator(".o-autocomplete--dropdown-item", has_text="Nid-de-poule").first.wait_for()
    press(desk, "Enter", "Tab")
    page.keyboard.type("Trou devant l'école")
    desk.wait_until_idle()
    press(desk, "Alt+w")
    expect(page.locator(".o_notification")).to_contain_text("20")
    expect(page.locator("[name='name'].o_field_widget")).to_contain_text("lettre-2.pdf")
    expect(page.locator("[name='type_id'] input")).to_be_focused()
    expect(viewer.locator(".textLayer").first).to_contain_text("Lettre 2", timeout=60_000)
    letter = read_letters(city)[0]
    assert letter["state"] == "recorded"
    (request,) = city.rpc.search_read(
        "grc.request",
        [("id", "=", letter["request_id"][0])],
        ["name", "type_id", "date_received", "channel_id"],
    )
    assert request["name"] == "Trou devant l'école"
    assert request["type_id"][0] == city.type_id
    assert request["date_received"] == letter["date_arrival"]
    desk.check()


def test_next_and_previous_by_keyboard(desk):
    name = desk.page.locator("[name='name'].o_field_widget")
    press(desk, "Alt+n")
    expect(name).to_contain_text("lettre-3.pdf")
    press(desk, "Alt+p")
    expect(name).to_contain_text("lettre-2.pdf")
    desk.check()


def test_discarded_with_a_reason_the_next_one_opens(desk, city):
    press(desk, "Alt+x")
    reason = desk.page.locator(".modal [name='reason'] input")
    reason.wait_for()
    reason.fill("Publicité")
    press(desk, "Alt+q")
    expect(desk.page.locator("[name='name'].o_field_widget")).to_contain_text("lettre-3.pdf")
    assert read_letters(city)[1]["state"] == "discarded"
    desk.check()


def test_the_last_one_brings_back_to_the_list(desk, city):
    for subject in ("Troisième", "Quatrième"):
        desk.page.locator("[name='subject'] input").fill(subject)
        press(desk, "Alt+w")
    expect(desk.page.locator(".o_list_view .o_view_nocontent")).to_be_visible()
    assert {letter["state"] for letter in read_letters(city)} == {"recorded", "discarded"}
    desk.check()
