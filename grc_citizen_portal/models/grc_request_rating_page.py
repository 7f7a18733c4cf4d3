from datetime import timedelta

from odoo import api, models
from odoo.tools import hash_sign, verify_hash_signed

TOKEN_SCOPE = "grc_citizen_portal.satisfaction"


class GrcRequest(models.Model):
    """The page on which citizens say whether they are satisfied, without an account."""

    _inherit = "grc.request"

    def _get_satisfaction_url(self):
        self.ensure_one()
        if not self._can_be_rated():
            return super()._get_satisfaction_url()
        company = self.company_id.sudo()
        days = company.grc_survey_days + company.grc_survey_correction_days
        token = hash_sign(
            self.env(su=True),
            TOKEN_SCOPE,
            [self.id],
            expiration=self.date_closed + timedelta(days=days),
        )
        return f"{self.get_base_url()}/citizen/rate/{token}"

    @api.model
    def _find_by_satisfaction_token(self, token):
        """Return the request that a link lets rate, whatever became of the request since.

        :param str token: of the link
        :return: one request or none, with the rights of the system
        """
        requests = self.sudo()
        try:
            values = verify_hash_signed(self.env(su=True), TOKEN_SCOPE, token)
        except ValueError:
            values = None
        return requests.browse(values).exists() if values else requests.browse()

    def _is_rated_kind(self):
        return super()._is_rated_kind() and not self.sudo().date_withdrawn
