from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ANSWER = "grc.request.answer"
RISKS = [("none", "None"), ("low", "Low"), ("medium", "Medium"), ("high", "High")]
RISK_RANKS = {risk: rank for rank, (risk, _label) in enumerate(RISKS)}
#: Who validates, beside a user and a group: the field of the answer that says who it is.
VALIDATOR_FIELDS = {
    "manager": "validating_manager_id",
    "director": "validating_director_id",
    "elected": "validating_elected_id",
}


class TierDefinition(models.Model):
    """A level that answers to citizens pass before they may be sent.

    The levels that apply to an answer follow one another by sequence, the smallest first.
    """

    _inherit = "tier.definition"

    grc_type_ids = fields.Many2many(
        "grc.request.type",
        "grc_tier_definition_type_rel",
        "definition_id",
        "type_id",
        string="Types",
        help="And all below them. Empty: whatever is asked.",
    )
    grc_department_ids = fields.Many2many(
        "grc.department",
        "grc_tier_definition_department_rel",
        "definition_id",
        "department_id",
        string="Departments",
        help="And all below them. Empty: whatever the department.",
    )
    grc_min_risk = fields.Selection(
        RISKS[1:], string="From Risk", help="Empty: whatever the risk of the answer."
    )
    grc_validator = fields.Selection(
        [
            ("manager", "Head of the department"),
            ("director", "Head of the department above"),
            ("elected", "Elected official of the department"),
            ("individual", "A person"),
            ("group", "Anyone of a group"),
        ],
        string="Who Validates",
        compute="_compute_grc_validator",
        readonly=False,
        compute_sudo=True,
    )
    grc_sends = fields.Boolean(
        string="Sent at Once",
        help="An answer that passed this level leaves as soon as all its levels validated it, in "
        "the name of who submitted it. Otherwise its agent presses Send.",
    )

    @api.depends("review_type", "reviewer_field_id")
    def _compute_grc_validator(self):
        kinds = {name: kind for kind, name in VALIDATOR_FIELDS.items()}
        for level in self:
            kind = level.review_type
            level.grc_validator = (
                kinds.get(level.reviewer_field_id.name) if kind == "field" else kind
            )

    @api.constrains("approve_sequence", "model_id")
    def _check_approve_sequence(self):
        if any(level.model == ANSWER and not level.approve_sequence for level in self):
            raise ValidationError(self.env._("The levels of an answer follow one another."))

    @api.constrains("review_type", "reviewer_id", "reviewer_group_id", "reviewer_field_id")
    def _check_grc_validator(self):
        for level in self.sudo():
            known = level.reviewer_id or level.reviewer_group_id or level.reviewer_field_id
            if level.model == ANSWER and not known:
                raise ValidationError(
                    self.env._("Say who validates at level “%(level)s”.", level=level.name)
                )

    @api.model
    def _get_tier_validation_model_names(self):
        return [*super()._get_tier_validation_model_names(), ANSWER]

    @api.model_create_multi
    def create(self, vals_list):
        model = self.env["ir.model"]._get_id(ANSWER)
        given = self.env.context.get("default_model_id")
        vals_list = [self._translate_grc_validator(vals) for vals in vals_list]
        for vals in vals_list:
            if "reviewer_field_id" in vals:
                vals.setdefault("model_id", model)
            if vals.get("model_id", given) == model:
                vals.setdefault("approve_sequence", True)
                vals.setdefault("notify_on_pending", True)
                vals.setdefault("exclude_requester", True)
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._translate_grc_validator(vals))

    @api.model
    def _translate_grc_validator(self, vals):
        """Return values that say who validates in the terms of ``tier.definition``."""
        kind = vals.get("grc_validator")
        if not kind:
            return vals
        name = VALIDATOR_FIELDS.get(kind)
        field_id = name and self.env["ir.model.fields"].sudo()._get(ANSWER, name).id
        translated = {key: value for key, value in vals.items() if key != "grc_validator"}
        translated.update(review_type="field" if name else kind, reviewer_field_id=field_id)
        for other, column in (("individual", "reviewer_id"), ("group", "reviewer_group_id")):
            if kind != other:
                translated[column] = False
        return translated

    @api.ondelete(at_uninstall=False)
    def _unlink_except_awaited(self):
        waiting = (
            self.env["tier.review"]
            .sudo()
            .search(
                [
                    ("definition_id", "in", self.ids),
                    ("model", "=", ANSWER),
                    ("status", "in", ("waiting", "pending")),
                ],
                limit=1,
            )
        )
        if waiting:
            raise UserError(
                self.env._(
                    "Answers wait for level “%(level)s”. Archive it instead: they finish their "
                    "circuit and the next ones do without it.",
                    level=waiting.definition_id.name,
                )
            )

    def _grc_applies(self, answer):
        """Tell whether an answer must pass this level; hook for other criteria.

        :param answer: one ``grc.request.answer``
        :rtype: bool
        """
        self.ensure_one()
        request = answer.request_id
        return (
            self.company_id in (self.company_id.browse(), request.company_id)
            and answer._get_risk_rank() >= RISK_RANKS[self.grc_min_risk or "none"]
            and _is_within(request.type_id, self.grc_type_ids)
            and _is_within(request.department_id, self.grc_department_ids)
        )


def _is_within(record, tops):
    """Tell whether a record of a tree is one of some, or below one; of none, always."""
    path = record.parent_path or ""
    return not tops or any(path.startswith(top.parent_path) for top in tops)
