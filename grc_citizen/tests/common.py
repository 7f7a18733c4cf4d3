from odoo.tests import TransactionCase, new_test_user


class GrcCase(TransactionCase):
    """The cast of every test: a town hall of two departments, and one user a role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.env.user.lang = "en_US"
        cls.env.company.write(
            {
                "name": "Ville de Roseraie",
                "country_id": cls.env.ref("base.fr").id,
                "email": "mairie@roseraie.example",
                "phone": "+33 1 99 00 10 00",
            }
        )
        cls.env.company.partner_id.write({"tz": "Europe/Paris", "lang": "en_US"})
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "35 hours",
                "tz": "Europe/Paris",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"{day}-{start}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": "morning" if start < 12 else "afternoon",
                        },
                    )
                    for day in range(5)
                    for start, end in ((9, 12), (14, 18))
                ],
            }
        )
        cls.front_desk = cls._user("front", "group_front_desk")
        cls.agent = cls._user("agent", "group_agent")
        cls.other_agent = cls._user("other", "group_agent")
        cls.manager = cls._user("manager", "group_manager")
        cls.administrator = cls._user("administrator", "group_administrator")
        cls.portal_user = new_test_user(
            cls.env, login="grc_citizen", groups="base.group_portal", email="citizen@example.com"
        )
        Department = cls.env["grc.department"]
        cls.direction = Department.create(
            {"name": "Technical services", "manager_id": cls.manager.id}
        )
        cls.department = Department.create(
            {
                "name": "Roads",
                "alias_name": "roads",
                "parent_id": cls.direction.id,
                "manager_id": cls.manager.id,
                "member_ids": cls.agent.ids,
                "resource_calendar_id": cls.calendar.id,
                "phone": "+33 1 99 00 10 10",
            }
        )
        cls.other_department = Department.create(
            {
                "name": "Social services",
                "alias_name": "social",
                "member_ids": cls.other_agent.ids,
                "resource_calendar_id": cls.calendar.id,
            }
        )
        cls.type = cls.env["grc.request.type"].create(
            {
                "name": "Pothole",
                "code": "test-pothole",
                "kind": "report",
                "department_id": cls.department.id,
                "deadline_value": 5,
                "deadline_unit": "working_days",
            }
        )
        cls.confidential_type = cls.env["grc.request.type"].create(
            {
                "name": "Social aid",
                "code": "test-social",
                "kind": "procedure",
                "department_id": cls.other_department.id,
                "is_confidential": True,
                "deadline_value": 2,
                "deadline_unit": "months",
            }
        )
        cls.citizen = cls.env["res.partner"].create(
            {
                "name": "Jeanne Martin",
                "email": "jeanne.martin@example.com",
                "is_citizen": True,
                "lang": "en_US",
            }
        )

    @classmethod
    def _user(cls, login, group):
        return new_test_user(
            cls.env,
            login=f"grc_{login}",
            name=login.capitalize(),
            groups=f"grc_citizen.{group}",
            email=f"{login}@roseraie.example",
            tz="Europe/Paris",
            lang="en_US",
        )

    @classmethod
    def _request(cls, **values):
        """Create a request of the common citizen and type, unless told otherwise."""
        return cls.env["grc.request"].create(
            {
                "name": "Pothole in front of the school",
                "type_id": cls.type.id,
                "partner_id": cls.citizen.id,
                **values,
            }
        )

    def _run_cron(self, xmlid):
        """Run a job as the server does, its commits included."""
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()

    def _mails(self, request, to=None):
        """Return the queued mails about a request, to one address when given."""
        mails = self.env["mail.mail"].search(
            [("model", "=", request._name), ("res_id", "=", request.id)]
        )
        if to:
            mails = mails.filtered(
                lambda mail: to in (mail.email_to or "") or to in mail.recipient_ids.mapped("email")
            )
        return mails
