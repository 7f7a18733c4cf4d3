import json
from datetime import datetime, timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import Request
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GrcCase
from .scan_common import make_image, make_pdf


class ScanCase(GrcCase):
    def _drop(self, content=None, user=None, name="scan0001.pdf", **values):
        content = make_pdf() if content is None else content
        Scan = self.env["grc.scan"].with_user(user or self.front_desk)
        scan = Scan._receive_upload(name, content)
        if values:
            scan.write(values)
        return scan

    def _discard(self, scan, user=None):
        wizard = self.env["grc.scan.discard"].with_user(user or self.front_desk)
        wizard.create({"scan_ids": scan.ids, "reason": "Advertising"}).action_discard()

    def _assert_refused(self, content, words):
        before = self.env["grc.scan"].search_count([])
        with self.assertRaisesRegex(UserError, words):
            self._drop(content)
        self.assertEqual(self.env["grc.scan"].search_count([]), before)


@tagged("-at_install", "post_install")
class TestScanReception(ScanCase):
    def test_a_dropped_pdf_is_a_letter_to_record_that_arrived_now(self):
        before = fields.Datetime.now()
        content = make_pdf(pages=3)
        scan = self._drop(content, name="Courrier du matin.pdf")
        self.assertEqual((scan.state, scan.source, scan.page_count), ("draft", "upload", 3))
        self.assertEqual(scan.name, "Courrier du matin.pdf")
        self.assertEqual(scan.channel_id.code, "post")
        self.assertTrue(before <= scan.date_arrival <= fields.Datetime.now())
        self.assertEqual(scan.attachment_id.raw, content)
        self.assertEqual(scan.attachment_id.mimetype, "application/pdf")

    def test_a_photo_is_one_too_and_is_kept_as_it_is(self):
        for kind, mimetype in (("JPEG", "image/jpeg"), ("PNG", "image/png")):
            content = make_image(kind)
            scan = self._drop(content)
            self.assertEqual((scan.mimetype, scan.page_count), (mimetype, 1))
            self.assertEqual(scan.attachment_id.raw, content)

    def test_a_fax_is_shown_as_a_pdf_and_kept_as_it_came(self):
        content = make_image("TIFF", pages=2, compression="group4", dpi=(204, 98))
        scan = self._drop(content, name="fax.tif")
        self.assertEqual((scan.mimetype, scan.page_count), ("application/pdf", 2))
        self.assertIn(content, scan.sudo()._get_files().mapped("raw"))

    def test_what_cannot_be_read_is_refused_with_the_reason(self):
        self._assert_refused(b"", "empty")
        self._assert_refused(b"<html>%</html>", "neither a PDF nor")
        self._assert_refused(make_pdf(password="secret"), "password")  # noqa: S106
        self._assert_refused(make_pdf()[:200], "damaged")
        self._assert_refused(b"%PDF-1.7\n" + b"x" * 500, "damaged")
        self._assert_refused(make_image()[:300], "damaged")
        self._assert_refused(make_image("TIFF")[:20], "damaged")

    def test_a_pdf_that_only_forbids_copying_is_read(self):
        self.assertEqual(self._drop(make_pdf(password="")).page_count, 1)

    def test_the_same_file_twice_is_told(self):
        content = make_pdf()
        scan = self._drop(content, name="first.pdf")
        with self.assertRaisesRegex(UserError, "first.pdf"):
            self._drop(content, name="second.pdf")
        scan.subject = "Lamp"
        scan.action_record()
        with self.assertRaisesRegex(UserError, scan.request_id.number):
            self._drop(content)
        with self.assertRaisesRegex(UserError, "already brought in") as refused:
            self._drop(content, user=self.other_agent)
        self.assertNotIn(scan.request_id.number, str(refused.exception))
        other = self._drop()
        content = other.attachment_id.raw
        self._discard(other)
        self.assertEqual(self._drop(content).state, "draft", "a discarded one may come again")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            other.action_take_up()
            self.env.flush_all()


