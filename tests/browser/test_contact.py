"""A question answered on the spot is counted in two clicks, and taken back in one."""


def test_two_clicks(city, rpc, back_end):
    agent = back_end("agent")
    agent.open("my-requests")
    before = rpc.call("grc.contact", "search_count", [])
    agent.page.locator(".o_grc_contact_systray").click()
    agent.page.locator(".o_grc_contact_type").first.click()
    agent.page.locator(".o_notification").wait_for()
    agent.wait_until_idle()
    assert rpc.call("grc.contact", "search_count", []) == before + 1
    agent.page.locator(".o_notification button.btn").click()
    agent.wait_until_idle()
    assert rpc.call("grc.contact", "search_count", []) == before
    agent.check("answered on the spot")
