from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GrcCase

MEASURES = [
    "received_count:sum",
    "open_count:sum",
    "closed_count:sum",
    "met_count:sum",
    "late_count:sum",
    "refused_count:sum",
    "reopened_count:sum",
    "hours_to_close:avg",
    "hours_to_answer:avg",
    "met_percent:avg",
    "rating:avg",
    "routed_count:sum",
    "misrouted_count:sum",
    "misrouted_percent:avg",
    "transfer_count:sum",
    "contact_count:sum",
]


@tagged("post_install", "-at_install")
class TestStatistic(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.settled = cls._closed(days_ago=100, took_days=3) | cls._closed(
            days_ago=100, took_days=30
        )
        cls.open = cls._request(date_received=cls.now - timedelta(days=40))
        cls.Statistic = cls.env["grc.request.statistic"].with_user(cls.manager)

    @classmethod
    def _closed(cls, days_ago, took_days, **values):
        received = cls.now - timedelta(days=days_ago)
        request = cls._request(date_received=received, **values)
        request.action_close()
        request.date_closed = received + timedelta(days=took_days)
        request.date_deadline = received + timedelta(days=10)
        return request

    def _figures(self, domain=(), user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        statistic = self.Statistic.with_user(user or self.manager)
        [row] = statistic._read_group(domain, [], MEASURES)
        return dict(zip(MEASURES, row, strict=True))

    def _count_settled(self):
        counted = self.env["grc.request"]._count_settled()
        self.env.invalidate_all()
        return counted

    def _assert_same_when_counted(self):
        """Figures are the same whether requests are read one by one or from the counts."""
        before = self._figures()
        self._count_settled()
        self.assertEqual(self._figures(), before)
        return before

    def test_figures(self):
        figures = self._assert_same_when_counted()
        self.assertEqual(figures["received_count:sum"], 3)
        self.assertEqual(figures["open_count:sum"], 1)
        self.assertEqual(figures["closed_count:sum"], 2)
        self.assertEqual(figures["met_count:sum"], 1)
        self.assertEqual(figures["late_count:sum"], 2, "one closed too late, one open and late")
        self.assertEqual(figures["met_percent:avg"], 50)
        self.assertAlmostEqual(figures["hours_to_close:avg"], (3 + 30) * 24 / 2, places=2)

    def test_averages_are_weighted_by_requests(self):
        for _time in range(3):
            self._closed(days_ago=200, took_days=1)
        figures = self._assert_same_when_counted()
        self.assertAlmostEqual(figures["hours_to_close:avg"], (3 + 30 + 3 * 1) * 24 / 5, places=2)
        self.assertEqual(figures["met_percent:avg"], 80)

    def test_what_is_closed_today_is_counted_later(self):
        self.open.action_close()
        self.env.flush_all()
        self.assertEqual(self._count_settled(), 2)
        self.assertEqual(self._figures()["closed_count:sum"], 3)

    def test_counted_once(self):
        self.assertEqual(self._count_settled(), 2)
        self.assertEqual(self._count_settled(), 0)
        self.assertEqual(self._figures()["received_count:sum"], 3)

    def test_counted_request_is_reopened(self):
        self._count_settled()
        self.settled[0].action_reopen()
        figures = self._figures()
        self.assertEqual(figures["open_count:sum"], 2)
        self.assertEqual(figures["reopened_count:sum"], 1)
        self.assertEqual(figures["received_count:sum"], 3)

    def test_counted_request_changes_department(self):
        self._count_settled()
        self.settled[0].department_id = self.other_department
        self.assertEqual(self._figures()["received_count:sum"], 2, "of the manager's department")
        self.assertEqual(self._figures(user=self.administrator)["received_count:sum"], 3)
        self._assert_same_when_counted()

    def test_counted_request_is_archived_and_deleted(self):
        self._count_settled()
        self.settled[0].action_archive()
        self.assertEqual(self._figures()["received_count:sum"], 2)
        self.settled[0].action_unarchive()
        self.assertEqual(self._figures()["received_count:sum"], 3)
        self._count_settled()
        self.settled[0].unlink()
        self.assertEqual(self._figures()["received_count:sum"], 2)

    def test_counted_request_is_rated(self):
        self._count_settled()
        self.settled[0].rating_apply(5, token=self.settled[0]._rating_get_access_token())
        self.assertEqual(self._assert_same_when_counted()["rating:avg"], 5)

    def test_changes_that_no_figure_shows_keep_the_count(self):
        self._count_settled()
        self.settled[0].write({"name": "Another subject", "description": "Other"})
        self.env.flush_all()
        self.assertEqual(self._count_settled(), 0)

    def test_rows_are_merged(self):
        self._count_settled()
        for _time in range(3):
            self.settled[0].reopen_count += 1
            self.env.flush_all()
            self._count_settled()
        before = self._figures()
        self.env["grc.request"]._merge_counts()
        self.assertEqual(self._figures(), before)
        self.env.cr.execute("SELECT count(*), sum(received_count) FROM grc_request_count")
        self.assertEqual(self.env.cr.fetchone(), (1, 2))

    def test_started_again(self):
        before = self._assert_same_when_counted()
        self.env["grc.request"]._recount()
        self.assertEqual(self._figures(), before)
        self.assertEqual(self._count_settled(), 2)
        self.assertEqual(self._figures(), before)

    def test_month_is_the_city_s(self):
        """In summer 22:30 UTC is the next day in Paris, and the next month on its last day."""
        self.settled.date_received = "2025-06-30 22:30:00"
        self.env.flush_all()
        for _turn in range(2):
            months = self.Statistic._read_group(
                [("open_count", "=", 0)], ["date_received:month"], ["received_count:sum"]
            )
            self.assertEqual([(str(month), count) for month, count in months], [("2025-07-01", 2)])
            self._count_settled()

    def test_figures_open_their_requests(self):
        self.settled[0].date_received = "2025-06-30 21:30:00"
        self.settled[1].date_received = "2025-06-30 22:30:00"
        self.env.flush_all()
        july = [
            "&",
            ("department_id", "=", self.department.id),
            "&",
            ("date_received", ">=", "2025-07-01"),
            ("date_received", "<", "2025-08-01"),
        ]
        action = self.Statistic.action_open_requests(july)
        self.assertEqual(action["res_model"], "grc.request")
        found = self.env["grc.request"].with_user(self.manager).search(action["domain"])
        self.assertEqual(found, self.settled[1])
        self.assertEqual(self._figures(july)["received_count:sum"], 1)

    def test_the_count_is_of_requests(self):
        self._closed(days_ago=100, took_days=3)
        self._count_settled()
        groups = self.Statistic.formatted_read_group([], ["department_id"], ["__count"])
        self.assertEqual([group["__count"] for group in groups], [4])

    def test_confidential_figures_stay_in_their_department(self):
        self._closed(100, 3, type_id=self.confidential_type.id)
        for _turn in range(2):
            self.assertEqual(self._figures(user=self.administrator)["received_count:sum"], 3)
            self.assertEqual(self._figures()["received_count:sum"], 3)
            self._count_settled()
        self.other_department.manager_id = self.manager
        self.assertEqual(self._figures()["received_count:sum"], 4)

    def test_misrouting(self):
        for request in (self.settled[0], self.open):
            request.with_user(self.agent).department_id = self.other_department
        back = self._request()
        back.department_id = self.other_department
        back.department_id = self.department
        self._request(type_id=False, department_id=False)
        self.other_department.manager_id = self.manager
        figures = self._assert_same_when_counted()
        self.assertEqual(figures["routed_count:sum"], 4)
        self.assertEqual(figures["misrouted_count:sum"], 2)
        self.assertEqual(figures["misrouted_percent:avg"], 50)
        self.assertEqual(figures["transfer_count:sum"], 4)
        self._count_settled()
        groups = self.Statistic._read_group(
            [], ["first_department_id", "type_id"], ["misrouted_percent:avg"]
        )
        self.assertEqual(groups, [(self.department, self.type, 50)])

    def test_counted_request_is_misrouted(self):
        self._count_settled()
        self.other_department.manager_id = self.manager
        self.settled[0].department_id = self.other_department
        self.assertEqual(self._assert_same_when_counted()["misrouted_count:sum"], 1)

    def test_figures_are_those_of_the_requests(self):
        """The report with one row a request tells the same."""
        self.settled[0].department_id = self.direction
        self.env.flush_all()
        report = self.env["grc.request.report"].with_user(self.manager)
        [row] = report._read_group(
            [], [], ["__count", "is_misrouted:sum", "transfer_count:sum", "is_late:sum"]
        )
        figures = self._figures()
        self.assertEqual(
            row,
            tuple(
                figures[f"{name}_count:sum"]
                for name in ("received", "misrouted", "transfer", "late")
            ),
        )

    def test_only_managers(self):
        for user in (self.agent, self.front_desk, self.portal_user):
            with self.assertRaises(AccessError):
                self._figures(user=user)

    def test_counts_are_nobody_s_to_change(self):
        with self.assertRaises(AccessError):
            self.env["grc.request.count"].with_user(self.administrator).create({})
