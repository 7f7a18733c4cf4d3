from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestContact(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env["grc.channel"]._by_code("phone")
        cls.counter = cls.env["grc.channel"]._by_code("counter")
        cls.Contact = cls.env["grc.contact"]

    def _record(self, user, request_type=None, **values):
        contacts = self.Contact.with_user(user)
        return contacts.browse(
            contacts.record((request_type or self.type).id, self.phone.id, **values)
        )

    def test_counted_with_who_when_and_the_department_of_the_type(self):
        for user in (self.front_desk, self.agent):
            contact = self._record(user, note="Opening hours", partner_id=self.citizen.id)
            self.assertEqual(contact.user_id, user)
            self.assertEqual(contact.department_id, self.department)
            self.assertEqual(contact.note, "Opening hours")
            self.assertEqual(contact.partner_id, self.citizen)

    def test_a_type_without_department_counts_for_that_of_last_resort(self):
        self.env.company.grc_department_id = self.direction
        general = self.type.copy({"code": "general", "department_id": False})
        self.assertEqual(self._record(self.front_desk, general).department_id, self.direction)

    def test_a_department_that_changes_leaves_what_was_counted(self):
        contact = self._record(self.front_desk)
        self.type.department_id = self.other_department
        self.assertEqual(contact.sudo().department_id, self.department)

    def test_what_is_not_in_use_is_refused(self):
        self.type.active = False
        with self.assertRaisesRegex(UserError, "in use"):
            self._record(self.front_desk)
        with self.assertRaisesRegex(UserError, "in use"):
            self.Contact.with_user(self.front_desk).record(self.confidential_type.id, 0)

    def test_the_same_channel_as_last_time(self):
        contacts = self.Contact.with_user(self.agent)
        self.assertEqual(contacts.default_get(["channel_id"])["channel_id"], self.phone.id)
        contacts.record(self.type.id, self.counter.id)
        self.assertEqual(contacts.default_get(["channel_id"])["channel_id"], self.counter.id)

    def test_what_is_usual_comes_first(self):
        other = self.type.copy({"code": "lamp", "name": "Lamp"})
        contacts = self.Contact.with_user(self.agent)
        choices = contacts.get_choices()
        self.assertEqual([one["name"] for one in choices["types"]][:2], ["Lamp", "Pothole"])
        self.assertEqual(choices["channel_id"], self.phone.id)
        contacts.record(self.type.id, self.counter.id)
        contacts.record(self.confidential_type.id, self.counter.id)
        contacts.record(self.type.id, self.counter.id)
        choices = contacts.get_choices()
        names = [one["name"] for one in choices["types"]]
        self.assertEqual(names[:3], ["Pothole", "Social aid", "Lamp"])
        self.assertEqual(choices["channel_id"], self.counter.id)
        other.active = False
        self.assertNotIn("Lamp", [one["name"] for one in contacts.get_choices()["types"]])
        with self.assertRaises(AccessError):
            self.Contact.with_user(self.portal_user).get_choices()

    def test_taken_back_on_the_same_day_by_who_counted_it(self):
        with freeze_time("2026-06-10 08:00:00"):
            contact = self._record(self.agent)
            other = self._record(self.agent)
            with self.assertRaises(AccessError):
                contact.with_user(self.other_agent).unlink()
            contact.unlink()
        with freeze_time("2026-06-11 08:00:00"), self.assertRaisesRegex(UserError, "stays counted"):
            other.unlink()
        other.with_user(self.manager).unlink()

    def test_notes_go_when_the_retention_of_the_type_is_over(self):
        self.type.retention_months = 12
        with freeze_time("2025-01-10 08:00:00"):
            old = self._record(self.front_desk, note="Jeanne", partner_id=self.citizen.id)
        with freeze_time("2026-01-09 08:00:00"):
            self._run_cron("grc_citizen.ir_cron_anonymize")
            self.assertEqual(old.sudo().note, "Jeanne")
        with freeze_time("2026-01-11 08:00:00"):
            self._run_cron("grc_citizen.ir_cron_anonymize")
        self.assertFalse(old.sudo().note or old.sudo().partner_id)
        self.assertEqual(self._figures([])[0][0], 1, "still counted")

    def test_only_managers_of_the_department_correct(self):
        contact = self._record(self.front_desk)
        for user in (self.front_desk, self.agent):
            with self.assertRaises(AccessError):
                contact.with_user(user).write({"note": "Changed"})
        contact.with_user(self.manager).write({"channel_id": self.counter.id})
        theirs = self._record(self.front_desk, self.confidential_type)
        for user in (self.manager, self.administrator):
            with self.assertRaises(AccessError):
                theirs.with_user(user).write({"channel_id": self.counter.id})

    def test_confidential_ones_stay_in_their_department(self):
        contact = self._record(self.other_agent, self.confidential_type)
        for user, seen in (
            (self.other_agent, True),
            (self.agent, False),
            (self.front_desk, False),
            (self.administrator, False),
        ):
            self.assertEqual(contact.with_user(user).has_access("read"), seen, user.login)
        self.assertTrue(self._record(self.front_desk, self.confidential_type).note is False)

    def test_the_server_alone_says_who_and_when(self):
        for name, value in (
            ("date", "2020-01-01 08:00:00"),
            ("user_id", self.other_agent.id),
            ("department_id", self.other_department.id),
        ):
            values = {"type_id": self.type.id, "channel_id": self.phone.id, name: value}
            with self.assertRaises(AccessError):
                self.Contact.with_user(self.agent).create(values)
            with self.assertRaises(AccessError):
                self._record(self.agent).with_user(self.manager).write({name: value})
        result = self.Contact.with_user(self.agent).load(
            ["type_id/.id", "date"], [[str(self.type.id), "2020-01-01 08:00:00"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("leave it out", result["messages"][0]["message"])

    def _figures(self, groupby, user=None):
        self.env.flush_all()
        statistic = self.env["grc.request.statistic"].with_user(user or self.manager)
        return statistic._read_group(
            [("contact_count", "!=", 0)], groupby, ["contact_count:sum", "received_count:sum"]
        )

    def test_counted_in_the_statistics_at_once(self):
        with freeze_time("2026-06-10 08:00:00"):
            for _turn in range(3):
                self._record(self.front_desk)
        # 22:30 in UTC is the next month in Paris.
        with freeze_time("2026-06-30 22:30:00"):
            self._record(self.agent).with_user(self.manager).channel_id = self.counter
        groupby = ["date_received:month", "department_id", "type_id", "channel_id"]
        same = (self.department, self.type)
        expected = [
            (date(2026, 6, 1), *same, self.phone, 3, 0),
            (date(2026, 7, 1), *same, self.counter, 1, 0),
        ]
        for step in (
            lambda: None,
            self.env["grc.request"]._merge_counts,
            self.env["grc.request"]._recount,
        ):
            step()
            figures = [row for row in self._figures(groupby) if row[-2]]
            self.assertEqual(figures, expected)
        self.env.cr.execute("SELECT count(*) FROM grc_request_count WHERE contact_count <> 0")
        self.assertEqual(self.env.cr.fetchone(), (2,))

    def test_what_is_taken_back_is_not_counted(self):
        contact = self._record(self.front_desk)
        self._record(self.front_desk)
        self.env["grc.request"]._merge_counts()
        contact.unlink()
        [(count, _requests)] = self._figures([])
        self.assertEqual(count, 1)

    def test_confidential_figures_stay_in_their_department(self):
        self._record(self.front_desk, self.confidential_type)
        for user in (self.manager, self.administrator):
            [(count, _requests)] = self._figures([], user)
            self.assertFalse(count)
        self.other_department.manager_id = self.manager
        [(count, _requests)] = self._figures([])
        self.assertEqual(count, 1)


@tagged("post_install", "-at_install")
class TestContactRpc(GrcCase, HttpCase):
    def _record(self, login):
        self.authenticate(login, login)
        channel = self.env["grc.channel"]._by_code("phone")
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw/grc.contact/record",
            {
                "model": "grc.contact",
                "method": "record",
                "args": [self.type.id, channel.id],
                "kwargs": {},
            },
        )

    def test_staff_count(self):
        self.assertTrue(self.env["grc.contact"].browse(self._record("grc_front")).exists())

    def test_citizens_do_not(self):
        with mute_logger("odoo.http"), self.assertRaisesRegex(Exception, "AccessError"):
            self._record("grc_citizen")
