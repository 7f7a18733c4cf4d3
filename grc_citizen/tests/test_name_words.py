from odoo.tests import tagged
from odoo.tools import SQL

from ..tools.words import split_words
from .common import GrcCase


@tagged("post_install", "-at_install")
class TestNameWords(GrcCase):
    """People are found by the words of their name, whatever the server's options."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].create(
            [
                {"name": name, "is_citizen": True}
                for name in (
                    "Jean-François D’Évry",
                    "ŒUVRARD Zoë",
                    "Łukasz Groß",
                    "N'Guyễn/Lê",
                    "j.martin",
                    "Иван Петров",
                )
            ]
        )

    def _find(self, text):
        people = self.env["res.partner"].with_user(self.front_desk)
        return people.search(
            [("id", "in", people._grc_search_person(text)), ("id", "in", self.people.ids)]
        ).mapped("name")

    def test_words(self):
        self.assertEqual(
            split_words("Jean-François d'Évry (Œuvre)"),
            ["jean", "francois", "d", "evry", "oeuvre"],
        )
        self.assertEqual(split_words(None), [])

    def test_any_typing_of_a_name(self):
        for text, name in (
            ("jean francois", "Jean-François D’Évry"),
            ("EVRY jean", "Jean-François D’Évry"),
            ("évr fran", "Jean-François D’Évry"),
            ("oeuvrard", "ŒUVRARD Zoë"),
            ("zoe œuv", "ŒUVRARD Zoë"),
            ("lukasz gross", "Łukasz Groß"),
            ("nguyen", None),
            ("guyen le", "N'Guyễn/Lê"),
            ("martin", "j.martin"),
            ("Иван", "Иван Петров"),
        ):
            self.assertEqual(self._find(text), [name] if name else [], text)

    def test_a_name_that_changes_is_found_by_its_new_words(self):
        self.people[1].name = "Zoë Lenoir"
        self.assertEqual(self._find("lenoir zoe"), ["Zoë Lenoir"])
        self.assertEqual(self._find("oeuvrard"), [])

    def test_a_person_is_chosen_without_accents(self):
        people = self.env["res.partner"].with_user(self.agent)
        found = [name for _id, name in people.name_search("francois evry")]
        self.assertEqual(found, ["Jean-François D’Évry"])
        self.assertEqual(people.name_search("francois evri"), [])

    def test_a_citizen_is_chosen_by_the_indexes_alone(self):
        people = self.env["res.partner"].with_user(self.agent).with_context(default_is_citizen=True)
        people.create({"name": "Other", "ref": "evry-17", "phone": "01 99 00 24 68"})
        names = [name for _id, name in people.name_search("evry")]
        self.assertEqual(names, ["Jean-François D’Évry"])
        for text in ("ry-17", "01.99.00.24.68"):
            self.assertEqual([name for _id, name in people.name_search(text)], ["Other"], text)

    def test_what_is_no_word_finds_nobody_and_breaks_nothing(self):
        for text in ("&|!", "a' | 'b", "\\", "  ", "x" * 5000, "x " * 5000):
            self.assertEqual(self._find(text) if text.strip() else [], [], text)

    def test_the_index_answers(self):
        query = self.env["res.partner"]._grc_words_query("lenoir")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(
            SQL("EXPLAIN SELECT id FROM res_partner WHERE grc_name_words @@ %s", query)
        )
        self.assertIn("res_partner_grc_name_words_idx", str(plan))
