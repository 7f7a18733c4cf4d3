from odoo.tests import new_test_user

from .common import GrcCase


class CircuitCase(GrcCase):
    """A town hall whose roads department has answers validated by its head, then by an official."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.official = new_test_user(
            cls.env,
            login="grc_official",
            name="Official",
            groups="grc_citizen.group_validator",
            email="official@roseraie.example",
            tz="Europe/Paris",
            lang="en_US",
        )
        cls.department.elected_official_id = cls.official
        cls.first = cls._level("Head", 10, grc_validator="manager")
        cls.second = cls._level("Elected official", 20, grc_validator="elected")

    @classmethod
    def _level(cls, name, sequence, **values):
        return cls.env["tier.definition"].create(
            {
                "name": name,
                "sequence": sequence,
                "grc_department_ids": [(6, 0, cls.department.ids)],
                **values,
            }
        )

    @classmethod
    def _answer(cls, request=None, user=None, **values):
        """Create a draft, as the agent unless told otherwise."""
        return (
            cls.env["grc.request.answer"]
            .with_user(user or cls.agent)
            .create(
                {
                    "request_id": (request or cls._request()).id,
                    "subject": "Your pothole",
                    "body": "<p>It will be repaired on Monday.</p>",
                    "delivery": "email",
                    **values,
                }
            )
        )

    @classmethod
    def _submitted(cls, **values):
        answer = cls._answer(**values)
        answer.request_validation()
        return answer

    @classmethod
    def _ready(cls, **values):
        answer = cls._submitted(**values)
        answer.with_user(cls.manager).action_approve()
        answer.with_user(cls.official).action_approve()
        return answer

    def _notices(self, answer, user):
        """Return what a user was notified of about an answer."""
        return self.env["mail.message"].search(
            [
                ("model", "=", answer._name),
                ("res_id", "=", answer.id),
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
            ]
        )

    def _away(self, user, substitute):
        today = self.env["grc.absence"]._fields["date_from"].today()
        return self.env["grc.absence"].create(
            {
                "user_id": user.id,
                "substitute_id": substitute.id,
                "date_from": today,
                "date_to": today,
            }
        )
