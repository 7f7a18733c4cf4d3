from odoo import api, fields, models


class ResCompany(models.Model):
    """The address that the city's scanners send letters to."""

    _inherit = "res.company"

    grc_scan_alias_id = fields.Many2one("mail.alias", readonly=True, copy=False)
    grc_scan_alias_name = fields.Char(
        string="Address of Scanned Letters",
        compute="_compute_grc_scan_alias_name",
        inverse="_inverse_grc_scan_alias_name",
    )
    grc_scan_senders = fields.Char(
        string="Scanners",
        help="Addresses of the scanners, separated by commas; @domain.fr for a whole domain. When "
        "empty, any address of the domain of that address.",
    )

    @api.depends("grc_scan_alias_id.alias_name")
    def _compute_grc_scan_alias_name(self):
        for company in self:
            company.grc_scan_alias_name = company.grc_scan_alias_id.sudo().alias_name

    def _inverse_grc_scan_alias_name(self):
        for company in self:
            alias = company.grc_scan_alias_id.sudo()
            name = company.grc_scan_alias_name
            if alias:
                alias.alias_name = name
            elif name:
                company.grc_scan_alias_id = alias.create(
                    {
                        "alias_name": name,
                        "alias_domain_id": company.alias_domain_id.id,
                        "alias_model_id": self.env["ir.model"]._get_id("grc.scan"),
                        "alias_defaults": {"company_id": company.id},
                        "alias_contact": "everyone",
                    }
                )
