"""An action on many requests, in Chromium: progress, and what was left out with the reason."""

import pytest
from support.back_end import MODAL

COUNT = 45


@pytest.fixture(scope="module")
def requests(city, rpc):
    """Open requests of the department; one of them is of a type that asks for a photo."""
    strict = rpc.call("grc.request.type", "copy", [city.type_id])[0]
    rpc.call("grc.request.type", "write", [strict], {"requires_photo_after": True})
    return rpc.call(
        "grc.request",
        "create",
        [
            {
                "name": f"Trou {position}",
                "type_id": city.type_id if position else strict,
                "email_from": f"usager{position}@writer.example",
            }
            for position in range(COUNT)
        ],
    )


@pytest.fixture(scope="module")
def page(back_end, rpc, requests):
    """The agent's page once everything that the list holds was closed."""
    desk = back_end("agent")
    desk.open("department-requests?view_type=list")
    desk.page.locator(".o_switch_view.o_list").click()
    desk.wait_for_view("list")
    desk.page.locator("thead .o_list_record_selector input").click()
    action = rpc.id_of("grc_citizen.grc_request_batch_action_new")
    desk.press(str(action))
    desk.page.locator(f"{MODAL} input[type=radio][data-value=close]").check()
    desk.press_in_dialog("action_start")
    desk.page.locator(f"{MODAL} [role=progressbar][aria-valuenow='100']").wait_for()
    desk.wait_until_idle()
    return desk


def test_all_but_one_are_closed(page, rpc, requests):
    assert rpc.count("grc.request", [("id", "in", requests), ("state", "=", "done")]) == COUNT - 1
    status = page.page.locator(f"{MODAL} [role=status]").inner_text()
    assert str(COUNT - 1) in status
    page.screenshot("batch-finished")


def test_the_one_left_out_tells_why(page, rpc, requests):
    page.press_in_dialog("action_view_refused")
    page.wait_for_view("list")
    rows = page.page.locator(".o_data_row:visible")
    assert rows.count() == 1
    [left] = rpc.search_read(
        "grc.request", [("id", "in", requests), ("state", "=", "new")], ["number"]
    )
    assert left["number"] in rows.inner_text()
    page.screenshot("batch-left-out")
    page.check("batch")
