from odoo.http import Controller, request, route

from .catalogue_page import CataloguePage


class CatalogueController(CataloguePage, Controller):
    """What can be asked of the city: by words, by theme."""

    @route("/citizen", type="http", auth="public", website=True, methods=["GET"], readonly=True)
    def show_catalogue(self, q="", **_params):
        values = request.env["grc.request.type"]._prepare_catalogue(q)
        values["town_hall"] = request.env.company._get_town_hall()
        return self._render_page("grc_citizen_portal.catalogue_page", values)

    @route(
        "/citizen/search", type="http", auth="public", website=True, methods=["GET"], readonly=True
    )
    def show_found(self, q="", **_params):
        values = request.env["grc.request.type"]._get_listed()._prepare_search(q)
        return self._render_page("grc_citizen_portal.catalogue_found", values)

    @route("/citizen/new", type="http", auth="public", website=True, methods=["GET"], readonly=True)
    def choose(self, **_params):
        values = request.env["grc.request.type"]._prepare_catalogue()
        return self._render_page("grc_citizen_portal.choose_page", values)
