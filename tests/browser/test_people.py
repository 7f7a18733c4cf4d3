"""The agent looks after people: the same person twice, what they agree to, all that happened."""

import pytest
from support.back_end import MODAL, BackEnd


@pytest.fixture
def twice(city):
    """One person recorded twice, a request on each, and proposed as doubles."""
    call, create = city.rpc.call, city.rpc.create
    common = {"is_citizen": True, "phone": "+33199003085", "lang": "fr_FR"}
    ids = [
        create("res.partner", name=name, email=email, **common)
        for name, email in (
            ("Léa Fontaine", "lea@writer.example"),
            ("FONTAINE Lea", "lf@writer.example"),
        )
    ]
    for partner_id in ids:
        create("grc.request", name="Banc", type_id=city.type_id, partner_id=partner_id)
    call("res.partner", "action_find_doubles", ids)
    return ids


def test_doubles_are_compared_and_merged(twice, city, back_end):
    agent = back_end("agent")
    agent.open("action-grc_citizen.grc_partner_double_action")
    row = agent.page.locator(".o_data_row", has_text="Fontaine").first
    row.locator("button[name=action_merge]").click()
    agent.page.locator(f"{MODAL} .o_form_view").wait_for()
    agent.wait_until_idle()
    line = agent.page.locator(f"{MODAL} .o_data_row", has_text="lf@writer.example")
    line.locator(".o_field_widget[name=take_other] input").click()
    agent.wait_until_idle()
    agent.press_in_dialog("action_confirm")
    agent.confirm()
    agent.page.locator(".o_form_view .oe_title, .o_form_view h1").first.wait_for()
    agent.wait_until_idle()
    people = city.rpc.search_read(
        "res.partner", [("id", "in", twice)], ["email", "grc_request_ids"]
    )
    (kept,) = people
    assert kept["email"] == "lf@writer.example"
    assert len(kept["grc_request_ids"]) == 2
    agent.check("merge")


def test_a_withdrawal_shows_at_once_and_everything_is_in_one_place(city, back_end):
    agent = back_end("agent")
    partner_id = city.rpc.create("res.partner", name="Omar Diallo", is_citizen=True)
    agent.open(f"action-grc_citizen.res_partner_action_citizens/{partner_id}")
    purpose_id = city.rpc.id_of("grc_citizen.grc_consent_purpose_progress_email")
    row = agent.page.locator(f".o_grc_consents [data-purpose='{purpose_id}']")
    assert row.locator(".text-bg-secondary").count() == 1
    row.locator(".fa-ban").click()
    agent.page.locator(f"{MODAL} [name=proof] textarea").fill("Dit au téléphone ce matin")
    agent.page.locator(f"{MODAL} .o_form_button_save").click()
    row.locator(".text-bg-danger").wait_for()
    agent.wait_until_idle()
    agent.press("action_view_overview")
    entry = agent.page.locator(".o_grc_entry")
    entry.wait_for()
    assert "Dit au téléphone ce matin" in entry.inner_text()
    agent.page.locator("[data-kind=consent]").click()
    agent.wait_until_idle()
    assert entry.count() == 1
    agent.check("overview")


def test_the_search_shows_its_progress(city, back_end):
    agent = back_end("agent")
    agent.open("action-grc_citizen.grc_partner_double_scan_action")
    agent.press("action_start")
    agent.wait_for_view("form")
    assert agent.find_button("action_stop").count() == 1
    city.rpc.run_job("grc_citizen.ir_cron_partner_double_scan")
    agent.find_button("action_stop").wait_for(state="hidden")
    agent.check("search")


@pytest.mark.parametrize("screen", ["grc_partner_double_action", "grc_partner_double_scan_action"])
def test_screens_fit_a_phone(screen, chromium, odoo_server, city):
    phone = BackEnd(chromium, odoo_server.url, "agent", "agent", width=390)
    phone.open(f"action-grc_citizen.{screen}")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.check(screen)
    phone.close()
