from odoo import fields, models
from odoo.exceptions import UserError


class GrcRequestType(models.Model):
    _inherit = "grc.request.type"

    third_party_sees_citizen = fields.Boolean(
        string="Third Parties See the Citizen",
        help="Whoever is asked to intervene reads the name and the telephone of the citizen, "
        "for instance to agree on a time. Otherwise they never learn who asked.",
    )


class GrcRequest(models.Model):
    """Requests that somebody outside the town hall works on."""

    _inherit = "grc.request"

    third_party_link_ids = fields.One2many(
        "grc.third.party.link",
        "request_id",
        string="Third Parties",
        groups="grc_citizen.group_agent",
    )

    def action_ask_third_party(self):
        """Open the dialog that asks somebody outside the town hall to intervene."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask a third party"),
            "res_model": "grc.third.party.invite",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def _invite_third_party(self, values):
        """Send a link for this request to somebody outside the town hall.

        :param dict values: of ``grc.third.party.link``: ``partner_id``, ``email``, ``subject``,
            ``instructions``, what is shown, and ``date_expiry``
        :raises UserError: when the request is closed or they are the one who asked
        :return: the link
        """
        self.ensure_one()
        self.check_access("write")
        if self.date_closed:
            raise UserError(self.env._("This request is closed: reopen it first."))
        if values["partner_id"] in (self.partner_id.id, self.sudo().parent_id.partner_id.id):
            raise UserError(self.env._("Choose somebody else than the citizen who asked."))
        link = self.env["grc.third.party.link"].sudo().create({**values, "request_id": self.id})
        link._send()
        return link

    def _get_third_party_place(self):
        """Return where to go, as text; hook for addons that know where a request is.

        :rtype: str | bool
        """
        return self._get_place_text() or False

    def _get_third_party_citizen(self):
        """Return the name and telephone of who asked, when the type lets third parties know.

        :rtype: dict | bool
        """
        if not self.type_id.third_party_sees_citizen:
            return False
        asked = self.parent_id or self
        return {"name": asked.contact_name or asked.partner_id.name, "phone": asked.phone}

    def _remind_third_party(self):
        """Send again their links to those who were asked by link; agents remind the others."""
        links = (
            self.env["grc.third.party.link"]
            .sudo()
            .search([("request_id", "in", self.ids), ("state", "in", ["active"])])
        )
        links._send(reminder=True)
        return super(GrcRequest, self - links.request_id)._remind_third_party()

    def _anonymize(self):
        """Withdraw the links, and forget what was written by them."""
        result = super()._anonymize()
        links = self.env["grc.third.party.link"].sudo().search([("request_id", "in", self.ids)])
        links.event_ids.write({"text": False, "attachment_ids": False, "ip": False})
        links.write(
            {
                "subject": self.env._("Anonymous request"),
                "instructions": self.env._("Anonymous request"),
                "attachment_ids": False,
                "reply": False,
                "date_revoked": fields.Datetime.now(),
            }
        )
        return result
