from odoo.http import Controller, request, route
from odoo.tools import human_size

from .data import PRIVATE, OwnDataPage


class DataExportController(OwnDataPage, Controller):
    """A copy of all their data, for whoever is logged in."""

    @route("/my/data/export", auth="user", website=True, methods=["GET"], readonly=True)
    def show_export(self, **_params):
        export = self._get_exports()._find_latest(self._get_citizen())
        values = {"export": export, "size": human_size(export.size)}
        return self._render_own("data_export_page", values)

    @route("/my/data/export", auth="user", website=True, methods=["POST"])
    def start_export(self, **_params):
        partner, exports = self._get_citizen(), self._get_exports()
        if exports._find_latest(partner).state != "waiting":
            wait = self._take("export", contact=f"partner-{partner.id}")
            if wait:
                return wait
            exports._start(partner)
        return request.redirect("/my/data/export", 303)

    @route(
        "/my/data/export/<int:export_id>", auth="user", website=True, methods=["GET"], readonly=True
    )
    def download_export(self, export_id, **_params):
        export = self._get_exports()._find_latest(self._get_citizen())
        if export.id != export_id or not export._is_ready():
            return self._render_not_found(
                request.env._("This copy is not here any more"),
                request.env._(
                    "It may have been deleted, or be of another account. Ask for a new one on the "
                    "page of your data."
                ),
            )
        stream = request.env["ir.binary"].sudo()._get_stream_from(export, "content")
        stream.download_name = export._get_filename()
        response = stream.get_response(as_attachment=True)
        response.headers.update({**PRIVATE, "X-Content-Type-Options": "nosniff"})
        return response

    def _get_exports(self):
        return request.env["grc.data.export"].sudo()
