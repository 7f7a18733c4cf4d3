"""The screens of the application, found through its menus as the web client finds them."""

from datetime import date, timedelta
from email.message import EmailMessage

from support.city import DEPARTMENT_ADDRESS, DOMAIN
from support.papers import make_pdf

SWITCHES = ".o_cp_switch_buttons .o_switch_view"
NEW_BUTTONS = (
    ".o_list_button_add, .o-kanban-button-new, .o_form_button_create, .o_calendar_button_new"
)
KINDS = {"list", "kanban", "calendar", "pivot", "graph", "activity"}
#: Samples of an empty view are no records.
RECORDS = (
    ".o_data_row:not(.o_view_sample_data *)"
    " .o_data_cell:is(.o_list_char, .o_list_many2one, .o_list_datetime),"
    " .o_kanban_record:not(.o_view_sample_data *, .o_kanban_ghost)"
)
#: What an agent of the department can press in each state.
FORM_BUTTONS = {
    "new": ["action_take", "action_answer", "action_close", "action_refuse"],
    "progress": ["action_answer", "action_close", "action_refuse"],
    "waiting": ["action_resume", "action_close", "action_refuse"],
    "done": ["action_reopen"],
    "refused": ["action_reopen"],
}


def fill(city):
    """Make a request in each state, and one for the keyboard; return their ids by state.

    :param City city: the town
    :rtype: dict[str, int]
    """
    agent = city.users["agent"]
    made = {}
    _fill_settings(city)
    _fill_post(city)
    _fill_work(city)
    for state in ("new", "keyboard", "progress", "waiting", "done", "refused"):
        made[state] = city.rpc.create(
            "grc.request",
            name=f"Lampadaire éteint ({state})",
            type_id=city.type_id,
            email_from=f"Paul <paul.{state}@writer.example>",
            description="<p>Depuis lundi.</p>",
            user_id=agent if state not in ("new", "keyboard") else False,
        )
    call = city.rpc.call
    for state in ("progress", "waiting", "done", "refused"):
        call("grc.request", "write", [made[state]], {"stage_id": stage(city, "progress")})
    call("grc.request", "action_wait_for_citizen", [made["waiting"]])
    call("grc.request", "action_close", [made["done"]])
    (reason,) = city.rpc.search_read("grc.refusal.reason", [], ["id"], limit=1)
    call("grc.request", "write", [made["refused"]], {"refusal_reason_id": reason["id"]})
    call("grc.request", "action_refuse", [made["refused"]])
    return made


def _fill_settings(city):
    """Make what the screens beside the requests show: a tag, a consent, a draft, a failed mail."""
    create = city.rpc.create
    create("grc.request.tag", name="École")
    question = {"name": "Une question", "email_from": "paul@writer.example"}
    untyped = create("grc.request", department_id=city.department_id, **question)
    create("grc.request.answer", request_id=untyped, body="<p>Bonjour,</p>")
    create(
        "grc.request",
        name="Un arbre penche",
        type_id=city.type_id,
        date_received="2026-01-05 08:00:00",
    )
    (citizen,) = city.rpc.search_read(
        "res.partner", [("email", "=", "paul@writer.example")], ["id"]
    )
    (purpose,) = city.rpc.search_read("grc.consent.purpose", [], ["id"], limit=1)
    create("grc.consent", partner_id=citizen["id"], purpose_id=purpose["id"], granted=True)
    twin = create("res.partner", name="Paul", email="paul@writer.example", is_citizen=True)
    city.rpc.call("res.partner", "action_find_doubles", [twin])
    city.rpc.call("grc.partner.double.scan", "action_start", [])
    stray = EmailMessage()
    stray["From"], stray["To"] = "paul@writer.example", "personne@ville.example"
    stray["Message-ID"] = "<stray@writer.example>"
    stray.set_content("Bonjour")
    city.receive(stray)


