from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.grc_citizen.tests.common import GrcCase

from ..tools.masking import MASK, mask_people, mask_phone, strip_letter

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg"
    "=="
)


@tagged("post_install", "-at_install")
class TestProgress(GrcCase):
    """What whoever has the tracking code may know of a request."""

    @classmethod
    def _request(cls, **values):
        request = super()._request(**values)
        cls.env.cr.precommit.run()  # What changes next is no part of its creation.
        return request

    def _kinds(self, request):
        return [event["kind"] for event in request._get_public_progress()]

    def _act(self, moment, method, request, **values):
        """Do something as the agent on a day, and have it written in the history."""
        with freeze_time(moment):
            result = getattr(request.with_user(self.agent), method)(**values)
            self.env.cr.precommit.run()
        return result

    def _answer(self, request, body, **values):
        values = {"request_id": request.id, "subject": "About it", "body": body, **values}
        answer = self.env["grc.request.answer"].with_user(self.agent).create(values)
        answer.action_send()
        return answer.sudo()

    def test_a_life_in_public_words(self):
        with freeze_time("2026-03-02 23:30:00"):
            request = self._request()
        self._act("2026-03-03 10:00:00", "action_take", request)
        self._act("2026-03-04 10:00:00", "action_wait_for_citizen", request)
        self._act("2026-03-05 10:00:00", "action_resume", request)
        self._act("2026-03-05 11:00:00", "action_wait_for_third_party", request)
        self._act("2026-03-09 10:00:00", "action_close", request)
        self._act("2026-03-10 10:00:00", "action_reopen", request)
        events = request._get_public_progress()
        self.assertEqual(
            [(event["kind"], event["label"], event["datetime"]) for event in events],
            [
                # Half past midnight in Paris.
                ("received", "Request received", "2026-03-03"),
                ("acknowledged", "Acknowledgement sent", "2026-03-03"),
                ("stage", "Being handled", "2026-03-03"),
                ("waiting", "Waiting for you", "2026-03-04"),
                ("stage", "Being handled", "2026-03-05"),
                ("closed", "Done", "2026-03-09"),
                ("reopened", "Opened again", "2026-03-10"),
            ],
        )
        self.assertEqual([event["is_current"] for event in events], [False] * 6 + [True])
        self.assertEqual(events[3]["date"], "March 4, 2026")

    def test_waiting_says_what_to_do_only_while_it_waits(self):
        request = self._request()
        self._act(datetime.now() + timedelta(hours=1), "action_wait_for_citizen", request)
        self.assertIn("once you reply", request._get_public_progress()[-1]["text"])
        self._act(datetime.now() + timedelta(hours=2), "action_resume", request)
        self.assertNotIn("once you reply", str(request._get_public_progress()))

    def test_request_without_history_is_told_by_its_dates(self):
        done = self.env["grc.request.stage"]._for_state("done")
        request = (
            self.env["grc.request"]
            .with_context(tracking_disable=True, grc_no_acknowledge=True)
            .create(
                {
                    "name": "Imported",
                    "type_id": self.type.id,
                    "stage_id": done.id,
                    "date_received": datetime(2025, 5, 5, 8),
                    "date_closed": datetime(2025, 5, 7, 8),
                }
            )
        )
        self.assertEqual(
            [(event["kind"], event["datetime"]) for event in request._get_public_progress()],
            [("received", "2025-05-05"), ("closed", "2025-05-07")],
        )

    def test_refusal_gives_the_reason_of_the_city(self):
        request = self._request()
        reason = self.env["grc.refusal.reason"].create(
            {"name": "Not ours", "message": "<p>The department <b>road</b> is in charge.</p>"}
        )
        request.with_user(self.agent).refusal_reason_id = reason
        self._act(datetime.now() + timedelta(hours=1), "action_refuse", request)
        event = request._get_public_progress()[-1]
        self.assertEqual(event["kind"], "refused")
        self.assertEqual(event["label"], "Not accepted")
        self.assertIn("is in charge.", event["text"])

    def test_planned_day_comes_last_and_goes_with_closing(self):
        request = self._request()
        self._act(datetime.now() + timedelta(hours=1), "action_take", request)
        request.date_planned = datetime.now().date() + timedelta(days=3)
        event = request._get_public_progress()[-1]
        self.assertEqual(event["kind"], "planned")
        self.assertTrue(event["is_future"])
        self.assertFalse(event["is_current"])
        request.with_user(self.agent).action_close()
        self.assertNotIn("planned", self._kinds(request))

    def test_duplicate_tells_its_receipt_and_the_work_on_the_other(self):
        with freeze_time("2026-03-02 10:00:00"):
            original = self._request()
        self._act("2026-03-03 10:00:00", "action_take", original)
        with freeze_time("2026-03-05 10:00:00"):
            other = self._request(partner_id=False, name="Hole", contact_name="Zoé Quilichini")
        self._act("2026-03-06 10:00:00", "action_mark_duplicate", other, original_id=original.id)
        self._act("2026-03-09 10:00:00", "action_close", original)
        self.assertEqual(
            [(event["kind"], event["datetime"]) for event in other._get_public_progress()],
            [
                ("received", "2026-03-05"),
                ("stage", "2026-03-05"),
                ("merged", "2026-03-06"),
                ("closed", "2026-03-09"),
            ],
        )
        self.assertNotIn(original.number, str(other._get_public_progress()))

    def test_part_is_shown_as_the_request_it_is_of(self):
        request = self._request()
        [part] = request.with_user(self.agent).action_split(self.other_department.ids)
        self.assertEqual(part.sudo()._get_public_progress(), request.sudo()._get_public_progress())
        self.assertIn("part", self._kinds(request))
        self.assertNotIn(self.other_department.name, str(request._get_public_progress()))

    def test_answers_that_left_and_are_public(self):
        request = self._request()
        self._answer(request, "<p>It is mended.</p>")
        self._answer(request, "<p>Only for you.</p>", is_public=False)
        draft = {"request_id": request.id, "subject": "Draft", "body": "<p>Not yet.</p>"}
        self.env["grc.request.answer"].create(draft)
        self.assertEqual(
            [answer["text"] for answer in request._get_public_answers()], ["It is mended."]
        )
        self.assertEqual(self._kinds(request).count("answer"), 2)

    def test_confidential_shows_state_and_dates_alone(self):
        request = self._request(type_id=self.confidential_type.id)
        agent = self.other_agent
        values = {"request_id": request.id, "subject": "Aid", "body": "<p>Granted.</p>"}
        answer = self.env["grc.request.answer"].with_user(agent).create(values)
        self.assertFalse(answer.is_public)
        answer.is_public = True
        answer.action_send()
        request.photo_after_ids = [Command.create({"name": "after.png", "datas": PIXEL})]
        self.assertFalse(request._get_public_answers())
        self.assertFalse(request._get_public_photos())
        self.assertIn("answer", self._kinds(request))

    def test_answers_of_procedures_are_kept_unless_the_agent_shows_them(self):
        self.type.kind = "procedure"
        answer = self._answer(self._request(), "<p>Here it is.</p>")
        self.assertFalse(answer.is_public)
        answer.with_user(self.agent).is_public = True
        self.assertTrue(answer.request_id._get_public_answers())

    def test_nobody_is_named_in_a_public_answer(self):
        self.citizen.write({"street": "12 rue des Cerisiers", "phone": "+33 6 12 34 56 78"})
        self.agent.name = "Bénédicte Le Goff"
        request = self._request(user_id=self.agent.id)
        self._answer(
            request,
            "<p>Dear Jeanne Martin,</p>"
            "<p>Mme MARTIN, you wrote from jeanne.martin@example.com and 06.12.34.56.78. "
            "Benedicte Le Goff went with M. Kowalczyk and J. Martin to 12, rue des Cérisiers. "
            "The hole was in rue des Cerisiers, by the martin nest. "
            "Call the roads: 01 99 00 10 10, roads@town.example or +33 7 00 00 00 01.</p>"
            "<p>Yours sincerely</p><p>Bénédicte Le Goff<br/>Head of roads</p>",
        )
        [answer] = request._get_public_answers()
        self.assertEqual(
            answer["text"],
            f"Mme {MASK}, you wrote from {MASK} and {MASK}. {MASK} went with M. {MASK} and {MASK} "
            f"to {MASK}, {MASK}. The hole was in rue des Cerisiers, by the martin nest. "
            f"Call the roads: 01 99 00 10 10, {MASK} or {MASK}.",
        )

    def test_progress_takes_as_many_queries_whatever_happened(self):
        def count(request):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            request._get_public_progress()
            return self.env.cr.sql_log_count - before

        short, long = self._request(), self._request()
        for hour in range(1, 12, 2):
            start = datetime.now()
            self._act(start + timedelta(hours=hour), "action_wait_for_citizen", long)
            self._act(start + timedelta(hours=hour + 1), "action_resume", long)
            self._answer(long, "<p>News.</p>")
        count(short)
        self.assertLessEqual(count(long), count(short) + 3)
        self.assertGreater(len(long._get_public_progress()), 15)


