from odoo import models
from odoo.http import request


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _post_processing_att(self, tagName, atts):  # noqa: N803, Odoo's name
        """The script files of a page of ours get its nonce, and lose Odoo's inline handler.

        Nodes that never change are compiled once, before any nonce is made: they get none.
        """
        is_static = "__is_static_node" in atts
        atts = super()._post_processing_att(tagName, atts)
        nonce = request and getattr(request, "grc_nonce", None)
        if nonce and tagName == "script" and not is_static:
            atts = {name: value for name, value in atts.items() if not name.startswith("on")}
            atts["nonce"] = nonce
        return atts
