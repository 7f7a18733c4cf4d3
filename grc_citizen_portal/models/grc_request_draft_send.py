import hashlib
import json

from odoo import SUPERUSER_ID, fields, models

#: Nobody fills the form in less; a robot does.
MINIMUM_PARAMETER = "grc_citizen_portal.minimum_seconds"
MINIMUM_SECONDS = 4


class GrcRequestDraft(models.Model):
    """From a draft to a request, through the inbox: nothing is lost, nothing is made twice."""

    _inherit = "grc.request.draft"

    def _is_too_fast(self):
        """Whether it was filled faster than a person can.

        :rtype: bool
        """
        parameters = self.env["ir.config_parameter"].sudo()
        minimum = int(parameters.get_param(MINIMUM_PARAMETER, MINIMUM_SECONDS))
        begun = self.create_date.replace(microsecond=0)
        return (fields.Datetime.now() - begun).total_seconds() < minimum

    def _submit(self, suspicion=False, is_verified=False):
        """Put what was typed in the inbox, which makes the request of it.

        The inbox commits what it is given before anything else is done. The same words and files
        of the same browser on the same day are one request, however often they are sent.

        :param suspicion: why it is set aside for a person to look at, empty when it is not
        :param bool is_verified: the e-mail address was shown to be the sender's own
        :return: the tracking code of the request, False when it waits in the inbox; the cursor of
            who calls may not see either yet
        """
        self.ensure_one()
        content = self._prepare_content(is_verified)
        payload = {
            **content,
            "draft_id": self.id,
            "attachment_ids": self.attachment_ids.ids,
            "suspicion": suspicion,
        }
        inbox = self.env["grc.inbox.message"]
        received = inbox._receive(
            "portal",
            json.dumps(payload, ensure_ascii=False).encode(),
            self._get_external_id(content),
            values={
                "sender": content["values"]["email_from"]
                or content["values"]["phone"]
                or content["values"]["contact_name"],
                "recipients": self.type_id.code,
                "subject": content["values"]["name"],
            },
        )
        return inbox._conclude_portal(received.entry_id, self.id)

    def _prepare_content(self, is_verified):
        """Return what is sent, serializable as JSON.

        :param bool is_verified: the e-mail address was shown to be the sender's own
        :rtype: dict
        """
        return {
            "values": self._prepare_request_values(),
            "consents": self._get_agreed(),
            "lang": self.lang,
            "account_id": self._get_account().id,
            "is_verified": is_verified,
            "identity": self._get_identity() if self._asks_identity() else False,
            "contact": {} if self._is_anonymous() else self._get_contact(),
        }

    def _get_external_id(self, content):
        files = sorted(self.attachment_ids.mapped("checksum"))
        today = fields.Date.to_string(fields.Date.context_today(self))
        text = json.dumps([self.browser, today, files, content], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _make_request(self, content):
        """Create the request that was typed, with its files and consents, and forget the rest.

        :param dict content: as :meth:`_prepare_content` returned it
        :rtype: grc.request
        """
        self.ensure_one()
        # What the citizen does is not done by whoever retries it, nor by the public user.
        draft = self.with_env(
            self.env(user=SUPERUSER_ID, su=True, context={"lang": content["lang"]})
        ).with_company(self.company_id)
        partner, is_new = draft._find_citizen(content)
        request = draft.env["grc.request"].create({**content["values"], "partner_id": partner.id})
        draft._record_consents(request, content, is_new)
        draft._move_files(request)
        draft.write({"state": "sent", "request_id": request.id, "values": {}})
        return request

    def _move_files(self, request):
        """Give the request the files of the draft; hook.

        :param request: the new ``grc.request``
        """
        self.attachment_ids.write({"res_model": request._name, "res_id": request.id})
