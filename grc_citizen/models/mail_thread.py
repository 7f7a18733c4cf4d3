import xmlrpc.client

from lxml import etree
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, ormcache

from ..tools.gateway_mail import CONTEXT_KEY
from ..tools.mail_automatic import BOUNCE, BULK, COMPLAINT, automatic_kind, is_final_failure
from ..tools.mail_charset import repair_text_parts
from ..tools.mail_headers import get_addresses, set_header, tame_headers
from ..tools.mail_received import get_date_received
from ..tools.mail_report import get_failed_address, get_original_ids
from ..tools.mail_source import one_line, storable


class MailThread(models.AbstractModel):
    """The mail gateway, behind the inbox.

    Every mail is kept before it is handled; what Odoo would drop, bounce or answer waits there.
    """

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Keep a mail in the inbox, then handle it.

        :return: as in core, the id of the record, or False; also when the mail waits in the inbox
        :raises AccessError: for portal and public users
        :raises Exception: when the mail could not be kept: whoever brings it must keep it
        """
        if self.env.context.get(CONTEXT_KEY):
            return super().message_process(
                model, message, custom_values, save_original, strip_attachments, thread_id
            )
        if not self.env.su and not self.env.user._is_internal():
            raise AccessError(self.env._("Only the mail gateway brings mails in."))
        if isinstance(message, xmlrpc.client.Binary):
            message = message.data
        raw = (
            message.encode("utf-8", "surrogateescape")
            if isinstance(message, str)
            else bytes(message)
        )
        received = self.env["grc.inbox.message"]._receive_email(
            raw,
            {
                "model": model,
                "custom_values": custom_values,
                "save_original": save_original,
                "strip_attachments": strip_attachments,
                "thread_id": thread_id,
            },
        )
        return received.result or False

    @api.model
    def message_parse(self, message, save_original=False):
        mail = self.env.context.get(CONTEXT_KEY)
        if not mail:
            return super().message_parse(message, save_original=save_original)
        tame_headers(
            message, lambda: self.env["mail.alias.domain"].sudo().search([]).mapped("name")
        )
        repair_text_parts(message)
        if message.get("Message-Id", "").strip() != mail.message_id:
            set_header(message, "Message-Id", mail.message_id)
        kind = automatic_kind(message)
        mail.automatic = kind if kind != BULK else None
        mail.bulk = kind == BULK
        mail.date_received = get_date_received(message, mail.date_arrived)
        mail.addresses = get_addresses(message)
        values = super().message_parse(message, save_original=save_original)
        return _clean(values)

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        mail = self.env.context.get(CONTEXT_KEY)
        if not mail:
            return super().message_route(message, message_dict, model, thread_id, custom_values)
        requests = self.env["grc.request"]
        if mail.department_id:
            values = {"department_id": mail.department_id}
            message_dict.update(is_bounce=False, parent_id=False)
            return [("grc.request", 0, values, self.env.uid, None)]
        if mail.automatic in (BOUNCE, COMPLAINT) or message_dict.get("is_bounce"):
            routes = super().message_route(message, message_dict, model, thread_id, custom_values)
            requests._conclude_report(mail, message, message_dict)
            return routes
        try:
            routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        except ValueError as error:
            if not str(error).startswith("No possible route"):
                raise
            routes = []
            unroutable = True
        else:
            unroutable = False
        return requests._adjust_routes(mail, message_dict, routes, unroutable)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        thread_id = super()._message_route_process(message, message_dict, routes)
        mail = self.env.context.get(CONTEXT_KEY)
        if mail and not mail.outcome:
            if thread_id:
                mail.conclude("other", self.env[routes[-1][0]].browse(thread_id))
            else:
                mail.conclude("refused")
        return thread_id

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        mail = self.env.context.get(CONTEXT_KEY)
        if mail and mail.automatic:
            return mail.automatic in (BOUNCE, COMPLAINT)
        return super()._detect_is_bounce(message, message_dict)

    def _message_parse_extract_bounce(self, email_message, message_dict):
        if not self.env.context.get(CONTEXT_KEY):
            return super()._message_parse_extract_bounce(email_message, message_dict)
        try:
            values = super()._message_parse_extract_bounce(email_message, message_dict)
        except (
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ):  # a report that is cut or malformed
            values = {
                "is_bounce": True,
                "bounced_email": False,
                "bounced_partner": self.env["res.partner"].sudo(),
                "bounced_msg_ids": [],
                "bounced_message": self.env["mail.message"].sudo(),
            }
        if values["is_bounce"]:
            self._complete_bounce(email_message, values)
        return values

    def _message_parse_extract_payload_postprocess(self, message, payload_dict):
        try:
            return super()._message_parse_extract_payload_postprocess(message, payload_dict)
        except etree.LxmlError:  # HTML without any element, a comment for instance
            return payload_dict

    @api.model
    def _complete_bounce(self, email_message, values):
        """Find what reports without a standard form concern, in the text that they quote.

        :param email_message: the report
        :param dict values: of `_message_parse_extract_bounce`, completed in place
        """
        if not values["bounced_message"]:
            original_ids = get_original_ids(email_message)
            values["bounced_msg_ids"] = values["bounced_msg_ids"] or original_ids
            values["bounced_message"] = (
                self.env["mail.message"]
                .sudo()
                .search([("message_id", "in", original_ids)], order="id desc", limit=1)
            )
        if not values["bounced_email"]:
            address = email_normalize(get_failed_address(email_message))
            partners = self.env["res.partner"].sudo()
            values["bounced_email"] = address
            values["bounced_partner"] = (
                partners.search([("email_normalized", "=", address)]) if address else partners
            )

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Count failures for good only: not delays, successes and complaints."""
        mail = self.env.context.get(CONTEXT_KEY)
        if not mail or (mail.automatic != COMPLAINT and is_final_failure(email_message)):
            return super()._routing_handle_bounce(email_message, message_dict)
        return None

    @api.model
    def _routing_reset_bounce(self, email_message, message_dict):
        """As in core, without asking each time which models count bounces."""
        if not self.env.context.get(CONTEXT_KEY):
            return super()._routing_reset_bounce(email_message, message_dict)
        email = email_normalize(message_dict["email_from"])
        for name in self._get_bounce_models() if email else ():
            domain = [("email_normalized", "=", email), ("message_bounce", ">", 0)]
            self.env[name].sudo().search(domain)._message_reset_bounce(email)
        return None

    @api.model
    @ormcache()
    def _get_bounce_models(self):
        models_of_blacklist = (
            self.env["ir.model"]
            .sudo()
            .search([("is_mail_blacklist", "=", True), ("model", "!=", "mail.thread.blacklist")])
        )
        return tuple(name for name in models_of_blacklist.mapped("model") if name in self.env)

    @api.model
    def _detect_write_to_catchall(self, msg_dict):
        """A mail to the catchall address waits in the inbox instead of going back to its sender."""
        if self.env.context.get(CONTEXT_KEY):
            return False
        return super()._detect_write_to_catchall(msg_dict)

    @api.model
    def _detect_loop_headers(self, msg_dict):
        looping = super()._detect_loop_headers(msg_dict)
        mail = self.env.context.get(CONTEXT_KEY)
        if looping and mail:
            mail.conclude("auto_reply")
        return looping

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Set aside what comes from a sender who sends too much, unless a person lets it in.

        :raises UserError: for the mail to wait in the inbox
        """
        mail = self.env.context.get(CONTEXT_KEY)
        if not mail:
            return super()._detect_loop_sender(message, message_dict, routes)
        if mail.accept_sender:
            return False
        silent = self.with_context(grc_silent=True)
        if super(MailThread, silent)._detect_loop_sender(message, message_dict, routes):
            raise UserError(
                self.env._(
                    "%(sender)s sends too many mails: this one is set aside, unanswered. Retry to "
                    "let it in. If the sender is right to send that many, add the address to the "
                    "“Allowed” senders of the mail gateway.",
                    sender=message_dict["email_from"],
                )
            )
        return False

    def _routing_create_bounce_email(self, email_from, body_html, message, **mail_values):
        """Return nothing to a machine, nor to a sender whose mail waits in the inbox."""
        mail = self.env.context.get(CONTEXT_KEY)
        silent = mail and (mail.automatic or mail.bulk or self.env.context.get("grc_silent"))
        if silent:
            return None
        return super()._routing_create_bounce_email(email_from, body_html, message, **mail_values)


def _clean(values):
    """Return a parsed mail without what the database refuses, its subject on one line."""
    cleaned = {}
    for name, content in values.items():
        if isinstance(content, Markup):
            content = Markup(storable(str(content)))
        elif isinstance(content, str):
            content = storable(content)
        cleaned[name] = content
    for name in ("subject", "email_from", "from", "message_id"):
        if cleaned.get(name):
            cleaned[name] = one_line(cleaned[name], limit=1000)
    cleaned["attachments"] = [
        attachment._replace(fname=one_line(attachment.fname, limit=200) or "attachment")
        for attachment in values.get("attachments") or []
    ]
    return cleaned
