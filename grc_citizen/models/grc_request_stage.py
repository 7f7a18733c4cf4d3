from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

REQUEST_STATES = [
    ("new", "New"),
    ("progress", "In progress"),
    ("waiting", "Waiting"),
    ("validation", "In validation"),
    ("done", "Done"),
    ("refused", "Refused"),
]
WAITING_FOR = [("citizen", "The citizen"), ("third_party", "A third party")]


class GrcRequestStage(models.Model):
    """A step of the city's own, mapped to a state that every city shares."""

    _name = "grc.request.stage"
    _description = "Request Stage"
    _inherit = ["grc.remembered.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(REQUEST_STATES, required=True, default="progress")
    public_name = fields.Char(
        translate=True, help="What citizens read; the name of the stage when empty."
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Message to the Citizen",
        domain="[('model', '=', 'grc.request')]",
        help="Sent when a request enters this stage.",
    )
    waiting_for = fields.Selection(
        WAITING_FOR,
        default="citizen",
        help="Whom requests of a waiting stage wait for. The clock only stops for the citizen.",
    )
    fold = fields.Boolean(string="Folded in Kanban")
    requires_reason = fields.Boolean(
        help="A reason must be given before a request enters this stage."
    )
    active = fields.Boolean(default=True)

    @api.model
    @tools.ormcache("state", "waiting_for")
    def _id_for_state(self, state, waiting_for):
        domain = Domain("state", "=", state)
        if state == "waiting":
            domain &= Domain("waiting_for", "=", waiting_for)
        return self.sudo().search(domain, limit=1).id

    @api.model
    def _for_state(self, state, waiting_for="citizen"):
        """Return the first stage of a state.

        :param str state: one of :data:`REQUEST_STATES`
        :param str waiting_for: of the waiting stages, one of :data:`WAITING_FOR`
        :raises UserError: when the city has no stage for it
        :rtype: grc.request.stage
        """
        stage = self.browse(self._id_for_state(state, waiting_for))
        if not stage:
            raise UserError(
                self.env._(
                    "No stage stands for “%(state)s”. Add one under Configuration › Stages.",
                    state=dict(self._fields["state"]._description_selection(self.env))[state],
                )
            )
        return stage

    def _stops_clock(self):
        """Tell whether the delay stands still in this stage: it only does for the citizen."""
        return self.state == "waiting" and self.waiting_for == "citizen"

    def write(self, vals):
        if "state" in vals:
            self._check_state_kept(vals["state"])
        if vals.get("active") is False:
            self._unlink_except_last_of_state()
        return super().write(vals)

    def _check_state_kept(self, state):
        changed = self.filtered(lambda stage: stage.state != state)
        used = (
            self.env["grc.request"]
            .sudo()
            .with_context(active_test=False)
            .search([("stage_id", "in", changed.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "Stage “%(stage)s” holds requests: its state cannot change. Create "
                    "another stage and move them.",
                    stage=used.stage_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_last_of_state(self):
        for state in set(self.mapped("state")):
            if not self.search_count([("state", "=", state), ("id", "not in", self.ids)], limit=1):
                raise UserError(self.env._("At least one stage must remain for each state."))
