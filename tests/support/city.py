"""A small French town in a running Odoo: a department that works day and night, and its people."""

from .town_hall import TownHall

DOMAIN = "ville.example"
DEPARTMENT_ADDRESS = f"voirie@{DOMAIN}"
GROUPS = {
    "agent": "grc_citizen.group_agent",
    "accueil": "grc_citizen.group_front_desk",
    "responsable": "grc_citizen.group_manager",
    "administrateur": "grc_citizen.group_administrator",
}
NAMES = {
    "agent": "Amina Agent",
    "accueil": "Alice Accueil",
    "responsable": "René Responsable",
    "administrateur": "Ada Administratrice",
}
DELAY_HOURS = 48
WHOLE_DAY = {"name": "Jour", "hour_from": 0, "hour_to": 24, "day_period": "full_day"}


class City:
    """A town whose department *Voirie* has an address, an agent and a manager.

    :param Models rpc: of an administrator of Odoo
    :param Dovecot imap: where the mailbox of the town is; None for a town that fetches no mail
    """

    def __init__(self, rpc, imap=None):
        self.rpc = rpc
        self.town_hall = TownHall(rpc, imap)
        company = rpc.search_read("res.company", [], ["partner_id"], limit=1)[0]
        rpc.call(
            "res.company",
            "write",
            [company["id"]],
            {"name": "Ville de Valmont", "email": f"mairie@{DOMAIN}", "phone": "+33 1 99 00 00 00"},
        )
        rpc.call(
            "res.partner",
            "write",
            [company["partner_id"][0]],
            {"tz": "Europe/Paris", "lang": "fr_FR", "country_id": rpc.id_of("base.fr")},
        )
        self.users = {login: self._create_user(login) for login in GROUPS}
        self.department_id = self._create_department()
        self.type_id = self._create_type()

    def _create_user(self, login):
        values = {
            "name": NAMES[login],
            "login": login,
            "password": login,
            "email": f"{login}@agents.example",
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(6, 0, [self.rpc.id_of(GROUPS[login])])],
        }
        uninvited = {"no_reset_password": True}
        return self.rpc.call("res.users", "create", values, context=uninvited)

    def _create_department(self):
        week = [(0, 0, {**WHOLE_DAY, "dayofweek": str(day)}) for day in range(7)]
        calendar_id = self.rpc.create(
            "resource.calendar",
            name="Jour et nuit",
            tz="Europe/Paris",
            attendance_ids=[(5,), *week],
        )
        return self.rpc.create(
            "grc.department",
            name="Voirie",
            alias_name="voirie",
            manager_id=self.users["responsable"],
            member_ids=[(6, 0, [self.users["agent"]])],
            resource_calendar_id=calendar_id,
        )

    def _create_type(self):
        """Create a type, which the mails to the department are of."""
        theme_id = self.rpc.create("grc.request.type", name="Rues", code="rues")
        type_id = self.rpc.create(
            "grc.request.type",
            name="Nid-de-poule",
            parent_id=theme_id,
            code="nid-de-poule",
            department_id=self.department_id,
            deadline_value=DELAY_HOURS,
            deadline_unit="working_hours",
        )
        defaults = {"department_id": self.department_id, "type_id": type_id}
        self.rpc.call(
            "grc.department", "write", [self.department_id], {"alias_defaults": repr(defaults)}
        )
        return type_id

    def receive(self, mail):
        """Deliver a mail to the town's mailbox and have Odoo fetch it.

        :param EmailMessage mail: the mail
        """
        self.town_hall.deliver([mail.as_bytes()])
        self.town_hall.fetch_all()
