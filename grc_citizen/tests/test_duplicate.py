from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestDuplicate(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        template = cls.env.ref("grc_citizen.mail_template_done")
        template.with_context(lang="fr_FR").subject = "Demande {{ object.number }} close"
        cls.original = cls._request(name="Hole, rue du Port")
        cls.pierre = cls.env["res.partner"].create(
            {"name": "Pierre Durand", "email": "pierre@example.com", "lang": "fr_FR"}
        )
        cls.first = cls._request(name="Big hole", partner_id=cls.pierre.id)
        cls.second = cls._request(name="Hole again", partner_id=cls.pierre.id)
        cls.duplicates = (cls.first | cls.second).with_user(cls.agent)

    def setUp(self):
        super().setUp()
        self.before = self.env["mail.mail"].search([])

    def _sent(self, to):
        """Return the mails since the last call, to one address."""
        mails = self.env["mail.mail"].search([("id", "not in", self.before.ids)], order="id")
        return mails.filtered(lambda mail: to in mail.email_to)

    def test_merged_many_into_one(self):
        self.duplicates.action_mark_duplicate(self.original.id)
        self.assertEqual(self.original.duplicate_ids, self.first | self.second)
        self.assertEqual(set(self.duplicates.mapped("state")), {"done"})
        self.assertIn(self.pierre, self.original.message_partner_ids)
        mail = self._sent("pierre@")
        self.assertEqual(len(mail), 1, "one person hears once")
        self.assertIn(self.first.tracking_code_display, mail.body_html)
        self.assertFalse(self._sent("jeanne"), "nothing has changed for the first citizen")
        with self.assertRaises(UserError):
            self.original.with_user(self.agent).action_mark_duplicate(self.first.id)
        with self.assertRaises(UserError):
            self.original.with_user(self.agent).action_mark_duplicate(self.original.id)

    def test_each_citizen_hears_the_end_as_theirs(self):
        self.duplicates.action_mark_duplicate(self.original.id)
        self.before = self.env["mail.mail"].search([])
        self.original.with_user(self.agent).action_close()
        [mail] = self._sent("pierre@")
        self.assertEqual(mail.subject, f"Demande {self.first.number} close")
        self.assertIn(self.first.tracking_code_display, mail.body_html)
        self.assertEqual(mail.email_to, "pierre@example.com")
        self.assertFalse(mail.email_cc or mail.recipient_ids)
        [mail] = self._sent("jeanne")
        self.assertIn(self.original.number, mail.subject)

    def test_nothing_of_one_citizen_reaches_another(self):
        self.duplicates.action_mark_duplicate(self.original.id)
        self.before = self.env["mail.mail"].search([])
        self.env["grc.request.answer"].with_user(self.agent).create(
            {"request_id": self.original.id, "body": "<p>Dear Jeanne Martin, it is done.</p>"}
        ).action_send_and_close()
        self.original.message_post(
            body="Words of Jeanne",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.citizen.id,
        )
        mail = self.env["mail.mail"].search([("id", "not in", self.before.ids)])
        reached = mail.filtered(
            lambda one: "pierre" in (one.email_to or "") or self.pierre in one.recipient_ids
        )
        self.assertEqual(len(reached), 1, "the end, and neither the answer nor the conversation")
        for word in ("Jeanne", "Martin", self.original.number):
            self.assertNotIn(word, reached.body_html)
        self.assertNotIn(
            self.pierre, self.original.message_ids.notified_partner_ids, "nor in the application"
        )

    def test_refusal_is_told_with_its_reason_and_the_department_in_charge(self):
        self.original.department_id = self.other_department
        self.duplicates.with_user(self.env.user).action_mark_duplicate(self.original.id)
        self.before = self.env["mail.mail"].search([])
        reason = self.env.ref("grc_citizen.grc_refusal_reason_not_found")
        reason.with_context(lang="fr_FR").message = "<p>Rien trouvé sur place.</p>"
        self.original.refusal_reason_id = reason
        self.original.action_refuse()
        body = self._sent("pierre@").body_html
        self.assertIn("Rien trouvé sur place.", body)
        self.assertIn("Social services", body)

    def test_those_who_prefer_post_get_no_mail(self):
        self.pierre.write({"preferred_channel": "post", "city": "Roseraie"})
        self.duplicates.action_mark_duplicate(self.original.id)
        self.original.action_close()
        self.assertFalse(self._sent("pierre@"))

    def test_chains_are_one_step_long(self):
        self.second.action_mark_duplicate(self.first.id)
        self.first.with_user(self.agent).action_mark_duplicate(self.original.id)
        self.assertEqual(self.second.duplicate_of_id, self.original)
        for request in self.first | self.second | self.original:
            self.assertEqual(request._get_tracked(), self.original)
            self.assertEqual(request._find_by_reference(request.number), self.original)
            code = request.tracking_code_display
            self.assertEqual(request._find_by_reference(code), self.original)

    def test_merged_into_what_is_closed_tells_the_end(self):
        self.original.action_close()
        self.before = self.env["mail.mail"].search([])
        self.first.action_mark_duplicate(self.original.id)
        self.assertEqual(self._sent("pierre@").subject, f"Demande {self.first.number} close")

    def test_words_of_a_citizen_reach_the_agents_of_the_one_that_stays(self):
        self.first.action_mark_duplicate(self.original.id)
        self.original.with_user(self.agent).action_wait_for_citizen()
        message = self.first.message_post(
            body="It is deeper now", author_id=self.pierre.id, message_type="email"
        )
        self.first._on_citizen_message(message)
        self.assertEqual(self.original.state, "progress")
        note = self.original.message_ids[:1]
        self.assertIn("It is deeper now", note.body)
        self.assertIn(self.first.number, note.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal, "not for the other citizen")

    def test_not_fixed_says_one_of_them(self):
        self.first.action_mark_duplicate(self.original.id)
        self.original.action_close()
        self.first._report_not_fixed("Not at all")
        self.assertEqual(self.original.state, "progress")
        self.assertEqual(self.original.not_fixed_count, 1)
        self.assertEqual(self.first.state, "done")

    def test_not_a_duplicate_after_all(self):
        self.duplicates.action_mark_duplicate(self.original.id)
        self.duplicates[0].action_not_duplicate()
        self.assertFalse(self.first.duplicate_of_id)
        self.assertEqual(self.first.state, "progress")
        self.assertIn(self.pierre, self.original.message_partner_ids, "by their other request")
        self.duplicates[1].action_not_duplicate()
        self.assertNotIn(self.pierre, self.original.message_partner_ids)
        self.before = self.env["mail.mail"].search([])
        self.original.action_close()
        self.assertFalse(self._sent("pierre@"))

    def test_a_duplicate_is_not_reopened_by_itself(self):
        self.first.with_user(self.agent).action_mark_duplicate(self.original.id)
        stage = self.env["grc.request.stage"]._for_state("progress")
        for reopen in (
            self.duplicates[0].action_reopen,
            lambda: self.duplicates[0].write({"stage_id": stage.id}),
        ):
            with self.assertRaisesRegex(UserError, "is a duplicate of"), self.cr.savepoint():
                reopen()
        self.assertEqual(self.first.state, "done")

    def test_who_may(self):
        self.original.department_id = self.other_department
        with self.assertRaises(AccessError):
            self.first.with_user(self.agent).action_mark_duplicate(self.original.id)
        self.original.message_subscribe(self.agent.partner_id.ids)
        self.first.with_user(self.agent).action_mark_duplicate(self.original.id)
        self.assertEqual(self.first.duplicate_of_id, self.original, "reading it is enough")
        with self.assertRaises(AccessError):
            self.second.with_user(self.other_agent).action_mark_duplicate(self.original.id)
        with self.assertRaises(AccessError):
            self.first.with_user(self.other_agent).action_not_duplicate()

    def test_confidential_joins_only_its_like(self):
        secret = self._request(type_id=self.confidential_type.id)
        other = self._request(type_id=self.confidential_type.id)
        for one, into in ((self.first, secret), (secret, self.first)):
            with self.assertRaisesRegex(UserError, "confidential"):
                one.with_user(self.env.user).action_mark_duplicate(into.id)
        other.with_user(self.other_agent).action_mark_duplicate(secret.id)
        self.assertEqual(other.duplicate_of_id, secret)

    def test_open_parts_stay(self):
        self.first.with_user(self.agent).action_split([self.direction.id])
        with self.assertRaisesRegex(UserError, "parts are still open"):
            self.first.with_user(self.agent).action_mark_duplicate(self.original.id)

    def test_wizard_proposes_the_likely_ones(self):
        other_type = self.type.copy({"code": "other", "name": "Sign"})
        self._request(name="Hole on the sign, rue du Port", type_id=other_type.id)
        far = self._request(name="Broken kerb", partner_id=False)
        closed = self._request(name="Hole, rue du Port, long ago")
        closed.action_close()
        dialog = self.second.with_user(self.agent).action_mark_duplicate()
        wizard = self.env["grc.request.duplicate"].with_user(self.agent).browse(dialog["res_id"])
        proposed = wizard.line_ids.request_id
        self.assertEqual(proposed[:1], self.second)
        self.assertIn(self.original, proposed)
        self.assertIn(self.first, proposed)
        self.assertNotIn(closed, proposed)
        self.assertNotIn(far, proposed)
        self.assertNotIn(other_type, proposed.type_id)
        self.assertEqual(wizard.line_ids.filtered("is_merged").request_id, self.second)
        wizard.line_ids = [
            Command.update(line.id, {"is_merged": True})
            for line in wizard.line_ids
            if line.request_id == self.first
        ]
        self.assertFalse(wizard.original_id, "its user says which one stays")
        line = wizard.line_ids.filtered(lambda one: one.request_id == self.original)
        self.assertEqual(line.action_keep()["res_id"], wizard.id)
        wizard.action_confirm()
        self.assertEqual(self.original.duplicate_ids, self.first | self.second)
