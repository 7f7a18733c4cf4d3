from .common import GrcCase

#: As people type them, and the code of what they mean.
TYPINGS = {
    "lampadaire": "lamp",
    "LAMPADAIRES": "lamp",
    "lampadère": "lamp",
    "lanpadaire": "lamp",
    "lampadiare": "lamp",
    "lampadair casé": "lamp",
    "lumiere eteinte": "lamp",
    "éclairage public": "lamp",
    "candélabre": "lamp",
    "il y a un lampadaire en panne devant chez moi": "lamp",
    "poubele": "bin",
    "poubelles": "bin",
    "pubelle": "bin",
    "bac roullant": "bin",
    "conteneur": "bin",
    "ordur": "dump",
    "ordures": "dump",
    "décharge sovage": "dump",
    "depot sauvage": "dump",
    "encombrants": "junk",
    "ancombran": "junk",
    "dechets": "dump",
    "déchais": "dump",
    "matelas dans la rue": "dump",
    "trotoir": "pothole",
    "trottoirs abimés": "pothole",
    "nid de poule": "pothole",
    "nid-de-poule": "pothole",
    "niddepoule": "pothole",
    "ni de poule": "pothole",
    "trou dans la route": "pothole",
    "chaussé": "pothole",
    "cantine": "canteen",
    "cantinne": "canteen",
    "quantine": "canteen",
    "restaurent scolaire": "canteen",
    "inscription école": "canteen",
    "etat civile": "birth",
    "acte de naisance": "birth",
    "acte nésance": "birth",
    "extrait de naissanse": "birth",
    "passport": "identity",
    "pasport": "identity",
    "apsseport": "identity",
    "carte d identité": "identity",
    "carte didentité": "identity",
    "carte identiter": "identity",
    "arbre": "tree",
    "arbe": "tree",
    "elagaje": "tree",
    "bruit": "noise",
    "brui": "noise",
    "musique trop forte": "noise",
    "tapage noctune": "noise",
}


class TestTypeSearch(GrcCase):
    """What people mean by what they type."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["grc.request.type"].search([]).active = False
        themes = {}
        cls.types = cls.env["grc.request.type"]
        for code, theme, name, keywords, description in (
            ("lamp", "Éclairage public", "Lampadaire en panne", "lumière, candélabre", "Éteint"),
            ("bin", "Propreté", "Demande de bac roulant", "poubelle, conteneur", "Premier bac"),
            (
                "dump",
                "Propreté",
                "Dépôt sauvage",
                "déchets, décharge, matelas",
                "Ordures",
            ),
            ("pothole", "Voirie", "Nid-de-poule ou chaussée dégradée", "trou, route, trottoir", ""),
            ("canteen", "École", "Inscription au restaurant scolaire", "cantine", ""),
            ("birth", "État civil", "Copie d’acte de naissance", "extrait", ""),
            ("identity", "État civil", "Carte d’identité et passeport", "CNI", ""),
            ("tree", "Espaces verts", "Arbre dangereux ou à élaguer", "élagage, branche", ""),
            ("junk", "Propreté", "Encombrants", "", ""),
            ("noise", "Tranquillité", "Nuisances sonores", "bruit, musique, tapage nocturne", ""),
        ):
            if theme not in themes:
                themes[theme] = cls.types.create({"name": theme, "code": f"theme-{len(themes)}"})
            cls.types += cls.types.create(
                {
                    "name": name,
                    "code": code,
                    "parent_id": themes[theme].id,
                    "keywords": keywords,
                    "description": f"<p>{description}</p>",
                }
            )

    def test_typings(self):
        for text, code in TYPINGS.items():
            with self.subTest(text):
                self.assertEqual(self.types._find_by_words(text)[:1].code, code)

    def test_nothing_is_made_up(self):
        for text in ("zzz", "piscine", "xylophone", "", "  ", "?!"):
            with self.subTest(text):
                self.assertFalse(self.types._find_by_words(text))

    def test_words_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        lamp = self.types[0]
        lamp.with_context(lang="fr_FR").keywords = "ampoule"
        self.assertFalse(self.types._find_by_words("ampoule"))
        self.assertEqual(self.types.with_context(lang="fr_FR")._find_by_words("ampoules"), lamp)

    def test_the_front_desk_forgives_too(self):
        desk = self.env["grc.front.desk"].with_user(self.front_desk)
        found = desk.find_types("lampadère")["types"]
        self.assertEqual([one["id"] for one in found], self.types[0].ids)

    def test_queries(self):
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            self.types._find_by_words("lampadère")
