"""A figure of the statistics opens the requests that it counts."""

import pytest
from screens import fill


@pytest.fixture(scope="module")
def requests(city):
    """Requests in every state."""
    return fill(city)


@pytest.fixture
def director(requests, back_end):
    """The back end of the manager, on the statistics."""
    page = back_end("responsable")
    page.open("request-figures")
    page.wait_for_view("pivot")
    return page


def test_pivot(director, requests):
    figure = director.page.locator(".o_pivot_cell_value").first
    received = int(figure.inner_text())
    assert received >= len(requests)
    figure.click()
    director.wait_for_view("list")
    assert director.page.locator(".o_data_row").count() == received
    assert director.page.locator(".o_data_cell[name='number']").count() == received
    director.check("pivot")


def test_graph(director):
    director.page.locator(".o_switch_view.o_graph").click()
    director.wait_for_view("graph")
    assert director.page.locator(".o_graph_canvas_container canvas").is_visible()
    director.check("graph")
