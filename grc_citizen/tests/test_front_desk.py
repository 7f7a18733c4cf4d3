from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.phone import _grc_phone_prefixes
from .common import GrcCase


class FrontDeskCase(GrcCase):
    """A desk, and people of whom some have written before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].create(
            [
                {"name": name, "phone": phone, "email": email, "city": city, "is_citizen": True}
                for name, phone, email, city in (
                    ("Zoé Lhérault", "06 12 34 56 78", "zoe.lherault@example.com", "Roseraie"),
                    ("Marc Lhérault", "+33 6 12 34 99 99", False, "Roseraie"),
                    ("Ma Li", "0692 12 34 56", False, False),
                )
            ]
        )
        cls.zoe, cls.marc, cls.ma = cls.people
        cls.type.allows_anonymous = True
        cls.request = cls._request(partner_id=cls.zoe.id, name="Hole in the pavement")
        cls.secret = cls._request(
            partner_id=cls.zoe.id, type_id=cls.confidential_type.id, name="Help with the rent"
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.desk = self.env["grc.front.desk"].with_user(self.front_desk)

    def _find(self, text):
        return [person["id"] for person in self.desk.find(text)["people"]]

    def _count_queries(self, run):
        """Return the queries of a second run: only what servers remember is there already."""
        for _turn in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run()
        return self.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestFrontDeskSearch(FrontDeskCase):
    """One field finds whoever is there, whatever they give and however it is typed."""

    def test_telephone_in_any_typing(self):
        for text in (
            "0612345678",
            "06 12 34 56 78",
            "06.12.34.56.78",
            "+33 6 12 34 56 78",
            "0033612345678",
            "+33 (0)6 12 34 56 78",
            "612345678",
            "06-12-34-56-78",
        ):
            self.assertEqual(self._find(text), [self.zoe.id], text)

    def test_telephone_while_it_is_typed(self):
        both = {self.zoe.id, self.marc.id}
        for text in ("0612", "06 12 3", "+336123", "0033612 34", "+33 (0)612", "612 34"):
            self.assertEqual(set(self._find(text)), both, text)
        self.assertEqual(self._find("06 12 34 56"), [self.zoe.id])
        self.assertEqual(self._find("069212"), [self.ma.id])
        self.assertEqual(self._find("061"), [])
        self.assertEqual(_grc_phone_prefixes("0", "FR"), [])
        self.assertEqual(_grc_phone_prefixes("0470", "BE"), ["+32470"])

    def test_name_without_accents_in_any_order(self):
        for text in ("lherault zoe", "ZOÉ LHÉ", "zo lh", "Lhérault, Zoé"):
            self.assertEqual(self._find(text), [self.zoe.id], text)
        self.assertEqual(self._find("lherault"), [self.marc.id, self.zoe.id])
        self.assertEqual(self._find("l"), [])

    def test_whole_words_come_before_beginnings(self):
        self.env["res.partner"].create(
            [{"name": f"Li Martin {number}", "is_citizen": True} for number in range(20)]
        )
        found = self.desk.find("ma li")
        self.assertEqual(found["people"][0]["id"], self.ma.id)
        self.assertEqual((len(found["people"]), found["more"]), (8, True))

    def test_mail_while_it_is_typed(self):
        for text in ("zoe.lherault@example.com", "ZOE.LHERAULT@", "zoe.lh"):
            self.assertEqual(self._find(text), [self.zoe.id], text)
        self.assertEqual(self._find("zoe_lherault@example.com"), [])
        self.assertEqual(self._find("%@example.com"), [])

    def test_what_somebody_merged_had_before(self):
        for kind, value in (("phone", "06 77 88 99 00"), ("email", "zoe@old.example")):
            self.env["grc.partner.alias"].create(
                {"partner_id": self.zoe.id, "kind": kind, "value": value}
            )
        for text in ("0677889900", "zoe@old.example"):
            self.assertEqual(self._find(text), [self.zoe.id], text)

    def test_number_and_code_in_any_typing(self):
        number, code = self.request.number, self.request.tracking_code
        year, _dash, last = number.partition("-")
        for text in (
            number,
            last.lstrip("0"),
            f"{year}-{last.lstrip('0')}",
            code,
            f" {code[:5].lower()} {code[5:].lower()} ",
            f"{code[:5]}-{code[5:]}",
        ):
            found = self.desk.find(text)["requests"]
            self.assertEqual([one["id"] for one in found], [self.request.id], text)
            self.assertEqual(found[0]["person"], "Zoé Lhérault")

    def test_a_request_left_with_another_telephone(self):
        other = self._request(partner_id=self.zoe.id, phone="06 55 44 33 22")
        found = self.desk.find("0655443322")
        self.assertEqual(found["people"], [])
        self.assertEqual([one["id"] for one in found["requests"]], [other.id])

    def test_only_open_requests_that_the_user_reads_are_counted(self):
        (person,) = self.desk.find("lherault zoe")["people"]
        self.assertEqual(person["open_count"], 1)
        self.assertEqual((person["address"], person["phone"]), ("Roseraie", "06 12 34 56 78"))
        self.request.action_close()
        (person,) = self.desk.find("lherault zoe")["people"]
        self.assertEqual(person["open_count"], 0)

    def test_what_is_confidential_is_neither_found_nor_counted(self):
        for text in (self.secret.number, self.secret.tracking_code):
            self.assertEqual(self.desk.find(text)["requests"], [])
        card = self.desk.get_card(self.zoe.id)
        self.assertEqual([one["id"] for one in card["open_requests"]], [self.request.id])
        self.assertNotIn("rent", str(card))
        staff = self.desk.with_user(self.other_agent)
        self.assertEqual(len(staff.find(self.secret.number)["requests"]), 1)

    def test_an_agent_finds_people_but_only_the_requests_of_their_departments(self):
        desk = self.desk.with_user(self.other_agent)
        self.assertEqual(desk.find(self.request.number)["requests"], [])
        (person,) = desk.find("lherault zoe")["people"]
        self.assertEqual((person["id"], person["open_count"]), (self.zoe.id, 1))

    def test_people_of_another_city_are_not_found(self):
        other = self.env["res.company"].create({"name": "Other city"})
        self.zoe.company_id = other
        self.assertEqual(self._find("zoe lherault"), [])

    def test_archived_people_are_not_found(self):
        self.zoe.active = False
        self.assertEqual(self._find("zoe lherault"), [])

    def test_what_somebody_new_is_given(self):
        for text, person in (
            ("Inès Durand", {"name": "Inès Durand"}),
            ("07 11 22", {"phone": "07 11 22"}),
            ("ines@example.com", {"email": "ines@example.com"}),
            ("2026-000001", {}),
            ("x", {}),
        ):
            self.assertEqual(self.desk.find(text)["person"], person, text)

    def test_hostile_texts_find_nothing(self):
        for text in ("'; DROP TABLE res_partner; --", "%", "\\", "(:*", "'", "&", "x" * 9999, ""):
            self.assertEqual(self.desk.find(text)["people"], [], text)

    def test_queries(self):
        """Each keystroke asks: the same few queries for one result or for many."""
        self.env["res.partner"].create(
            [{"name": f"Lhérault {number}", "is_citizen": True} for number in range(20)]
        )
        for text, most in (
            ("lherault", 7),
            ("zoe lherault", 7),
            ("0612345678", 8),
            (self.request.number, 8),
        ):
            count = self._count_queries(lambda text=text: self.desk.find(text))
            self.assertLessEqual(count, most, text)


@tagged("post_install", "-at_install")
class TestFrontDeskCard(FrontDeskCase):
    """What the agent sees of the person before answering."""

    def _warnings(self, person):
        return [warning["text"] for warning in self.desk.get_card(person.id)["warnings"]]

    def test_card(self):
        household = self.env["res.partner"].create(
            {"name": "Lhérault household", "is_citizen": True, "citizen_type": "household"}
        )
        (self.zoe | self.marc).household_id = household
        self.zoe.preferred_channel = "post"
        closed = self._request(partner_id=self.zoe.id, name="Lamp out", date_received="2026-01-05")
        closed.action_close()
        card = self.desk.get_card(self.zoe.id)
        self.assertEqual(card["household"], "Lhérault household")
        self.assertEqual(card["preferred_channel"], "Post")
        self.assertEqual(card["open_count"], 1)
        self.assertEqual(card["open_requests"][0]["deadline_state"], "on_time")
        self.assertEqual(
            {event["request_id"] for event in card["events"]}, {self.request.id, closed.id}
        )
        household_card = self.desk.get_card(household.id)
        self.assertEqual(household_card["open_count"], 1)
        self.assertCountEqual(household_card["members"], ["Zoé Lhérault", "Marc Lhérault"])

    def test_messages_are_among_the_last_contacts_and_notes_are_not(self):
        self.request.message_post(
            body="When will you come?",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.zoe.id,
        )
        self.request.message_post(body="Not before Monday", subtype_xmlid="mail.mt_note")
        texts = [event["text"] for event in self.desk.get_card(self.zoe.id)["events"]]
        self.assertIn("When will you come?", texts)
        self.assertNotIn("Not before Monday", texts)

    def test_warnings(self):
        self.assertEqual(self._warnings(self.marc), [])
        self.request.sudo().date_deadline = "2020-01-01"
        self.env["mail.blacklist"]._add(self.zoe.email)
        self.zoe.with_context(grc_keep_as_typed=True).phone = "06 12"
        purpose = self.env["grc.consent.purpose"].search([], limit=1)
        for granted in (True, False):
            self.env["grc.consent"].create(
                {"partner_id": self.zoe.id, "purpose_id": purpose.id, "granted": granted}
            )
        self.assertEqual(
            self._warnings(self.zoe),
            [
                f"The answer to {self.request.number} is late.",
                "Telephone to check: “06 12” is no number.",
                "Mails to zoe.lherault@example.com are blocked.",
                f"No longer agrees to: {purpose.name}.",
            ],
        )
        self.zoe.write({"email": False, "phone": False})
        self.assertIn("Neither e-mail nor telephone: ask for one.", self._warnings(self.zoe))

    def test_what_is_late_comes_first_however_old(self):
        self.request.sudo().date_deadline = "2020-01-01"
        for number in range(12):
            self._request(partner_id=self.zoe.id, name=f"Hole {number}")
        card = self.desk.get_card(self.zoe.id)
        self.assertEqual(card["open_requests"][0]["id"], self.request.id)
        self.assertEqual((len(card["open_requests"]), card["open_count"]), (10, 13))
        self.assertIn(f"The answer to {self.request.number} is late.", self._warnings(self.zoe))

    def test_somebody_silenced(self):
        self.env["grc.silence"].create(
            {"partner_id": self.marc.id, "reason": "Threats", "date_to": "2999-12-31"}
        )
        (warning,) = self._warnings(self.marc)
        self.assertIn("kept aside", warning)
        self.assertNotIn("Threats", warning)

    def test_a_mail_that_came_back(self):
        self.zoe.message_bounce = 2
        self.assertEqual(
            self._warnings(self.zoe),
            ["Mails to zoe.lherault@example.com come back: check it."],
        )

    def test_queries_do_not_grow_with_the_requests(self):
        def get():
            return self.desk.get_card(self.zoe.id)

        few = self._count_queries(get)
        for number in range(20):
            self._request(partner_id=self.zoe.id, name=f"Hole {number}")
        self.assertLessEqual(self._count_queries(get), few + 1)
        self.assertLessEqual(few, 20)
        self.assertEqual(get()["open_count"], 21)


@tagged("post_install", "-at_install")
class TestFrontDeskRecording(FrontDeskCase):
    """A type found by words, what will become of the request, and the request itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theme = cls.env["grc.request.type"].create({"name": "Éclairage", "code": "t-light"})
        cls.lamp = cls.env["grc.request.type"].create(
            {
                "name": "Lampadaire éteint",
                "code": "t-lamp",
                "parent_id": cls.theme.id,
                "department_id": cls.department.id,
                "description": "<p>Candélabre, projecteur</p>",
                "warning": "<p>Bare wires: call 18.</p>",
                "deadline_value": 3,
                "question_definition": [
                    {"name": "pole", "string": "Number of the pole", "type": "char"}
                ],
            }
        )

    def _types(self, text):
        return [one["id"] for one in self.desk.find_types(text)["types"]]

    def _values(self, **values):
        return {"type_id": self.lamp.id, "partner_id": self.zoe.id, "channel": "phone", **values}

    def test_type_by_words(self):
        for text in ("lamp", "LAMPADAIRES", "eteint lampad", "eclairage", "t-lamp", "candelabre"):
            self.assertEqual(self._types(text)[:1], [self.lamp.id], text)
        self.assertEqual(self._types("zzz"), [])
        self.assertNotIn(self.theme.id, self._types("eclairage"))

    def test_a_name_comes_before_a_description(self):
        other = self.env["grc.request.type"].create(
            {"name": "Wall", "code": "t-wall", "description": "<p>Lampadaire sur un mur</p>"}
        )
        self.assertEqual(self._types("lampadaire"), [self.lamp.id, other.id])

    def test_what_is_asked_these_days_comes_first(self):
        for _number in range(3):
            self._request(type_id=self.lamp.id)
        self.assertEqual(self._types("")[0], self.lamp.id)
        self.assertLessEqual(self._count_queries(lambda: self.desk.find_types("")), 4)

    def test_preview_tells_what_the_request_will_be(self):
        preview = self.desk.preview(self._values())
        request = self.env["grc.request"].with_user(self.front_desk)
        recorded = request.browse(self.desk.record(self._values())["id"])
        self.assertEqual(preview["department"], recorded.department_id.complete_name)
        self.assertEqual(preview["deadline"], recorded.public_deadline)
        self.assertIn("call 18", preview["warning"])
        self.assertTrue(preview["has_questions"])
        self.assertEqual(
            preview["acknowledgement"],
            {"delivery": "email", "address": "zoe.lherault@example.com"},
        )
        self.assertEqual(preview["similar"], [])
        again = self.desk.preview(self._values())
        self.assertEqual([one["id"] for one in again["similar"]], [recorded.id])

    def test_preview_records_nothing(self):
        before = self.env["grc.request"].search_count([])
        self.desk.preview(self._values())
        self.env.flush_all()
        self.assertEqual(self.env["grc.request"].search_count([]), before)

    def test_record(self):
        answers = [{"name": "pole", "string": "Number", "type": "char", "value": "A 12"}]
        result = self.desk.record(
            self._values(
                name=" ", description="In front of the school\n<b>now</b>", questions=answers
            )
        )
        request = self.env["grc.request"].browse(result["id"])
        self.assertEqual((result["number"], request.create_uid), (request.number, self.front_desk))
        self.assertEqual(result["code"], request.tracking_code_display)
        self.assertEqual(request.name, "Lampadaire éteint")
        self.assertEqual((request.channel_id.code, request.partner_id), ("phone", self.zoe))
        self.assertEqual(request.questions["pole"], "A 12")
        self.assertIn("In front of the school", request.description)
        self.assertIn("&lt;b&gt;", request.description)
        self.assertEqual(result["acknowledgement"]["delivery"], "email")
        self.assertEqual(len(self._mails(request, to="zoe.lherault@example.com")), 1)

    def test_only_what_the_screen_asks_is_taken(self):
        values = self._values(
            state="done",
            date_received="2020-01-01",
            user_id=self.agent.id,
            number="1",
            channel="portal",
            department_id=1,
        )
        request = self.env["grc.request"].browse(self.desk.record(values)["id"])
        self.assertEqual((request.state, request.channel_id.code), ("new", "counter"))
        self.assertEqual(request.department_id, self.department)
        self.assertFalse(request.user_id)
        self.assertGreater(request.date_received.year, 2020)

    def test_anonymous_only_where_the_type_allows_it(self):
        with self.assertRaisesRegex(UserError, "cannot be anonymous"):
            self.desk.record({"type_id": self.lamp.id})
        self.assertTrue(self.desk.preview({"type_id": self.lamp.id})["needs_person"])
        result = self.desk.record({"type_id": self.type.id})
        request = self.env["grc.request"].browse(result["id"])
        self.assertFalse(request.partner_id)
        self.assertEqual(result["acknowledgement"]["delivery"], "")
        with self.assertRaisesRegex(UserError, "what it is about"):
            self.desk.record({"partner_id": self.zoe.id})

    def test_a_confidential_request_is_recorded_and_then_only_seen_by_who_recorded_it(self):
        result = self.desk.record(self._values(type_id=self.confidential_type.id))
        self.assertEqual(len(self.desk.find(result["number"])["requests"]), 1)
        colleague = self._user("colleague", "group_front_desk")
        self.assertEqual(self.desk.with_user(colleague).find(result["number"])["requests"], [])

    def test_answered_on_the_spot(self):
        contact = self.env["grc.contact"].browse(
            self.desk.answer_on_the_spot(self._values(note=" Opening hours "))
        )
        self.assertEqual((contact.type_id, contact.channel_id.code), (self.lamp, "phone"))
        self.assertEqual((contact.partner_id, contact.note), (self.zoe, "Opening hours"))
        self.assertEqual(contact.user_id, self.front_desk)
        texts = [event["text"] for event in self.desk.get_card(self.zoe.id)["events"]]
        self.assertIn("Lampadaire éteint – Opening hours", texts)
        self.assertEqual(self._types("")[0], self.lamp.id)
        contact.with_user(self.front_desk).unlink()
        self.assertEqual(self.env["grc.request"].search_count([("type_id", "=", self.lamp.id)]), 0)

    def test_somebody_new(self):
        result = self.desk.create_person(
            {"name": "Inès Durand", "phone": "06 55 44 33 22", "city": "Roseraie", "is_company": 1}
        )
        person = self.env["res.partner"].browse(result["id"])
        self.assertTrue(person.is_citizen)
        self.assertEqual((person.city, person.phone), ("Roseraie", "+33655443322"))
        self.assertFalse(person.is_company)

    def test_somebody_known_is_shown_before_a_second_is_made(self):
        values = {"name": "Zoé Lhérault", "email": "Zoe.Lherault@example.com"}
        self.assertEqual(self.desk.create_person(values)["known"]["id"], self.zoe.id)
        result = self.desk.create_person(values, known_is_other=True)
        self.assertNotEqual(result["id"], self.zoe.id)

    def test_wrong_values_are_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "is not a phone number"):
            self.desk.create_person({"name": "Inès Durand", "phone": "06 12"})
        with self.assertRaisesRegex(UserError, "Give the name"):
            self.desk.create_person({"name": "  ", "phone": "0655443322"})


