from odoo.tests import tagged

from .common import GrcCase

LIST = {
    "number": {},
    "name": {},
    "contact_name": {},
    "type_id": {"fields": {"display_name": {}}},
    "department_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "channel_icon": {},
    "date_deadline": {},
    "deadline_state": {},
    "stage_id": {"fields": {"display_name": {}}},
}


@tagged("post_install", "-at_install")
class TestPerformance(GrcCase):
    """Queries of what runs a thousand times a day. ``setup/bench`` measures the time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizens = cls.env["res.partner"].create(
            [
                {"name": f"Citizen {number}", "email": f"c{number}@example.com", "is_citizen": True}
                for number in range(40)
            ]
        )
        cls._create(cls.front_desk, range(20))

    @classmethod
    def _create(cls, user, numbers):
        """Create requests of known citizens as a user."""
        values = [
            {
                "name": f"Pothole {number}",
                "type_id": cls.type.id,
                "partner_id": cls.citizens[number].id,
            }
            for number in numbers
        ]
        return cls.env["grc.request"].with_user(user).create(values)

    def _count_queries(self, run):
        """Return the queries of a second run: only what servers remember is there already."""
        for _turn in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run()
            self.env.flush_all()
        return self.cr.sql_log_count - before

    def _assert_queries(self, most, run):
        self.assertLessEqual(self._count_queries(run), most)

    def test_create_one(self):
        self._assert_queries(30, lambda: self._create(self.front_desk, [20]))

    def test_create_one_for_an_agent_to_be_chosen(self):
        self.department.assignment = "balanced"
        self._assert_queries(38, lambda: self._create(self.front_desk, [21]))

    def test_create_one_of_somebody_unknown(self):
        senders = iter(range(2))
        requests = self.env["grc.request"].with_user(self.front_desk)

        def create():
            sender = f"new{next(senders)}@example.com"
            requests.create(
                {
                    "name": "Lamp",
                    "type_id": self.type.id,
                    "contact_name": "New",
                    "email_from": sender,
                }
            )

        self._assert_queries(40, create)

    def test_batch_costs_what_one_costs(self):
        few = self._count_queries(lambda: self._create(self.front_desk, range(5)))
        many = self._count_queries(lambda: self._create(self.front_desk, range(40)))
        self.assertLessEqual(many, few + 2)

    def test_list_costs_the_same_for_any_number(self):
        requests = self.env["grc.request"].with_user(self.agent)

        def read(limit):
            return lambda: requests.web_search_read([], LIST, limit=limit, count_limit=1001)

        self._assert_queries(self._count_queries(read(5)), read(19))
        self._assert_queries(12, read(19))

    def test_kanban(self):
        self._create(self.front_desk, range(20, 40))[:10].with_user(self.agent).action_take()
        requests = self.env["grc.request"].with_user(self.agent)
        domain = [("is_my_department", "=", True), ("date_closed", "=", False)]
        self._assert_queries(
            16,
            lambda: requests.web_read_group(
                domain, ["stage_id"], [], auto_unfold=True, unfold_read_specification=LIST
            ),
        )

    def test_deadline_states_are_counted_in_one_query(self):
        requests = self.env["grc.request"].with_user(self.agent)
        self._assert_queries(1, lambda: requests._read_group([], ["deadline_state"], ["__count"]))
        self.assertEqual(
            requests._read_group([], ["deadline_state"], ["__count"]), [("on_time", 20)]
        )

    def test_what_the_rules_ask_needs_no_join(self):
        """A join in a record rule keeps PostgreSQL from answering it with the requests' indexes."""
        for user in (self.agent, self.front_desk, self.manager, self.administrator):
            query = self.env["grc.request"].with_user(user)._search([])
            self.assertEqual(query.from_clause.code, '"grc_request"', user.login)

    def test_words(self):
        requests = self.env["grc.request"].with_user(self.agent)
        found = requests.search([("search_text", "ilike", "potholes")])
        self.assertEqual(len(found), 20)
        self._assert_queries(2, lambda: requests.search([("search_text", "ilike", "potholes")]))

    def test_statistics(self):
        statistic = self.env["grc.request.statistic"].with_user(self.manager)
        self._assert_queries(
            3,
            lambda: statistic.formatted_read_group(
                [], ["department_id", "date_received:month"], ["received_count:sum"]
            ),
        )
