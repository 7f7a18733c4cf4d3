from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime, plaintext2html

from ..tools.names import name_key
from .grc_inbox_message import PURGE_BATCH, RETENTION_DAYS, RETENTION_PARAMETER

ADDRESS = ("street", "zip", "city")
#: The request has all that; what a letter says of its writer is not kept twice.
PERSONAL_FIELDS = (
    "questions",
    "subject",
    "description",
    "partner_id",
    "contact_name",
    "email_from",
    "phone",
    *ADDRESS,
)
NAMESAKES = 50


class GrcScan(models.Model):
    """What becomes of a letter: a request, or nothing, with the reason."""

    _inherit = "grc.scan"

    def action_record(self):
        """Make a request of the letter, received on the day the letter arrived.

        The file goes to the request. Whoever comes second is told.

        :return: an action that tells the number of the request
        :raises UserError: when it is not a draft any more, or nothing says what it is about
        """
        self.ensure_one()
        self.check_access("write")
        self._lock()
        self._check_draft()
        if not self.subject and not self.type_id:
            raise UserError(self.env._("Choose a type or write a subject, then record the letter."))
        request = self.env["grc.request"].create(self._prepare_request_values())
        self._hand_over(request)
        may_read = request.has_access("read")
        number = request.sudo().number
        link = [{"label": number, "url": f"/odoo/requests/{request.id}"}] if may_read else []
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Recorded under the number %s", "%s" if link else number),
                "links": link,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _prepare_request_values(self):
        """Hook: values of the request that this letter makes."""
        values = {
            "name": self.subject or self.type_id.name,
            "type_id": self.type_id.id,
            "channel_id": self.channel_id.id,
            "date_received": self.date_arrival,
            "company_id": self.company_id.id,
            "description": plaintext2html(self.description) if self.description else False,
            "partner_id": self._find_citizen().id,
            "contact_name": self.contact_name,
            "email_from": self.email_from,
            "phone": self.phone,
        }
        if self.department_id and not self.type_id.department_id:
            values["department_id"] = self.department_id.id
        if self.questions:
            values["questions"] = dict(self.questions)
        return values

    def _find_citizen(self):
        """Return who wrote: the one chosen, one known by e-mail, telephone or address, a new one.

        Their address is completed when they had none: the answer goes there.

        :rtype: res.partner
        """
        Partner = self.env["res.partner"].sudo()
        known = self.partner_id.sudo()
        sender = {name: self[name] for name in ("contact_name", "email_from", "phone")}
        if not known:
            known = Partner._grc_match_citizens([sender])[0] or self._find_by_address()
        address = {name: self[name] for name in ADDRESS if self[name]}
        if known:
            known._grc_mark_citizens()
            if address and not any(known[name] for name in ADDRESS):
                known.write(address)
        elif sender["email_from"] or sender["phone"]:
            known = Partner._grc_create_citizens([sender])[0]
            known.write(address)
        elif self.contact_name and address:
            values = Partner._grc_prepare_citizen_values(sender)
            known = Partner.create({**values, **address})
        return known.with_env(self.env)

    def _find_by_address(self):
        """Return the citizen of that very name at that very address, when there is but one."""
        Partner = self.env["res.partner"].sudo()
        if not (self.contact_name and self.street and self.zip):
            return Partner
        namesakes = Partner.search(
            Partner._grc_name_domain(self.contact_name) & Domain("is_citizen", "=", True),
            limit=NAMESAKES,
        )
        same = namesakes.filtered(
            lambda partner: (
                name_key(partner.name) == name_key(self.contact_name)
                and partner.zip == self.zip
                and name_key(partner.street) == name_key(self.street)
            )
        )
        return same if len(same) == 1 else Partner

    def _hand_over(self, request):
        """Give the files to the request, and forget here what the letter says of its writer."""
        files = self.sudo()._get_files()
        place = ", ".join(
            filter(None, (self.street, f"{self.zip or ''} {self.city or ''}".strip()))
        )
        note = self.env._(
            "Recorded from a letter arrived on %(date)s: %(file)s.",
            date=format_datetime(self.env, self.date_arrival, dt_format="short"),
            file=self.name,
        )
        if place:
            note += " " + self.env._("Address on the letter: %(address)s.", address=place)
        recorded = self.sudo()
        recorded.write(
            {
                **dict.fromkeys(PERSONAL_FIELDS, False),
                "state": "recorded",
                "attachment_id": False,
                "request_id": request.id,
                "recorded_by_id": self.env.uid,
                "date_recorded": fields.Datetime.now(),
            }
        )
        files.write({"res_model": request._name, "res_id": request.id})
        request.sudo()._message_log(
            body=note,
            author_id=self.env.user.partner_id.id,
            attachment_ids=files.ids,
        )

    def _get_files(self):
        """Return all the files of these letters, as they came and as they are shown.

        :rtype: ir.attachment
        """
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )

    def action_discard(self):
        """Ask for the reason, then set the letters aside."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Discard"),
            "res_model": "grc.scan.discard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_scan_ids": self.ids},
        }

    def _discard(self, reason):
        """Set drafts aside, keeping why, who and when.

        :param str reason: shown to whoever looks for the letter later
        :raises UserError: when one of them is not a draft any more
        """
        self.check_access("write")
        self._lock()
        self._check_draft()
        self.sudo().write(
            {
                "state": "discarded",
                "discard_reason": reason,
                "discarded_by_id": self.env.uid,
                "date_discarded": fields.Datetime.now(),
            }
        )

    def action_take_up(self):
        """Make a draft again of what was discarded.

        :raises UserError: when it was not discarded, or its file is deleted
        """
        self.check_access("write")
        self._lock()
        if any(scan.state != "discarded" or not scan.attachment_id for scan in self):
            raise UserError(
                self.env._("Only a discarded letter whose file is still there is taken up again.")
            )
        self.sudo().write(
            {
                "state": "draft",
                "discard_reason": False,
                "discarded_by_id": False,
                "date_discarded": False,
            }
        )

    def _lock(self):
        """Keep others from deciding about these letters at the same time.

        :raises UserError: when somebody is just doing so
        """
        if self.try_lock_for_update() != self:
            raise UserError(self.env._("Somebody else is working on this letter right now."))

    def _check_draft(self):
        """Refuse to change what is no longer a draft, saying what became of it."""
        for scan in self:
            if scan.state == "recorded":
                raise UserError(
                    self.env._(
                        "%(user)s has already recorded this letter (%(file)s).",
                        user=scan.recorded_by_id.sudo().name,
                        file=scan.name,
                    )
                )
            if scan.state == "discarded":
                raise UserError(
                    self.env._(
                        "%(user)s has discarded this letter (%(file)s): take it up again first.",
                        user=scan.discarded_by_id.sudo().name,
                        file=scan.name,
                    )
                )

    @api.autovacuum
    def _gc_discarded(self):
        """Forget the discarded letters as the originals of the inbox, after the same delay."""
        days = self.env["ir.config_parameter"].sudo().get_param(RETENTION_PARAMETER, RETENTION_DAYS)
        limit = fields.Datetime.now() - timedelta(days=int(days))
        scans = self.sudo().search(
            [
                ("state", "=", "discarded"),
                ("attachment_id", "!=", False),
                ("date_discarded", "<", limit),
            ],
            limit=PURGE_BATCH,
        )
        files = scans._get_files()
        scans.write({**dict.fromkeys(PERSONAL_FIELDS, False), "attachment_id": False})
        files.unlink()
        return len(scans), len(scans) == PURGE_BATCH
