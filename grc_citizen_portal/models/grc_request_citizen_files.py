from odoo import SUPERUSER_ID, models


class GrcRequest(models.Model):
    """The files of requests that their citizens read."""

    _inherit = "grc.request"

    def _get_citizen_files(self):
        """Return the files that citizens may read: theirs, those of messages and answers, and the
        photos of the work.

        :rtype: ir.attachment
        """
        requests = self.sudo()
        messages = self.env["mail.message"].sudo()
        public = messages.search(
            [*self._get_public_message_domain(), ("res_id", "in", self.ids)]
        ).attachment_ids
        answers = requests.answer_ids.filtered(lambda one: one.state == "sent").attachment_ids
        return public | answers | requests.photo_after_ids | requests._get_citizen_pieces()

    def _get_citizen_pieces(self):
        """Return the files that came with the requests themselves, the oldest first; hook.

        What an agent attaches is for the town hall, unless it goes with a message.

        :rtype: ir.attachment
        """
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                ],
                order="id",
            )
        )
        messages = self.env["mail.message"].sudo()
        said = messages.search([("attachment_ids", "in", attachments.ids)]).attachment_ids
        after = self.sudo().photo_after_ids
        return (attachments - said - after).filtered(
            lambda one: one.create_uid.id == SUPERUSER_ID or one.create_uid.share
        )
