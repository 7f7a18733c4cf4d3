"""HTML and script in every field of the form: seen as text, run nowhere."""

import io
import re

import pytest
from PIL import Image
from pypdf import PdfReader
from support.back_end import BackEnd

CODE = "champs-hostiles"
#: Sets a mark on every page that takes it for more than text.
HOSTILE = "\"'><script>hostile=1</script><img src=x onerror=hostile=1>{{7*7}}"
#: All words of a form of the back end, those in its fields too.
READ = """form => form.innerText
    + [...form.querySelectorAll("input, textarea")].map(one => one.value).join()"""
RUN = "window.hostile === undefined"


@pytest.fixture(scope="module")
def offer(portal):
    """A type whose form has every kind of field that takes words."""
    rpc = portal.rpc
    rpc.call("ir.config_parameter", "set_param", "grc_citizen_portal.minimum_seconds", "0")
    rpc.create(
        "grc.request.type",
        code=CODE,
        name="Champs hostiles",
        kind="report",
        requires_location=True,
        is_public=True,
        department_id=portal.city.department_id,
        deadline_value=5,
        question_definition=[
            {"name": "ligne", "string": "Une ligne", "type": "char"},
            {"name": "lignes", "string": "Des lignes", "type": "text"},
        ],
    )


def picture():
    content = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(content, "JPEG", comment=HOSTILE.encode())
    return {"name": f"{HOSTILE}.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def ask(visitor):
    """Send a request whose every field is hostile; return its code."""
    page = visitor.page
    visitor.open(f"/citizen/new/{CODE}/what")
    while "/check" not in page.url:
        for field in page.locator(".grc-form input[type=text], .grc-form textarea").all():
            if field.is_visible():
                field.fill(HOSTILE)
        if "/photo" in page.url:
            page.set_input_files("#photos", [picture()])
        if "/who" in page.url:
            page.fill("#email", "eve@valmont.example")
        before = page.url
        page.click("button[value=next]")
        assert page.url != before and "errors" not in page.url, page.inner_text("#errors")
    assert "<script>" in page.inner_text("form.grc-form")
    page.click("button[value=send]")
    page.wait_for_url("**/citizen/sent/*")
    return re.search(r"/sent/(\w+)", page.url)[1]


def watch(page):
    """Collect the dialogs of a page: a script that runs may open one."""
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    return dialogs


@pytest.mark.usefixtures("offer")
def test_hostile_words_are_words_everywhere(portal, visit, chromium):
    sender = visit(width=1280, js=False)
    code = ask(sender)
    receipt = sender.context.request.get(f"{portal.url}/citizen/sent/{code}/receipt.pdf").body()
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(receipt)).pages)
    assert "<script>" in printed
    assert "{{7*7}}" in printed

    (found,) = portal.rpc.search_read(
        "grc.request",
        [("tracking_code", "=", code)],
        ["name", "place", "description", "contact_name"],
    )
    assert found["place"] == HOSTILE
    assert found["contact_name"] == HOSTILE
    assert "<script" not in (found["description"] or "")

    reader = visit(width=1280)
    dialogs = watch(reader.page)
    for path in (f"/citizen/track/{code}", "/citizen"):
        reader.open(path)
        assert reader.page.evaluate(RUN)

    staff = BackEnd(chromium, portal.url, "admin", "admin")
    dialogs += watch(staff.page)
    try:
        for path in (
            f"action-grc_citizen.grc_request_action/{found['id']}",
            "action-grc_citizen.grc_request_action",
        ):
            staff.open(path)
            assert staff.page.evaluate(RUN), path
        staff.open(f"action-grc_citizen.grc_request_action/{found['id']}")
        assert "<script>" in staff.page.locator(".o_form_view").evaluate(READ)
        assert staff.page.locator(".o_error_dialog").count() == 0
    finally:
        staff.close()

    portal.rpc.send_mails()
    (mail, *_others) = portal.sink.to("eve@valmont.example")
    body = mail.message.get_body(("html", "plain")).get_content()
    assert not re.search(r"<script|<img src=[\"']?x|<svg", body)
    assert "\n" not in mail.message["Subject"]
    assert dialogs == []
