from odoo.http import Controller, request, route

from .page import PublicPage


class DeclarationController(PublicPage, Controller):
    """What the city declares of its pages."""

    @route(
        "/citizen/accessibility",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        methods=["GET"],
    )
    def accessibility(self, **_params):
        return self._render_page("grc_citizen_portal.accessibility_page")

    @route(
        "/citizen/privacy",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        methods=["GET"],
    )
    def privacy(self, **_params):
        purposes = request.env["grc.consent.purpose"].sudo().search([])
        return self._render_page("grc_citizen_portal.privacy_page", {"purposes": purposes})
