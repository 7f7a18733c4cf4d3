from odoo import api, fields, models
from odoo.exceptions import UserError

from .tier_definition import ANSWER, RISK_RANKS, RISKS


class GrcRequestAnswer(models.Model):
    """Which levels an answer passes, and who validates it there."""

    _name = "grc.request.answer"
    _inherit = ["grc.request.answer", "tier.validation"]
    _state_from = ["draft", "validation"]
    _state_to = ["ready", "sent"]

    risk = fields.Selection(
        RISKS[1:],
        copy=False,
        tracking=True,
        help="When this answer is riskier than what its type says.",
    )
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_submitted = fields.Datetime(string="Submitted", readonly=True, copy=False)
    validating_manager_id = fields.Many2one(
        "res.users", string="Head of the Department", compute="_compute_validators"
    )
    validating_director_id = fields.Many2one(
        "res.users", string="Head of the Department Above", compute="_compute_validators"
    )
    validating_elected_id = fields.Many2one(
        "res.users", string="Elected Official", compute="_compute_validators"
    )
    # Reviews say who validates; only their validators and the server need to read them.
    need_validation = fields.Boolean(compute_sudo=True)
    reviewer_ids = fields.Many2many(compute_sudo=True)
    can_review = fields.Boolean(compute_sudo=True)
    has_comment = fields.Boolean(compute_sudo=True)
    to_validate_message = fields.Html(compute_sudo=True)
    next_review = fields.Char(compute_sudo=True)

    @api.depends("request_id.department_id")
    def _compute_validators(self):
        nobody = self.env["res.users"]
        for answer in self:
            for name in ("manager", "director", "elected"):
                field_name = f"validating_{name}_id"
                answer[field_name] = answer._find_validator(field_name, nobody)

    @api.depends("state", "risk", "request_id")
    def _compute_need_validation(self):
        levels = self._get_levels()
        for answer in self:
            answer.need_validation = answer.state == "draft" and bool(levels[answer])

    def _find_validator(self, field_name, excluded):
        """Return who validates among those that departments name, the nearest who may.

        :param str field_name: one of ``VALIDATOR_FIELDS``
        :param excluded: the ``res.users`` who may not, as the author
        :rtype: res.users
        """
        line = self.request_id.department_id.sudo()._get_line()
        if field_name == "validating_elected_id":
            candidates = [department.elected_official_id for department in line]
        elif field_name == "validating_director_id":
            candidates = [department.manager_id for department in line[1:] + line[:1]]
        else:
            candidates = [department.manager_id for department in line]
        return next(
            (user for user in candidates if user and user not in excluded), self.env["res.users"]
        )

    def _get_levels(self):
        """Return the levels that each answer must pass, the first first.

        :rtype: dict[grc.request.answer, tier.definition]
        """
        levels = (
            self.env["tier.definition"]
            .sudo()
            .search([("model", "=", ANSWER)], order="sequence, id")
        )
        return {
            answer: levels.filtered(lambda level, one=answer: one.sudo().evaluate_tier(level))
            for answer in self
        }

    def evaluate_tier(self, tier):
        return super().evaluate_tier(tier).filtered(tier._grc_applies)

    def _get_risk_rank(self):
        risks = (self.risk or "none", self.request_id.type_id.answer_risk or "none")
        return max(RISK_RANKS[risk] for risk in risks)

    def _get_authors(self):
        """Return those whose work this answer is: another pair of eyes must validate it.

        :rtype: res.users
        """
        return self.sudo().create_uid | self.sudo().submitted_by_id

    def _get_reviews(self):
        """Return the reviews of these answers, as they are stored: what lists show proves nothing.

        :rtype: tier.review
        """
        reviews = self.env["tier.review"].sudo()
        return reviews.search([("model", "=", ANSWER), ("res_id", "in", self.ids)])

    def _check_levels_have_validators(self, reviews):
        for review in reviews:
            if not review.reviewer_ids:
                raise UserError(
                    self.env._(
                        "Nobody can validate “%(answer)s” at level “%(level)s”: who writes an "
                        "answer does not validate it. Ask the administrator to name somebody.",
                        answer=self.subject,
                        level=review.name,
                    )
                )
