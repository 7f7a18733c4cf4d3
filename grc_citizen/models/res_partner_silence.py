from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Whether what a citizen sends is kept aside at present; nothing more is told."""

    _inherit = "res.partner"

    grc_is_silenced = fields.Boolean(
        string="Silenced",
        compute="_compute_grc_is_silenced",
        compute_sudo=True,
        groups="grc_citizen.group_front_desk,grc_citizen.group_agent",
        help="What this person sends is kept aside until a manager looks at it.",
    )

    @api.depends("email_normalized", "phone_sanitized")
    def _compute_grc_is_silenced(self):
        people, emails, phones = set(self._origin.ids), set(), set()
        for partner in self:
            if partner.email_normalized:
                domain = partner.email_normalized.rpartition("@")[2]
                emails |= {partner.email_normalized, f"@{domain}"}
            if partner.phone_sanitized:
                phones.add(partner.phone_sanitized)
        silences = self.env["grc.silence"].search_fetch(
            Domain("state", "=", "active")
            & (
                Domain("partner_id", "in", list(people))
                | Domain("email_normalized", "in", list(emails))
                | Domain("phone_sanitized", "in", list(phones))
            ),
            ["partner_id", "email_normalized", "phone_sanitized"],
        )
        people = set(silences.partner_id.ids)
        emails = set(silences.mapped("email_normalized"))
        phones = set(silences.mapped("phone_sanitized"))
        for partner in self:
            email = partner.email_normalized or ""
            partner.grc_is_silenced = bool(
                partner._origin.id in people
                or (email and (email in emails or f"@{email.rpartition('@')[2]}" in emails))
                or (partner.phone_sanitized and partner.phone_sanitized in phones)
            )
