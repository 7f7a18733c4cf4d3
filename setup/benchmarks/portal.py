"""What the citizen's form bears: sixteen people reporting at once, each with a photo."""

from crowd import Browser, Server, gather, make_photo
from databases import copy, drop, environment, install, loaded

PEOPLE = 16
VISITS = 4
LOGIN = "portal"
#: Sixteen people come from one address here.
NO_LIMITS = {
    f"grc_citizen_portal.limit_{scope}_{by}": "1000000/3600"
    for scope in ("begin", "send", "upload", "guess", "message", "mail")
    for by in ("address", "session", "contact")
}


class OursForm:
    """GRC Citizen's form, by somebody without an account, step by step as without JavaScript."""

    addons = ("grc_citizen_portal",)
    model = "grc.request"

    def prepare(self, env):
        parameters = env["ir.config_parameter"]
        for name, value in NO_LIMITS.items():
            parameters.set_param(name, value)
        parameters.set_param("grc_citizen_portal.minimum_seconds", "0")
        env["grc.request.type"].search([("code", "=", "bench-0")]).write(
            {"requires_location": True, "requires_photo": True}
        )

    def begin(self, browser):
        """Nobody logs in."""

    def report(self, browser, number, photo):
        """Report from the first page to the receipt; return the address of the receipt."""
        typed = {
            "description": f"Un trou profond devant le {number}.",
            "place": f"{number} rue des Roses",
            "contact_name": f"Durand {number}",
            "email": f"durand{number}@unknown.example",
        }
        browser.open("/citizen/new/bench-0/what")
        while "/check" not in browser.path:
            before = browser.path
            browser.submit(photo=photo, action="next", **self._keep_asked(browser, typed))
            if browser.path == before:
                raise ValueError(f"{before}: refused")
        path = browser.submit(action="send")
        if "/citizen/sent/" not in path:
            raise ValueError(f"not sent: {path}")
        return path

    @staticmethod
    def _keep_asked(browser, typed):
        asked = browser.page.xpath("//main//form//@name")
        return {name: value for name, value in typed.items() if name in asked}

    def count(self, env, results):
        """Return how many of the receipts have a request of their own, with its photo."""
        codes = [path.partition("?")[0].rpartition("/")[2] for path in results]
        found = env[self.model].search([("tracking_code", "in", codes)])
        return _count_with_photo(env, found)


class PeerForm:
    """The peer's form for who has an account, `/submitted/ticket`."""

    addons = ()
    model = "helpdesk.ticket"

    def prepare(self, env):
        """Nothing is to be set up."""

    def begin(self, browser):
        browser.log_in(LOGIN)

    def report(self, browser, number, photo):
        """Send the form; return the address of the ticket."""
        browser.open("/new/ticket")
        form = "//form[contains(@action, '/submitted/ticket')]"
        description = f"Un trou profond devant le {number}."
        return browser.submit(form, photo=photo, subject=f"Trou {number}", description=description)

    def count(self, env, results):
        """Return how many of the addresses have a ticket of their own, with its photo."""
        ids = {int(path.partition("?")[0].rpartition("/")[2]) for path in results}
        return _count_with_photo(env, env[self.model].browse(ids).exists())


def _count_with_photo(env, records):
    photos = env["ir.attachment"].search(
        [("res_model", "=", records._name), ("res_id", "in", records.ids)]
    )
    return len(set(photos.mapped("res_id")))


FORMS = {"ours": OursForm(), "peer": PeerForm()}


def measure(sides, load):
    """Return what the crowds met: (empty page, forms by side, problems).

    :param callable load: what fills a database, see :func:`databases.loaded`
    """
    photo = make_photo()
    crowds, problems, empty = {}, [], None
    for side in sides:
        form, name = FORMS[side.name], f"grc_bench_{side.name}_scratch"
        copy(loaded(side, 10_000, load), name)
        install(name, form.addons)
        with environment(name) as env:
            form.prepare(env)
            side.user(env, LOGIN).password = LOGIN
        with Server(name) as server:
            people = [Browser(server.url) for _person in range(PEOPLE)]
            for person in people:
                form.begin(person)
            form.report(people[0], -1, photo)
            if side.name == "ours":
                known = [Browser(server.url) for _person in range(PEOPLE)]
                for person in known:
                    person.log_in(LOGIN)
                empty = gather(known, VISITS * 4, lambda one, _number: one.open("/my"))
            crowd = gather(people, VISITS, lambda one, n, form=form: form.report(one, n, photo))
            crowds[side.name] = crowd
            problems += [f"{side.name}: {error}" for error in crowd.errors]
            problems += [
                f"{side.name}: {line}"
                for line in server.read_log().splitlines()
                if " ERROR " in line
            ]
        with environment(name) as env:
            made = form.count(env, crowd.results)
            if made != PEOPLE * VISITS:
                problems.append(f"{side.name}: {made} of {PEOPLE * VISITS} were recorded")
        drop(name)
    return empty, crowds, problems
