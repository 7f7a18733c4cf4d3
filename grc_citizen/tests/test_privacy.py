from freezegun import freeze_time

from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestPrivacy(GrcCase):
    def test_retention_ends_in_anonymity_and_keeps_the_count(self):
        self.type.retention_months = 6
        with freeze_time("2026-01-10 08:00:00") as clock:
            request = self._request(
                description="<p>I am Jeanne Martin</p>",
                phone="0612345678",
                email_cc="x@example.com",
            )
            request.message_post(
                body="My number is 06 12 34 56 78", attachments=[("id.txt", b"Jeanne")]
            )
            self.env["grc.request.answer"].create(
                {"request_id": request.id, "body": "<p>Dear Jeanne Martin</p>"}
            ).action_send_and_close()
            open_request = self._request()
            clock.move_to("2026-07-09 08:00:00")
            self._run_cron("grc_citizen.ir_cron_anonymize")
            self.assertFalse(request.date_anonymized)
            clock.move_to("2026-07-12 08:00:00")
            self._run_cron("grc_citizen.ir_cron_anonymize")
        self.assertTrue(request.date_anonymized)
        self.assertFalse(open_request.date_anonymized)
        kept = f"{request.read()}{request.answer_ids.read()}{request.message_ids.read(['body'])}"
        for trace in ("Jeanne", "Martin", "612345678", "x@example.com"):
            self.assertNotIn(trace, kept)
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", "grc.request"), ("res_id", "=", request.id)]
            )
        )
        row = self.env["grc.request.report"].search([("request_id", "=", request.id)])
        self.assertEqual((row.type_id, row.department_id), (self.type, self.department))
