from odoo import fields, models
from odoo.exceptions import AccessError


class GrcAnswerDecision(models.Model):
    """What a validator decided on an answer, on which very text. Only added to, by the server."""

    _name = "grc.answer.decision"
    _description = "Decision on an Answer"
    _order = "id"

    answer_id = fields.Many2one("grc.request.answer", required=True, index=True, ondelete="cascade")
    review_id = fields.Many2one("tier.review", index="btree_not_null", ondelete="set null")
    kind = fields.Selection(
        [
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("changed", "Approved with a change"),
            ("returned", "Sent back"),
            ("withdrawn", "Taken back"),
        ],
        required=True,
    )
    level = fields.Char()
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    represented_id = fields.Many2one("res.users", string="In the Place of", ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    comment = fields.Text()
    change = fields.Html(string="What Changed", sanitize_attributes=False)
    digest = fields.Char(help="SHA-256 of what leaves, as it was at that moment.")

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("A decision stays as it was taken."))

    def _anonymize(self):
        """Forget what was said of the text; who decided and when stays."""
        return super().write({"comment": False, "change": False})

    def _get_who(self):
        """Return who decided, and in whose place.

        :rtype: str
        """
        self.ensure_one()
        if not self.represented_id:
            return self.user_id.name
        return self.env._(
            "%(user)s, for %(absent)s", user=self.user_id.name, absent=self.represented_id.name
        )