def _fill_post(city):
    """Make a letter to record for the department, and a mail kept aside."""
    rpc = city.rpc
    settings = rpc.create("res.config.settings", grc_scan_alias_name="courrier")
    rpc.call("res.config.settings", "execute", [settings])
    scanned = EmailMessage()
    scanned["From"], scanned["To"] = f"copieur@{DOMAIN}", f"courrier@{DOMAIN}"
    scanned["Message-ID"] = f"<scan@{DOMAIN}>"
    scanned.add_attachment(
        make_pdf("Lettre"), maintype="application", subtype="pdf", filename="lettre.pdf"
    )
    city.receive(scanned)
    (letter,) = rpc.search_read("grc.scan", [], ["id"])
    rpc.call("grc.scan", "write", [letter["id"]], {"department_id": city.department_id})
    rpc.create(
        "grc.silence",
        email="bruit@writer.example",
        reason="Quarante courriels par jour",
        date_to=str(date.today() + timedelta(days=30)),
    )
    noise = EmailMessage()
    noise["From"], noise["To"] = "bruit@writer.example", DEPARTMENT_ADDRESS
    noise["Message-ID"] = "<bruit@writer.example>"
    noise.set_content("Encore !")
    city.receive(noise)


def _fill_work(city):
    """Make a question answered on the spot, absences, and a level that validates answers."""
    rpc = city.rpc
    channel_id = rpc.id_of("grc_citizen.grc_channel_counter")
    rpc.call("grc.contact", "record", city.type_id, channel_id)
    day = str(date.today() + timedelta(days=30))
    for login in ("agent", "accueil"):
        rpc.create("grc.absence", user_id=city.users[login], date_from=day, date_to=day)
    rpc.create(
        "tier.definition",
        name="Chef de service",
        model_id=rpc.id_of("grc_citizen.model_grc_request_answer"),
        reviewer_id=city.users["responsable"],
    )


def stage(city, state):
    """Return the id of the first stage of a state."""
    return city.rpc.id_of(f"grc_citizen.grc_request_stage_{state}")


class Walk:
    """Opens each menu of the application, each kind of view it offers, a new form and a record.

    `without_record` holds the menus whose list was empty.

    :param BackEnd back_end: of the user who walks
    """

    def __init__(self, back_end):
        self.back_end = back_end
        self.page = back_end.page
        self.without_record = set()
        menus = back_end.read_menus()
        (root,) = [menu for menu in menus.values() if menu.get("xmlid") == "grc_citizen.menu_root"]
        self.menus = [
            menu
            for menu in menus.values()
            if menu.get("appID") == root["id"] and menu["actionID"] and menu["id"] != root["id"]
        ]

    def run(self):
        """Return the problems by screen.

        :rtype: dict[str, str]
        """
        problems = {}
        for menu in self.menus:
            for screen in self._visit(menu):
                try:
                    self.back_end.check()
                except AssertionError as error:
                    problems[f"{menu['xmlid']} {screen}"] = str(error)
                    self.back_end.watch.problems.clear()
                    self._open(menu)
        return problems

    def _open(self, menu):
        self.back_end.open(f"action-{menu['actionID']}")

    def _visit(self, menu):
        """Go through the screens of a menu, and give the name of each once it is shown."""
        self._open(menu)
        yield "first"
        kinds = [self._kind(switch) for switch in self.page.locator(SWITCHES).all()]
        for kind in kinds[1:] + kinds[:1]:
            self._switch(kind)
            yield kind
        if self._open_record():
            yield "record"
            self._open(menu)
        elif self.page.locator(".o_list_view, .o_kanban_view").count():
            self.without_record.add(menu["xmlid"].partition(".")[2])
        if self._press_new():
            yield "new"

    @staticmethod
    def _kind(switch):
        classes = switch.get_attribute("class").split()
        return next(
            name[2:] for name in classes if name.startswith("o_") and name != "o_switch_view"
        )

    def _switch(self, kind):
        self.page.locator(f"{SWITCHES}.o_{kind}").click()
        self.back_end.wait_for_view(kind)

    def _press_new(self):
        button = self.page.locator(NEW_BUTTONS).locator("visible=true").first
        if not button.count():
            return False
        button.click()
        self.back_end.wait_until_idle()
        return True

    def _open_record(self):
        record = self.page.locator(RECORDS).locator("visible=true").first
        if not record.count():
            return False
        record.click()
        self.back_end.wait_until_idle()
        return True
