from ipaddress import ip_address, ip_network

from odoo import api, fields, models

EVENT_KINDS = [
    ("sent", "Link sent"),
    ("seen", "Page opened"),
    ("note", "Note"),
    ("photo", "Photos"),
    ("done", "Said done"),
    ("reply", "Written by us"),
    ("refused", "Refused"),
    ("revoked", "Revoked"),
]
#: Enough to tell networks apart, too little to tell who: CNIL on shortened addresses.
KEPT_BITS = {4: 24, 6: 48}


class GrcThirdPartyEvent(models.Model):
    """What happened with a link: written by the server, never changed."""

    _name = "grc.third.party.event"
    _description = "Use of a Third Party's Link"
    _order = "id desc"
    _rec_name = "kind"

    link_id = fields.Many2one(
        "grc.third.party.link", required=True, index=True, ondelete="cascade", readonly=True
    )
    date = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    kind = fields.Selection(EVENT_KINDS, required=True, readonly=True)
    text = fields.Text(readonly=True)
    author_id = fields.Many2one("res.partner", readonly=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Photos", readonly=True)
    ip = fields.Char(string="Network", readonly=True, help="Its address without the last part.")

    @api.model
    def _shorten_ip(self, address):
        """Return the network of an address: 198.51.100.0 for 198.51.100.23.

        :param str address: IPv4 or IPv6, or nothing
        :rtype: str | bool
        """
        try:
            parsed = ip_address(address or "")
        except ValueError:
            return False
        network = ip_network(f"{parsed}/{KEPT_BITS[parsed.version]}", strict=False)
        return str(network.network_address)