@tagged("post_install", "-at_install")
class TestMasking(GrcCase):
    def test_names_in_any_order_and_writing(self):
        for text in ("MARTIN Jeanne", "jeanne martin", "Jeanne-Martin", "Mme Martin", "J. Martin"):
            with self.subTest(text):
                masked = mask_people(f"For {text}, today.", involved=["Jeanne Martin"])
                self.assertNotIn("artin", masked.lower())
                self.assertIn(MASK, masked)
                self.assertTrue(masked.endswith(", today."))

    def test_others_are_hidden_by_their_full_name_alone(self):
        text = "Paul Rose saw a Rose by the pond."
        self.assertEqual(mask_people(text, others=["Paul Rose"]), f"{MASK} saw a Rose by the pond.")

    def test_words_after_a_form_of_address(self):
        self.assertEqual(
            mask_people("Mme Élodie Lenoir-Évry a appelé. Nous passons lundi, Monsieur le Maire."),
            f"Mme {MASK} a appelé. Nous passons lundi, Monsieur le Maire.",
        )
        self.assertEqual(mask_people("Chez M. D’Astier. Merci."), f"Chez M. {MASK}. Merci.")

    def test_numbers_that_are_no_telephone_stay(self):
        text = "Request 2026-000123 of 12/03/2026, 14 rue Foch, 25000 places, 1 000 000 trees."
        self.assertEqual(mask_people(text), text)

    def test_telephones_however_written(self):
        for phone in (
            "06 12 34 56 78",
            "06.12.34.56.78",
            "0612345678",
            "+33 6 12 34 56 78",
            "+33 (0)6-12-34-56-78",
            "0033612345678",
            "0262 12 34 56",
        ):
            with self.subTest(phone):
                self.assertEqual(mask_people(f"Call {phone}."), f"Call {MASK}.")
        self.assertEqual(mask_phone("Call 41 12 34.", ["411234"]), f"Call {MASK}.")

    def test_letters_lose_greeting_and_signature(self):
        for text in (
            "Madame, Monsieur,\n\nC’est réparé.\n\nCordialement,\nPaul Durand",
            "Bonjour Jeanne,\nC’est réparé.\nBien cordialement\n\nLe service",
            "Chère Madame Martin,\nC’est réparé.\n"
            "Je vous prie d’agréer, Madame, l’expression de mes sentiments.\nP. Durand",
        ):
            self.assertEqual(strip_letter(text), "C’est réparé.")
        self.assertEqual(strip_letter("Bonjour"), "")
