from odoo.http import request

from .page import PublicPage


class CataloguePage(PublicPage):
    """What pages that lead to the forms share with the catalogue."""

    def _render_not_offered(self, code):
        """Render the page for a type that cannot be asked for, or not now: when, or what else.

        :param str code: of the address
        :rtype: odoo.http.Response
        """
        values = request.env["grc.request.type"]._prepare_not_offered(code)
        status = 200 if values["known"] else 404
        return self._render_page("grc_citizen_portal.not_offered_page", values, status=status)