@tagged("post_install", "-at_install")
class TestFrontDeskAccess(FrontDeskCase):
    """The desk is for those who record requests or work on them."""

    def _calls(self, user):
        desk = self.env["grc.front.desk"].with_user(user)
        values = {"type_id": self.type.id, "partner_id": self.zoe.id}
        return {
            "find": lambda: desk.find("lherault"),
            "get_card": lambda: desk.get_card(self.zoe.id),
            "find_types": lambda: desk.find_types(""),
            "preview": lambda: desk.preview(values),
            "record": lambda: desk.record(values),
            "answer_on_the_spot": lambda: desk.answer_on_the_spot(values),
            "create_person": lambda: desk.create_person({"name": "Inès Durand"}),
        }

    def test_who_works_with_requests(self):
        for user in (self.front_desk, self.agent, self.manager, self.administrator):
            for call in self._calls(user).values():
                self.assertTrue(call())

    def test_nobody_else(self):
        employee = self.env["res.users"].create(
            {"name": "Employee", "login": "grc_employee", "email": "employee@roseraie.example"}
        )
        for user in (employee, self.portal_user, self.env.ref("base.public_user")):
            for name, call in self._calls(user).items():
                with self.assertRaises(AccessError, msg=f"{user.login} {name}"):
                    call()

    def test_people_of_another_city(self):
        self.zoe.company_id = self.env["res.company"].create({"name": "Other city"})
        values = {"type_id": self.type.id, "partner_id": self.zoe.id}
        for call in (self.desk.preview, self.desk.record):
            with self.assertRaises(AccessError):
                call(values)
        with self.assertRaises(AccessError):
            self.desk.get_card(self.zoe.id)
