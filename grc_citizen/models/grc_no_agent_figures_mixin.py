from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

AGENT_FIELDS = {"user_id", "create_uid", "write_uid", "activity_user_id"}


class GrcNoAgentFiguresMixin(models.AbstractModel):
    """Satisfaction is a figure of a department or a type, never of an agent.

    What citizens think of one request is read on that request; nothing adds it up by person.
    """

    _name = "grc.no.agent.figures.mixin"
    _description = "No Satisfaction by Agent"

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), **kwargs):
        self._check_no_agent_figures(domain, groupby, (*aggregates, *_get_names(having)))
        return super()._read_group(domain, groupby, aggregates, having=having, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        groupby = {spec for specs in grouping_sets for spec in specs}
        self._check_no_agent_figures(domain, groupby, aggregates)
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order=order)

    @api.model
    def _check_no_agent_figures(self, domain, groupby, aggregates):
        """Refuse satisfaction grouped by agent, or averaged over the requests of one.

        :raises UserError: what can be had instead
        """
        if self.env.su:
            return
        by, of, within = _get_fields(groupby), _get_fields(aggregates), _get_names(domain)
        asked = any(map(_is_satisfaction, {*by, *of}))
        is_by_agent = by & AGENT_FIELDS and (asked or any(map(_is_satisfaction, within)))
        if is_by_agent or (asked and within & AGENT_FIELDS):
            raise UserError(
                self.env._(
                    "Satisfaction is counted by department and by type, never by agent. Group by "
                    "something else, or take satisfaction out of the figures."
                )
            )


def _get_fields(specs):
    return {spec.replace(":", ".").partition(".")[0] for spec in specs}


def _get_names(domain):
    return _get_fields(condition.field_expr for condition in Domain(domain).iter_conditions())


def _is_satisfaction(name):
    return name.startswith("rating")
