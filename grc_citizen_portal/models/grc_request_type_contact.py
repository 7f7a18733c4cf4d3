from odoo import api, fields, models


class GrcRequestType(models.Model):
    """What the form on the citizen's pages asks of the sender."""

    _inherit = "grc.request.type"

    contact_required = fields.Selection(
        [("email", "An e-mail address"), ("any", "An e-mail address or a telephone")],
        string="How to Be Reached",
        compute="_compute_contact_required",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="What the sender must give on the public form. Who applies by a procedure gives an "
        "e-mail address (CRPA R112-9-1).",
    )
    confirmation = fields.Selection(
        [("none", "No confirmation"), ("link", "By a link"), ("code", "By a code")],
        string="Confirmation by Mail",
        default="none",
        required=True,
        help="What is sent on the public form only counts once the sender has confirmed their "
        "e-mail address.",
    )

    @api.depends("kind")
    def _compute_contact_required(self):
        for request_type in self:
            request_type.contact_required = "email" if request_type.kind == "procedure" else "any"

    def _requires_email(self):
        """Whether who does not stay anonymous must give an e-mail address.

        :rtype: bool
        """
        self.ensure_one()
        return self.contact_required == "email" or self.confirmation != "none"

    def _get_public_need_of_contact(self):
        need = super()._get_public_need_of_contact()
        if self._requires_email() and not self.allows_anonymous:
            need["text"] = self.env._("An e-mail address")
        return need
