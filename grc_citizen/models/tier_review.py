from odoo import api, models
from odoo.exceptions import AccessError

from .tier_definition import ANSWER, VALIDATOR_FIELDS


class TierReview(models.Model):
    """The reviews of answers are the server's doing: RPC makes, changes and removes none."""

    _inherit = "tier.review"

    # The queue of a validator reads what waits, not all that was ever validated.
    _grc_open_idx = models.Index("(model, res_id, sequence) WHERE status IN ('waiting', 'pending')")

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        reviews._check_grc_unforged()
        return reviews

    def write(self, vals):
        self._check_grc_unforged()
        result = super().write(vals)
        if "model" in vals or "res_id" in vals:
            self._check_grc_unforged()
        return result

    def unlink(self):
        self._check_grc_unforged()
        return super().unlink()

    def _check_grc_unforged(self):
        if not self.env.su and ANSWER in self.mapped("model"):
            raise AccessError(
                self.env._("Answers are validated in the parapheur, by those whose turn it is.")
            )

    def _update_review_status(self):
        """Whoever looks at the counter may be the one who finds that a level has its turn."""
        mine = self.filtered(lambda review: review.model == ANSWER)
        super(TierReview, mine.sudo())._update_review_status()
        return super(TierReview, self - mine)._update_review_status()

    def _get_reviewers(self):
        reviewers = super()._get_reviewers()
        if self.model != ANSWER:
            return reviewers
        answer = self.env[ANSWER].browse(self.res_id)
        excluded = self.env["res.users"]
        if self.definition_id.exclude_requester:
            excluded = answer._get_authors()
        if self.reviewer_field_id.name in VALIDATOR_FIELDS.values():
            reviewers = answer._find_validator(self.reviewer_field_id.name, excluded)
        return (reviewers - excluded).filtered(lambda user: user.active and not user.share)

    @api.model
    def _grc_refresh_reviewers(self):
        """Name again the validators that departments choose. Called when they choose others."""
        reviews = self.sudo().search(
            [
                ("model", "=", ANSWER),
                ("status", "in", ("waiting", "pending")),
                ("definition_id.review_type", "=", "field"),
            ]
        )
        self.env.add_to_compute(self._fields["reviewer_ids"], reviews)
