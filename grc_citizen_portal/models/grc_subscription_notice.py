from odoo import api, models

from odoo.addons.grc_citizen.models.grc_request_notification import AUTO_GENERATED


class GrcSubscription(models.Model):
    """What is sent to those who follow something: in batches, never twice for one event."""

    _inherit = "grc.subscription"

    @api.model
    def _cron_notify(self):
        """Tell those who follow something of what happened to it."""
        for model, _label in self._fields["res_model"]._description_selection(self.env):
            while told := self.env[model]._notify_followers():
                if not self.env["ir.cron"]._commit_progress(told):
                    return

    def _filter_reachable(self):
        """Return those whose address neither bounced nor is blocked; one query."""
        return self.filtered(lambda one: not one.message_bounce and not one.is_blacklisted)

    def _group_by_lang(self):
        """Return these subscriptions by language, each in an environment of its language.

        :rtype: list[grc.subscription]
        """
        return [
            subscriptions.with_context(lang=lang or self.env.lang)
            for lang, subscriptions in self.grouped("lang").items()
        ]

    def _prepare_notice(self, subject, template, values):
        """Return the values of a mail to this address, with the link that stops them.

        :param str subject: of the mail
        :param str template: XML id of its body
        :param dict values: of the template
        """
        return self._wrap_notice(subject, self._render_notice(template, values))

    @api.model
    def _render_notice(self, template, values):
        """Return a body, which several addresses may be sent."""
        return self.env["ir.qweb"].sudo()._render(template, values, minimal_qcontext=True)

    def _wrap_notice(self, subject, body):
        """Return the values of a `mail.mail`.

        RFC 2369, 3.2 and RFC 8058: mail programs show a button of their own that leaves.
        """
        self.ensure_one()
        company = self.company_id.sudo()
        url = self._get_leave_url()
        return {
            "model": self._name,
            "res_id": self.id,
            "message_type": "auto_comment",
            "subject": subject,
            "body": body,
            "body_html": self._render_notice(
                "grc_citizen.mail_layout",
                {
                    "body": body,
                    "company": company,
                    "lang": self.env.lang,
                    "unsubscribe_url": url,
                },
            ),
            "email_from": company.email_formatted,
            "reply_to": company.email_formatted,
            "author_id": company.partner_id.id,
            "email_to": self.email_normalized,
            "headers": repr(
                {
                    **AUTO_GENERATED,
                    "List-Unsubscribe": f"<{url}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                }
            ),
            "auto_delete": True,
        }
