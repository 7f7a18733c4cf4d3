"""A small French town whose citizens ask by the portal."""

import base64
import io

from PIL import Image, ImageDraw

from .city import City

PHONE = "+33 1 99 00 00 00"
CITIZENS = {
    "citoyen": {"name": "Camille Citoyen", "phone": "+33 6 39 98 00 01"},
    "voisine": {"name": "Nour Voisine", "phone": "+33 6 39 98 00 02"},
}
QUESTIONS = [
    {"name": "numero", "string": "Numéro du mât", "type": "char"},
    {"name": "depuis", "string": "Depuis quand ? *", "type": "date"},
    {
        "name": "panne",
        "string": "Que se passe-t-il ?",
        "type": "selection",
        "selection": [["eteint", "Éteint"], ["clignote", "Clignote"], ["casse", "Cassé"]],
    },
    {"name": "combien", "string": "Combien de lampadaires ?", "type": "integer"},
]
SCHOOL_QUESTIONS = [
    {"name": "enfant", "string": "Prénom et nom de l’enfant *", "type": "char"},
    {"name": "naissance", "string": "Date de naissance", "type": "date"},
    {"name": "allergie", "string": "A une allergie", "type": "boolean"},
]
GAS_WARNING = "<p>Odeur de gaz : éloignez-vous et appelez le <strong>18</strong>.</p>"
#: By code; each has the department *Voirie* and a deadline in working days.
TYPES = {
    "lampadaire": {
        "name": "Lampadaire en panne",
        "kind": "report",
        "requires_location": True,
        "requires_photo": True,
        "allows_anonymous": True,
        "is_public": True,
        "deadline_value": 5,
        "description": "<p>Un lampadaire éteint, qui clignote ou cassé.</p>",
        "question_definition": QUESTIONS,
    },
    "odeur-gaz": {
        "name": "Odeur dans la rue",
        "kind": "report",
        "requires_location": True,
        "allows_anonymous": True,
        "deadline_value": 1,
        "warning": GAS_WARNING,
    },
    "inscription-cantine": {
        "name": "Inscription à la cantine",
        "kind": "procedure",
        "deadline_value": 15,
        "silence_means": "refusal",
        "appeal_text": "<p>Recours gracieux auprès du maire dans les deux mois.</p>",
        "description": "<p>Pour un enfant d’une école de la ville.</p>",
        "required_documents": "<ul><li>Justificatif de domicile</li><li>Livret</li></ul>",
        "question_definition": SCHOOL_QUESTIONS,
    },
    "question": {"name": "Une question", "kind": "information", "deadline_value": 3},
    "sensible": {
        "name": "Aide sociale d’urgence",
        "kind": "procedure",
        "is_confidential": True,
        "deadline_value": 2,
    },
}


def make_logo():
    """Return a town's logo, as a field of Odoo holds it."""
    image = Image.new("RGBA", (240, 96), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((4, 4, 92, 92), fill="#1d4f91")
    draw.polygon([(48, 18), (80, 70), (16, 70)], fill="#ffffff")
    draw.rectangle((110, 40, 230, 56), fill="#1d4f91")
    content = io.BytesIO()
    image.save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


class PortalTown(City):
    """A town in French and English with its colours, what can be asked of it, and two citizens.

    `types` has the ids of :data:`TYPES` by code, `citizens` those of the contacts by login, whose
    password is the login.

    :param Models rpc: of an administrator of Odoo
    """

    def __init__(self, rpc):
        super().__init__(rpc)
        self._speak_two_languages()
        (company,) = rpc.search_read("res.company", [], ["id"], limit=1)
        self.company_id = company["id"]
        looks = {"logo": make_logo(), "primary_color": "#1d4f91", "secondary_color": "#c8102e"}
        rpc.call("res.company", "write", [self.company_id], {**looks, "website": False})
        self.types = {code: self._create_offer(code) for code in TYPES}
        self.citizens = {login: self._create_citizen(login) for login in CITIZENS}

    def _speak_two_languages(self):
        domain = [("code", "=", "en_US"), ("active", "in", (True, False))]
        (english,) = self.rpc.search_read("res.lang", domain, ["id"])
        wizard_id = self.rpc.create("base.language.install", lang_ids=[(6, 0, [english["id"]])])
        self.rpc.call("base.language.install", "lang_install", [wizard_id])
        self.rpc.call("ir.default", "set", "res.partner", "lang", "fr_FR")

    def _create_offer(self, code):
        values = {"department_id": self.department_id, "deadline_unit": "working_days"}
        return self.rpc.create("grc.request.type", code=code, **values, **TYPES[code])

    def _create_citizen(self, login):
        values = {
            **CITIZENS[login],
            "login": login,
            "password": login,
            "email": f"{login}@valmont.example",
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(6, 0, [self.rpc.id_of("base.group_portal")])],
        }
        uninvited = {"no_reset_password": True}
        user_id = self.rpc.call("res.users", "create", values, context=uninvited)
        (user,) = self.rpc.search_read("res.users", [("id", "=", user_id)], ["partner_id"])
        return user["partner_id"][0]
