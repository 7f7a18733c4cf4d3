from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestSatisfaction(GrcCase):
    """One answer a request, by department and type, never by agent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._request(user_id=cls.agent.id)
        cls.request.action_close()
        cls.slow = cls.env.ref("grc_citizen.grc_satisfaction_reason_slow")
        cls.fast = cls.env.ref("grc_citizen.grc_satisfaction_reason_fast")

    def test_one_answer_that_can_be_corrected(self):
        self.request._record_satisfaction(1, self.slow | self.fast, " Too long. ")
        rating = self.request._get_satisfaction()
        self.assertEqual(self.request.rating_last_value, 1)
        self.assertEqual(rating.grc_reason_ids, self.slow, "A reason of another face is left out")
        self.assertEqual(rating.feedback, "Too long.")
        self.assertEqual(rating.grc_department_id, self.department)
        self.request._record_satisfaction(5, self.fast)
        self.assertEqual(self.request._get_satisfaction(), rating)
        self.assertEqual(self.request.rating_last_value, 5)
        self.assertEqual(rating.grc_reason_ids, self.fast)
        self.assertFalse(rating.feedback)

    def test_correction_ends(self):
        self.request._record_satisfaction(5)
        self.env.flush_all()
        self.env.cr.execute("UPDATE rating_rating SET create_date = now() - interval '8 days'")
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.request._record_satisfaction(1)
        self.assertEqual(self.request.rating_last_value, 5)

    def test_who_is_not_asked(self):
        refused = self._request()
        refused.refusal_reason_id = self.env.ref("grc_citizen.grc_refusal_reason_abusive")
        refused.action_refuse()
        self.assertFalse(refused._can_be_rated())
        refused.refusal_reason_id = self.env.ref("grc_citizen.grc_refusal_reason_not_found")
        self.assertTrue(refused._can_be_rated())
        duplicate = self._request()
        duplicate.action_mark_duplicate(self.request.id)
        self.assertFalse(duplicate._can_be_rated())
        self.assertFalse(self._request()._can_be_rated(), "It is still open")
        part = self.env["grc.request"].create({"name": "Part", "parent_id": self._request().id})
        part.action_close()
        self.assertFalse(part._can_be_rated())
        self.request.origin = "staff"
        self.assertFalse(self.request._can_be_rated())

    def test_reasons_by_type(self):
        theme = self.env["grc.request.type"].create({"name": "Streets", "code": "test-streets"})
        self.type.parent_id = theme
        self.slow.type_ids = self.confidential_type
        self.fast.type_ids = theme
        offered = self.request._get_satisfaction_reasons()
        self.assertIn(self.fast, offered)
        self.assertNotIn(self.slow, offered)

    def test_not_fixed_reopens(self):
        self.request._record_satisfaction(1, feedback="Still dark", reopen=True)
        self.assertEqual(self.request.state, "progress")
        self.assertEqual(self.request.not_fixed_count, 1)

    def test_manager_is_alerted_once_if_the_city_wants(self):
        def alerts():
            return self.request.activity_ids.filtered(lambda one: one.user_id == self.manager)

        self.request._record_satisfaction(1)
        self.assertFalse(alerts())
        self.request._record_satisfaction(5)
        self.env.company.grc_survey_alert = True
        self.request._record_satisfaction(1)
        self.request._record_satisfaction(1, feedback="Really")
        self.assertEqual(len(alerts()), 1)

    def test_no_figure_by_agent(self):
        self.request._record_satisfaction(1)
        rating = self.request._get_satisfaction()
        self.assertFalse(rating.rated_partner_id)
        rating.rated_partner_id = self.agent.partner_id
        self.assertFalse(rating.rated_partner_id)
        measures = {
            "grc.request": "rating_last_value:avg",
            "grc.request.report": "rating:avg",
        }
        for model, measure in measures.items():
            records = self.env[model].with_user(self.manager)
            of_agent = [("user_id", "=", self.agent.id)]
            with self.subTest(model=model):
                for spec in ("user_id", "create_uid"):
                    with self.assertRaises(UserError):
                        records.formatted_read_group([], [spec], [measure])
                with self.assertRaises(UserError):
                    records.formatted_read_grouping_sets(
                        [], [["department_id"], ["department_id", "user_id"]], [measure]
                    )
                with self.assertRaises(UserError):
                    records.formatted_read_group(of_agent, ["department_id"], [measure])
                with self.assertRaises(UserError):
                    name = measure.partition(":")[0]
                    records.formatted_read_group([(name, "=", 1)], ["user_id"], ["__count"])
                self.assertTrue(records.formatted_read_group([], ["user_id"], ["__count"]))
                self.assertTrue(records.formatted_read_group([], ["department_id"], [measure]))
        self.assertNotIn("user_id", self.env["grc.request.statistic"]._fields)
        self.assertFalse(self.env["grc.request"]._fields["rating_last_value"].aggregator)

    def test_figures_by_department(self):
        self._request().action_close()
        self.request._record_satisfaction(5)
        self.env.flush_all()
        statistics = self.env["grc.request.statistic"].with_user(self.manager)
        measures = ["asked_count:sum", "rated_count:sum", "satisfied_percent:avg", "rating:avg"]
        [row] = statistics._read_group(
            [("department_id", "=", self.department.id)], ["department_id"], measures
        )
        self.assertEqual(row[1:], (1, 1, 100, 5))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_ratings_are_read_with_the_request(self):
        self.request._record_satisfaction(1, feedback="Words")
        rating = self.request._get_satisfaction()
        Rating = self.env["rating.rating"]
        domain = [("id", "=", rating.id)]
        self.assertTrue(Rating.with_user(self.agent).search(domain))
        self.assertEqual(rating.with_user(self.agent).feedback, "Words")
        self.assertFalse(rating.access_token, "Nobody may answer for the citizen with it")
        self.assertFalse(Rating.with_user(self.other_agent).search(domain))
        rating.invalidate_recordset()
        with self.assertRaises(AccessError):
            rating.with_user(self.other_agent).read(["feedback"])
        with self.assertRaises(AccessError):
            rating.with_user(self.agent).write({"rating": 5})
        with self.assertRaises(AccessError):
            Rating.with_user(self.agent).create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("grc.request"),
                    "res_id": self.request.id,
                    "rating": 5,
                    "consumed": True,
                }
            )