@tagged("-at_install", "post_install")
class TestScanRecording(ScanCase):
    def test_the_clock_counts_from_the_day_of_arrival(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self._drop(date_arrival=fields.Datetime.now() + timedelta(hours=1))
        arrived = datetime(2026, 3, 2, 8, 0)  # a Monday, 9 o'clock in Paris
        content = make_pdf()
        scan = self._drop(
            content,
            date_arrival=arrived,
            type_id=self.type.id,
            subject="Pothole",
            partner_id=self.citizen.id,
            description="In front\nof the school",
        )
        scan.action_record()
        request = scan.request_id
        self.assertEqual((request.name, request.type_id), ("Pothole", self.type))
        self.assertEqual(request.date_received, arrived)
        self.assertEqual(request.date_deadline.date(), datetime(2026, 3, 9).date(), "five days")
        self.assertEqual((request.channel_id.code, request.partner_id), ("post", self.citizen))
        self.assertEqual(request.department_id, self.department)
        self.assertIn("of the school", request.description)
        self.assertEqual(request.create_uid, self.front_desk)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "grc.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual(files.raw, content)
        self.assertIn(files, request.message_ids.attachment_ids)
        self.assertEqual((scan.state, scan.recorded_by_id), ("recorded", self.front_desk))
        self.assertFalse(scan.partner_id or scan.subject or scan.description or scan.attachment_id)

    def test_the_subject_may_be_that_of_the_type_but_something_is_needed(self):
        scan = self._drop()
        with self.assertRaisesRegex(UserError, "type or write a subject"):
            scan.action_record()
        self.assertEqual(scan.state, "draft")
        scan.type_id = self.type
        scan.action_record()
        self.assertEqual(scan.request_id.name, "Pothole")

    def test_the_answers_to_the_questions_of_the_type_follow(self):
        self.type.question_definition = [
            {"name": "lamp", "string": "Number of the lamp", "type": "char"}
        ]
        scan = self._drop(type_id=self.type.id)
        scan.questions = {"lamp": "A-12"}
        scan.action_record()
        self.assertEqual(scan.request_id.questions["lamp"], "A-12")

    def test_a_department_serves_when_the_type_has_none(self):
        scan = self._drop(subject="A question", department_id=self.other_department.id)
        scan.action_record()
        self.assertEqual(scan.request_id.department_id, self.other_department)
        scan = self._drop(type_id=self.type.id, department_id=self.other_department.id)
        scan.action_record()
        self.assertEqual(scan.request_id.department_id, self.department)

    def test_who_writes_is_found_again_or_known_from_now_on(self):
        address = {"street": "5 rue des Cerisiers", "zip": "25999", "city": "Roseraie"}
        person = {"subject": "Lamp", "contact_name": "Paulette Delmas", **address}
        first = self._drop(**person)
        first.action_record()
        partner = first.request_id.partner_id
        self.assertEqual((partner.name, partner.street), ("Paulette Delmas", address["street"]))
        self.assertTrue(partner.is_citizen)
        again = self._drop(**{**person, "contact_name": "DELMAS Paulette"})
        again.action_record()
        self.assertEqual(again.request_id.partner_id, partner)
        elsewhere = self._drop(**{**person, "zip": "25000"})
        elsewhere.action_record()
        self.assertNotEqual(elsewhere.request_id.partner_id, partner)
        by_mail = self._drop(
            subject="Lamp", email_from="jeanne.martin@example.com", street="1 rue Neuve"
        )
        by_mail.action_record()
        self.assertEqual(by_mail.request_id.partner_id, self.citizen)
        self.assertEqual(self.citizen.street, "1 rue Neuve", "it had no address")
        later = self._drop(subject="Lamp", partner_id=self.citizen.id, street="9 rue Vieille")
        later.action_record()
        self.assertEqual(self.citizen.street, "1 rue Neuve")
        self.assertIn("9 rue Vieille", str(later.request_id.message_ids.mapped("body")))
        anonymous = self._drop(subject="Lamp")
        anonymous.action_record()
        self.assertFalse(anonymous.request_id.partner_id)

    def test_choosing_the_citizen_fills_the_rest_in(self):
        self.citizen.write({"street": "1 rue Neuve", "zip": "25999", "phone": "+33199001010"})
        with Form(self._drop()) as form:
            form.partner_id = self.citizen
            self.assertEqual(form.contact_name, "Jeanne Martin")
            self.assertEqual((form.street, form.zip), ("1 rue Neuve", "25999"))

    def test_the_second_to_record_is_told_who_was_first(self):
        scan = self._drop(subject="Lamp")
        scan.action_record()
        with self.assertRaisesRegex(UserError, "Front has already recorded"):
            scan.with_user(self.administrator).action_record()
        with self.assertRaisesRegex(UserError, "already recorded"):
            scan.write({"subject": "Other"})
        with self.assertRaisesRegex(UserError, "already recorded"):
            self._discard(scan)

    def test_discarding_keeps_why_who_and_the_letter(self):
        scan = self._drop()
        self._discard(scan)
        self.assertEqual((scan.state, scan.discard_reason), ("discarded", "Advertising"))
        self.assertEqual(scan.discarded_by_id, self.front_desk)
        self.assertTrue(scan.attachment_id.raw)
        with self.assertRaisesRegex(UserError, "take it up again"):
            scan.action_record()
        scan.action_take_up()
        self.assertEqual((scan.state, scan.discard_reason), ("draft", False))
        with self.assertRaises(UserError):
            scan.action_take_up()

    def test_discarded_letters_are_forgotten_as_the_originals_of_the_inbox(self):
        old, recent, draft = self._drop(contact_name="Paul"), self._drop(), self._drop()
        self._discard(old | recent)
        old.sudo().date_discarded = fields.Datetime.now() - timedelta(days=91)
        draft.sudo().date_arrival = fields.Datetime.now() - timedelta(days=91)
        self.env["grc.scan"]._gc_discarded()
        self.assertFalse(old.attachment_id or old.contact_name)
        self.assertTrue(recent.attachment_id.raw and draft.attachment_id.raw)
        with self.assertRaises(UserError):
            old.action_take_up()

    def test_nothing_of_it_outlives_an_anonymized_request(self):
        scan = self._drop(name="lettre de Paul.pdf", subject="Lamp")
        scan.action_record()
        request, files = scan.request_id, scan.request_id.sudo().message_ids.attachment_ids
        request.sudo()._anonymize()
        self.assertFalse(scan.exists() or files.exists())

    def test_what_makes_no_sense_is_refused(self):
        scan = self._drop()
        for values in (
            {"date_arrival": datetime(1026, 3, 2)},
            {"channel_id": self.env["grc.channel"]._by_code("phone").id},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                scan.write(values)


@tagged("-at_install", "post_install")
class TestScanAccess(ScanCase):
    def _visible(self, user):
        return self.env["grc.scan"].with_user(user).search([])

    def test_the_front_desk_sees_all_agents_what_is_for_them(self):
        unsorted = self._drop()
        roads = self._drop(department_id=self.department.id)
        mine = self._drop(user=self.agent, department_id=False)
        for_social = self._drop(department_id=self.other_department.id)
        secret = self._drop(department_id=self.department.id, type_id=self.confidential_type.id)
        everything = unsorted | roads | mine | for_social | secret
        self.assertEqual(self._visible(self.front_desk), everything)
        self.assertEqual(self._visible(self.agent), roads | mine | secret)
        self.assertEqual(self._visible(self.other_agent), for_social)
        self.env["grc.department"].browse(self.direction.id).write(
            {"manager_id": False, "member_ids": [(4, self.other_agent.id)]}
        )
        self.assertEqual(self._visible(self.other_agent), roads | for_social, "those above read")
        with self.assertRaises(AccessError):
            for_social.with_user(self.agent).read(["name"])
        with self.assertRaises(AccessError):
            for_social.attachment_id.with_user(self.agent).read(["raw"])
        with self.assertRaises(AccessError):
            for_social.with_user(self.agent).action_record()
        with self.assertRaises(AccessError):
            self._discard(for_social, self.agent)

    def test_what_an_agent_drops_is_for_their_department(self):
        self.assertEqual(self._drop(user=self.agent).department_id, self.department)
        self.assertFalse(self._drop(user=self.front_desk).department_id)

    def test_an_agent_records_even_what_another_department_will_answer(self):
        scan = self._drop(user=self.agent, type_id=self.confidential_type.id)
        action = scan.action_record()
        self.assertEqual(scan.sudo().request_id.department_id, self.other_department)
        self.assertFalse(action["params"]["links"], "no link to what one may not read")

    def test_a_recorded_letter_is_as_secret_as_its_request(self):
        scan = self._drop(user=self.administrator, type_id=self.confidential_type.id)
        file = scan.attachment_id
        scan.action_record()
        for user in (self.front_desk, self.agent):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                scan.with_user(user).read(["request_id"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                file.with_user(user).read(["raw"])

    def test_portal_and_plain_users_have_nothing(self):
        scan = self._drop()
        plain = new_test_user(self.env, login="plain", groups="base.group_user")
        for user in (plain, self.portal_user):
            with self.subTest(user=user.login):
                for run in (
                    lambda user=user: self._drop(user=user),
                    lambda user=user: self._visible(user),
                    lambda user=user: scan.with_user(user).action_record(),
                    lambda user=user: scan.attachment_id.with_user(user).read(["raw"]),
                ):
                    with self.assertRaises(AccessError):
                        run()

    def test_what_the_server_notes_cannot_be_forged(self):
        scan = self._drop()
        request = self._request()
        for user in (self.front_desk, self.administrator):
            for values in (
                {"state": "recorded"},
                {"request_id": request.id},
                {"attachment_id": False},
                {"content_digest": False},
                {"recorded_by_id": user.id},
                {"company_id": self.env.company.id},
            ):
                with self.subTest(**values), self.assertRaises(AccessError):
                    scan.with_user(user).write(values)
            with self.assertRaises(AccessError):
                scan.with_user(user).create({"name": "forged.pdf"})
            with self.assertRaises(AccessError):
                scan.with_user(user).unlink()
            with self.assertRaises(AccessError):
                scan.with_user(user).copy()
            loaded = scan.with_user(user).load(["name"], [["forged.pdf"]])
            self.assertFalse(loaded["ids"])
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            scan.attachment_id.with_user(self.front_desk).unlink()


@tagged("-at_install", "post_install")
class TestScanUpload(HttpCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("en_US")

    def _upload(self, content, **data):
        data.setdefault("csrf_token", Request.csrf_token(self))
        files = {"ufile": ("été.pdf", content)} if content is not None else None
        return self.opener.post(f"{self.base_url()}/grc/scan/upload", data=data, files=files)

    def _log_in(self, group):
        login = f"scan_{group}"
        new_test_user(self.env, login=login, groups=f"grc_citizen.{group}", lang="en_US")
        self.authenticate(login, login)

    def test_each_file_is_taken_or_refused_on_its_own(self):
        self._log_in("group_front_desk")
        answers = [
            json.loads(self._upload(content).content)
            for content in (make_pdf("a"), b"not a PDF", make_pdf("a"), make_pdf("b"), None)
        ]
        self.assertEqual(["id" in answer for answer in answers], [1, 0, 0, 1, 0])
        self.assertIn("neither a PDF", answers[1]["error"])
        self.assertIn("already", answers[2]["error"])
        self.assertIn("empty", answers[4]["error"])
        scan = self.env["grc.scan"].browse(answers[0]["id"])
        self.assertEqual(scan.name, "été.pdf")
        self.assertEqual(scan.attachment_id.raw, make_pdf("a"))

    def test_without_token_or_rights_nothing_comes_in(self):
        self._log_in("group_front_desk")
        with mute_logger("odoo.http"):
            self.assertEqual(self._upload(make_pdf(), csrf_token="x").status_code, 400)
        new_test_user(self.env, login="scan_portal", groups="base.group_portal", lang="en_US")
        self.authenticate("scan_portal", "scan_portal")
        answer = json.loads(self._upload(make_pdf()).content)
        self.assertIn("Only the front desk", answer["error"])
        self.assertFalse(self.env["grc.scan"].search_count([("name", "=", "été.pdf")]))
