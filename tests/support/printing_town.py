"""A small French town with a request that has everything that papers show."""

import base64
import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from .city import City

LONG_ADDRESS = {
    "name": "Hélène Œuvrard-Gümüş",
    "street": "1234 boulevard du Général-de-Gaulle prolongé",
    "street2": "Résidence Les Peupliers, bâtiment C, appt 42",
    "zip": "25999",
    "city": "Saint-Étienne-d’Orthe-sur-l’Ognon",
}
WORDS = "La chaussée s’est affaissée « près de l’école », côté cœur de ville : 3 m² à reprendre. "


@dataclass
class PrintingTown:
    """A town with a request that has everything, and what was written about it."""

    city: City
    request_id: int
    answer_id: int
    many_ids: list
    confidential_id: int


def picture(width, height):
    """Return a picture of a street as an attachment holds it."""
    image = Image.new("RGB", (width, height), "#808890")
    ImageDraw.Draw(image).ellipse((width // 3, height // 3, width // 2, height // 2), fill="black")
    content = io.BytesIO()
    image.save(content, "JPEG")
    return base64.b64encode(content.getvalue()).decode()


def make_printing_town(rpc, imap):
    """Record the town, a request with a long address, words and pictures, and sixty more.

    :param Models rpc: of an administrator of Odoo
    :param Dovecot imap: where the mailbox of the town is
    :rtype: PrintingTown
    """
    city = City(rpc, imap)
    france = rpc.id_of("base.fr")
    company_id = rpc.search_read("res.company", [], ["id"], limit=1)[0]["id"]
    place = {"street": "1 place de l’Hôtel-de-Ville", "zip": "25999", "city": "Valmont"}
    rpc.call("res.company", "write", [company_id], {**place, "logo": picture(420, 96)})
    appeal = f"<p>{WORDS * 12}</p>"
    rpc.call(
        "grc.request.type",
        "write",
        [city.type_id],
        {"silence_means": "refusal", "appeal_text": appeal},
    )
    citizen_id = rpc.create("res.partner", **LONG_ADDRESS, country_id=france, lang="fr_FR")
    request_id = rpc.create(
        "grc.request",
        name="Chaussée affaissée devant l’école",
        type_id=city.type_id,
        partner_id=citizen_id,
        phone="+33 1 99 00 55 55",
        description=f"<p>{WORDS * 6}</p>",
        priority="2",
        user_id=city.users["agent"],
    )
    for number in range(3):
        rpc.create(
            "ir.attachment",
            name=f"photo-{number}.jpg",
            datas=picture(1600, 1200),
            res_model="grc.request",
            res_id=request_id,
        )
    answer_id = rpc.create(
        "grc.request.answer",
        request_id=request_id,
        delivery="post",
        subject="Réfection de la chaussée devant l’école",
        body=f"<p>Madame,</p><p>{WORDS * 4}</p>" * 8,
    )
    many_ids = rpc.call(
        "grc.request",
        "create",
        [
            {
                "name": f"Demande {number}",
                "type_id": city.type_id,
                "contact_name": f"Usager n° {number}" + " au nom assez long" * (number % 4),
            }
            for number in range(60)
        ],
    )
    secret_type_id = rpc.create(
        "grc.request.type",
        name="Aide sociale",
        code="aide-sociale",
        is_confidential=True,
        department_id=city.department_id,
    )
    confidential_id = rpc.create("grc.request", name="Secours", type_id=secret_type_id)
    return PrintingTown(city, request_id, answer_id, many_ids, confidential_id)
