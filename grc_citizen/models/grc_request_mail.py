import re

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, parse_contact_from_email

from ..tools.gateway_mail import CONTEXT_KEY
from ..tools.mail_automatic import COMPLAINT, failure_reason, is_final_failure
from ..tools.mail_text import clean_subject, fold_quotes
from .grc_request_reference import NUMBER_PATTERN

#: A tracking code counts when it stands in the first characters of a mail.
CODE_SEARCH_LIMIT = 2000
_TAGS = re.compile(r"<[^>]*>")


class GrcRequest(models.Model):
    """Requests and messages that come by mail."""

    _inherit = "grc.request"

    _email_normalized_idx = models.Index(
        "(email_normalized, create_date) WHERE email_normalized IS NOT NULL"
    )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        mail = self.env.context.get(CONTEXT_KEY)
        by_machine = mail and (mail.bulk or mail.automatic)
        creator = self.with_context(grc_no_acknowledge=True) if by_machine else self
        values = self._prepare_mail_values(msg_dict, mail)
        address = email_normalize(msg_dict["email_from"]) or msg_dict["email_from"]
        request = super(GrcRequest, creator).message_new(
            {**msg_dict, "email_from": address}, {**values, **(custom_values or {})}
        )
        if mail:
            mail.conclude("request", request)
            if email_normalize(msg_dict["email_from"]) == request.partner_id.email_normalized:
                msg_dict["author_id"] = request.partner_id.id or None
        return request.with_context(**self.env.context, grc_first_mail=True)

    def message_update(self, msg_dict, update_vals=None):
        mail = self.env.context.get(CONTEXT_KEY)
        if mail:
            mail.conclude("message", self)
        return super().message_update(msg_dict, update_vals)

    @api.model
    def _prepare_mail_values(self, msg_dict, mail):
        """Return the values of a request that a mail makes; hook.

        :param dict msg_dict: the parsed mail, see `mail.thread.message_parse`
        :param mail: its :class:`GatewayMail`, or None
        """
        values = {
            "name": clean_subject(msg_dict.get("subject")) or self.env._("(no subject)"),
            "description": fold_quotes(
                msg_dict.get("body"), self.env._("Quoted text and signature")
            ),
            "channel_id": self.env["grc.channel"]._by_code("email").id,
            "contact_name": parse_contact_from_email(msg_dict.get("email_from") or "")[0],
        }
        if mail:
            values["date_received"] = mail.date_received or mail.date_arrived
        return values

    def _message_post_after_hook(self, message, msg_values):
        mail = self.env.context.get(CONTEXT_KEY)
        if self.env.context.get("grc_first_mail"):
            if "/web/image/" in (msg_values.get("body") or ""):
                label = self.env._("Quoted text and signature")
                self.description = fold_quotes(message.body, label)
        elif mail and mail.outcome == "message" and message.message_type == "email":
            if not any(not user.share for user in message.author_id.sudo().user_ids):
                self._on_citizen_message(message)
        return super()._message_post_after_hook(message, msg_values)

    def _create_attachments_for_post(self, values_list, extra_list):
        """Keep what citizens send as they sent it: images are not resized while mails wait."""
        untouched = self.with_context(image_no_postprocess=True)
        return super(GrcRequest, untouched)._create_attachments_for_post(values_list, extra_list)

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        return [("email_normalized", "=", email_from_normalized)]

    @api.model
    def _adjust_routes(self, mail, message_dict, routes, unroutable):
        """Decide where a mail goes that Odoo's gateway would route, refuse or give up.

        An automatic reply is noted on what it concerns. A mail that quotes a request joins it. One
        sent to several departments makes one request, for the first of them.

        :param GatewayMail mail: the mail
        :param dict message_dict: the parsed mail
        :param list routes: that Odoo found
        :param bool unroutable: Odoo found no address of ours
        :return: the routes to take
        :raises UserError: when no address of the city matches
        """
        ours = [route for route in routes if route[0] == self._name]
        others = [route for route in routes if route[0] != self._name]
        if others and not ours:
            return others
        replied = self.browse([route[1] for route in ours if route[1]])[:1]
        replied = replied or self._find_replied_request(message_dict)
        if mail.automatic:
            replied._log_automatic_reply(mail, message_dict)
            return others
        if replied:
            author = self.env["mail.thread"]._mail_find_user_for_gateway(message_dict["email_from"])
            return [(self._name, replied.id, {}, author.id or self.env.uid, None), *others]
        if unroutable:
            raise UserError(
                self.env._(
                    "No address of the city matches the recipients of this mail (%(recipients)s). "
                    "Give a department that address and retry, or make a request of it by hand.",
                    recipients=message_dict["to"][:300] or self.env._("none"),
                )
            )
        return [*sorted(ours, key=lambda route: _rank(route, mail.addresses))[:1], *others]

    @api.model
    def _find_replied_request(self, message_dict):
        """Return the request that a mail names.

        Whoever knows the secret tracking code may write on the request; the number alone, which
        can be guessed, only serves those who already take part in it.

        :param dict message_dict: the parsed mail
        :rtype: grc.request
        """
        subject = message_dict.get("subject") or ""
        text = _TAGS.sub(" ", str(message_dict.get("body") or "")[: CODE_SEARCH_LIMIT * 4])
        codes = self._find_tracking_codes(f"{subject} {text[:CODE_SEARCH_LIMIT]}")
        request = self.sudo().search([("tracking_code", "in", codes)], limit=1) if codes else self
        numbers = ["-".join(found) for found in NUMBER_PATTERN.findall(subject)]
        if not request and numbers:
            candidates = self.sudo().search([("number", "in", numbers)])
            request = candidates.filtered(
                lambda candidate: candidate._takes_part(message_dict["email_from"])
            )[:1]
        return request.sudo(self.env.su)

    def _takes_part(self, email_from):
        """Say whether a sender is the citizen of this request or follows it."""
        email = email_normalize(email_from)
        return bool(email) and email in {
            self.email_normalized,
            self.partner_id.email_normalized,
            *self.message_partner_ids.mapped("email_normalized"),
        }

    def _log_automatic_reply(self, mail, message_dict):
        """Note an automatic reply on the request it concerns, if any. It moves nothing."""
        mail.conclude("auto_reply", self)
        if self:
            self.sudo()._message_log(
                body=Markup("<p>%s</p>%s")
                % (self.env._("Automatic reply, not answered:"), message_dict.get("body") or ""),
                subject=message_dict.get("subject"),
                email_from=message_dict["email_from"],
                author_id=False,
            )

    @api.model
    def _conclude_report(self, mail, message, message_dict):
        """Link a delivery report to the record it concerns, and note it there when it is a request.

        :param GatewayMail mail: the report
        :param message: the parsed report
        :param dict message_dict: the values read from it
        """
        original = message_dict["bounced_message"]
        request = self.browse()
        if original.model == self._name:
            request = self.sudo().browse(original.res_id).exists()
        elif original.model and original.model in self.env and original.res_id:
            mail.conclude("bounce", self.env[original.model].browse(original.res_id).exists())
            return
        address = message_dict["bounced_email"] or self.env._("unknown address")
        if mail.automatic == COMPLAINT:
            note = self.env._("A recipient reported a mail of ours as unwanted.")
        elif is_final_failure(message):
            note = self.env._("A mail to %(address)s could not be delivered.", address=address)
        else:
            note = self.env._("A mail to %(address)s is not delivered yet.", address=address)
        note = " ".join(filter(None, (note, failure_reason(message))))
        mail.conclude("bounce", request, note)
        if request:
            request._message_log(body=note)


def _rank(route, addresses):
    """Order routes as the mail names their addresses, the delivery address first."""
    alias = route[4]
    for position, address in enumerate(addresses):
        if alias and address in (alias.alias_full_name, alias.alias_name):
            return position
    return len(addresses)
