import ipaddress

from odoo.http import request

from ..models.grc_request_citizen_upload import FILES_A_POST
from ..tools.upload import DOCUMENT_MEGABYTES, MEGABYTE, PHOTO_MEGABYTES


class PublicPage:
    """What the controllers of the citizen's pages share. Inherit from it and from `Controller`."""

    def _render_page(self, template, values=None, status=200):
        """Render a page of the city.

        :param str template: XML id of a template that calls `grc_citizen_portal.layout`
        :param dict values: of the template
        :param int status: of the HTTP response
        :rtype: odoo.http.Response
        """
        return request.render(
            template, {**self._prepare_page_values(), **(values or {})}, status=status
        )

    def _prepare_page_values(self):
        """Hook: what the layout of every page needs."""
        return {"city": request.env.company.sudo()}

    def _render_not_found(self, title=None, text=None):
        """Render the page for what is not there, or not for who asks: it tells nobody which."""
        return self._render_page(
            "grc_citizen_portal.not_found_page", {"heading": title, "text": text}, status=404
        )

    def _take(self, scope, contact=None):
        """Count a call against the limits of a scope; see `grc.rate.limit`.

        :param str scope: what is done
        :param str contact: whom it concerns: an e-mail address, a telephone in E.164 form
        :return: the page that asks to wait (429, `Retry-After`), or None when the call is allowed
        """
        limits = request.env["grc.rate.limit"].sudo()
        return self._render_wait(limits._take(scope, self._get_sources(contact)))

    def _peek(self, scope, contact=None):
        """As :meth:`_take` for the next call, without counting it; for read-only routes."""
        limits = request.env["grc.rate.limit"].sudo()
        return self._render_wait(limits._peek(scope, self._get_sources(contact)))

    def _render_wait(self, seconds):
        if not seconds:
            return None
        page = self._render_page(
            "grc_citizen_portal.too_many_page", {"minutes": -(-seconds // 60)}, status=429
        )
        page.headers["Retry-After"] = str(seconds)
        return page

    @staticmethod
    def _get_sources(contact):
        """Return whom a call is counted for. Behind a proxy, Odoo's `proxy_mode` gives the address;
        an IPv6 subscriber has a whole /64."""
        address = ipaddress.ip_address(request.httprequest.remote_addr)
        if address.version == 6:
            address = ipaddress.ip_network((address, 64), strict=False)
        return {
            "address": str(address),
            "session": request.session.sid if not request.session.is_new else None,
            "contact": contact,
        }

    @staticmethod
    def _read_files(field):
        """Return the files of a field: name and content, no more of it than tells it is too large.

        :param str field: name of the field of a form
        :rtype: list[tuple[str, bytes]]
        """
        limit = max(PHOTO_MEGABYTES, DOCUMENT_MEGABYTES) * MEGABYTE + 1
        files = request.httprequest.files.getlist(field)[: FILES_A_POST + 1]
        return [(file.filename, file.stream.read(limit)) for file in files if file.filename]
