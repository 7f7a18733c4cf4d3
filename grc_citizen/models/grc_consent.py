from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Only this very object in the context opens the way to erasure: no RPC call can send it.
ERASURE = object()


class GrcConsent(models.Model):
    """Proof that a citizen agreed to something or took it back (GDPR, article 7).

    Rows are only ever added: the present state is the latest row of a citizen and purpose.
    """

    _name = "grc.consent"
    _description = "Consent"
    _order = "date desc, id desc"
    _rec_name = "purpose_id"

    partner_id = fields.Many2one(
        "res.partner", string="Citizen", required=True, index=True, ondelete="cascade"
    )
    purpose_id = fields.Many2one("grc.consent.purpose", required=True, ondelete="restrict")
    granted = fields.Boolean(required=True, default=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    channel_id = fields.Many2one(
        "grc.channel",
        ondelete="restrict",
        default=lambda self: self.env["grc.channel"]._by_code("counter"),
        help="How the citizen said it.",
    )
    text = fields.Text(
        string="Text Shown",
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
        help="What the citizen read at that moment, in their language.",
    )
    proof = fields.Text(help="How it was said: a signed form, a mail, a call and its day…")
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )

    _latest_idx = models.Index("(purpose_id, partner_id, date DESC, id DESC)")

    @api.depends("purpose_id", "partner_id")
    def _compute_text(self):
        for consent in self:
            lang = consent.partner_id.lang
            consent.text = consent.purpose_id.with_context(lang=lang or self.env.lang).text

    @api.model_create_multi
    def create(self, vals_list):
        """Record consents; only the superuser, importing old proofs, sets who and when."""
        if not self.env.su:
            vals_list = [
                {
                    **vals,
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "A consent is a proof and is not changed. Record what the citizen says now: the "
                "latest record counts."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_erased(self):
        if self.env.context.get("grc_consent_erasure") is not ERASURE:
            raise UserError(
                self.env._(
                    "A consent is a proof and is not deleted. When the citizen takes it back, "
                    "record that: the latest record counts."
                )
            )

    def _erase(self):
        """Delete the proofs of a citizen who is erased or made anonymous.

        The only way to delete consents, with the deletion of the citizen itself, which takes
        theirs along. Private, so that no RPC call reaches it: who calls it has checked that the
        person may be erased.
        """
        self.sudo().with_context(grc_consent_erasure=ERASURE).unlink()

    @api.model
    def _latest(self, domain):
        """Return the row that counts for each citizen and purpose, in one query.

        :param domain: which citizens or purposes
        :rtype: grc.consent
        """
        query = self._search(domain)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (purpose_id, partner_id) id
                  FROM grc_consent
                 WHERE id IN %s
              ORDER BY purpose_id, partner_id, date DESC, id DESC
                """,
                query.subselect(),
            )
        )
        return self.browse(row[0] for row in rows)


class ResPartner(models.Model):
    _inherit = "res.partner"

    consent_ids = fields.One2many("grc.consent", "partner_id", string="Consents")
    granted_purpose_ids = fields.Many2many(
        "grc.consent.purpose",
        string="Agrees to",
        compute="_compute_granted_purpose_ids",
        search="_search_granted_purpose_ids",
        groups="grc_citizen.group_front_desk,grc_citizen.group_agent",
        help="What the citizen agrees to now: the purposes whose latest record is a yes.",
    )

    @api.depends("consent_ids")
    def _compute_granted_purpose_ids(self):
        states = self._grc_consent_state()
        for partner in self:
            latest = states.get(partner._origin.id, {}).values()
            partner.granted_purpose_ids = self.env["grc.consent.purpose"].union(
                *(consent.purpose_id for consent in latest if consent.granted)
            )

    def _search_granted_purpose_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        purpose_ids = [purpose_id for purpose_id in value if purpose_id]
        domain = Domain("id", "in", self._grc_granted_query([("purpose_id", "in", purpose_ids)]))
        if False in value:
            domain |= Domain("id", "not in", self._grc_granted_query([]))
        return domain

    @api.model
    def _grc_granted_query(self, domain):
        """SQL of the ids of the citizens whose latest consent within the domain is a yes."""
        return SQL(
            """(
                SELECT partner_id
                  FROM (
                    SELECT DISTINCT ON (purpose_id, partner_id) partner_id, granted
                      FROM grc_consent
                     WHERE id IN %s
                  ORDER BY purpose_id, partner_id, date DESC, id DESC
                ) AS latest
                WHERE granted
            )""",
            self.env["grc.consent"]._search(domain).subselect(),
        )

    def _grc_consent_state(self):
        """Return what these citizens agree to now, in one query.

        :return: dict from the id of a citizen to a dict from the id of a purpose to the
            ``grc.consent`` that counts, granted or withdrawn; absent when never asked
        """
        states = {}
        latest = self.env["grc.consent"]._latest([("partner_id", "in", self._origin.ids)])
        for consent in latest:
            states.setdefault(consent.partner_id.id, {})[consent.purpose_id.id] = consent
        return states

    def action_record_consent(self):
        """Open the form on which a consent, or its withdrawal, is recorded."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What does %(citizen)s say?", citizen=self.display_name),
            "res_model": "grc.consent",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
