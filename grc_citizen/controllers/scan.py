import json

from werkzeug.datastructures import FileStorage

from odoo import http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request


class ScanController(http.Controller):
    @http.route("/grc/scan/upload", type="http", auth="user", methods=["POST"])
    def upload(self, ufile=None):
        """Make a draft of one dropped file; say in JSON its id, or why there is none."""
        file = ufile if isinstance(ufile, FileStorage) else None
        try:
            with request.env.cr.savepoint():
                scan = request.env["grc.scan"]._receive_upload(
                    file and file.filename, file.read() if file else b""
                )
            answer = {"id": scan.id}
        except (AccessError, UserError, ValidationError) as error:
            answer = {"error": str(error)}
        return request.make_response(
            json.dumps(answer), headers=[("Content-Type", "application/json")]
        )
