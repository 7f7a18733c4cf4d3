from odoo.tests import TransactionCase, tagged

from ..tools.mail_text import clean_subject, fold_quotes, split_quotes


@tagged("-at_install", "post_install")
class TestMailText(TransactionCase):
    def _assert_visible(self, text, visible):
        kept = "\n".join(block for folded, block in split_quotes(text) if not folded)
        self.assertEqual(kept.strip(), visible)

    def test_what_clients_put_above_a_quote_is_folded_with_it(self):
        for attribution in (
            "On Mon, May 4, 2026 at 10:12 AM City <city@ville.example> wrote:",
            "On Mon, May 4, 2026 at 10:12 AM City\n<city@ville.example> wrote:",
            "Le lun. 4 mai 2026 à 10:12, Mairie <mairie@ville.example> a écrit :",
            "Le 04/05/2026 à 10:12, Mairie a écrit\xa0:",
            "Am 04.05.2026 um 10:12 schrieb Stadt:",
        ):
            with self.subTest(attribution):
                self._assert_visible(f"My words.\n\n{attribution}\n> Yours.\n> Too.\n", "My words.")

    def test_everything_below_a_separator_is_folded(self):
        for separator in (
            "-- ",
            "-----Original Message-----",
            "-----Message d'origine-----",
            "________________________________",
            "Envoyé de mon iPhone",
            "Sent from my Galaxy",
            "De : Mairie <mairie@ville.example>\nEnvoyé : lundi 4 mai 2026 10:12",
            "From: City <city@ville.example>\nSent: Monday",
        ):
            with self.subTest(separator):
                self._assert_visible(f"My words.\n\n{separator}\nOther words.\n", "My words.")

    def test_answers_between_quotes_stay_visible(self):
        self._assert_visible(
            "> Which bin?\n\nThe red one.\n\n> Where?\n\nHere.\n", "The red one.\nHere."
        )

    def test_sentences_that_look_like_separators_stay(self):
        for text in (
            "De : la rue Verte à la rue Bleue, plus de lumière.",
            "On m'a écrit : rien.",
            "Le maire a écrit : « bientôt ».\nRien depuis.",
        ):
            with self.subTest(text):
                self._assert_visible(text, text)

    def test_nothing_is_lost_by_folding(self):
        text = "One.\n\n> Two.\n\nThree.\n-- \nFour"
        folded = fold_quotes(f"<pre>{text.replace('>', '&gt;')}</pre>", "More")
        for word in ("One.", "Two.", "Three.", "Four"):
            self.assertEqual(folded.count(word), 1)

    def test_a_subject_may_be_only_prefixes(self):
        self.assertEqual(clean_subject("Re: Fwd: "), "")
        self.assertEqual(clean_subject(None), "")
        self.assertEqual(clean_subject("RE[2]: x\r\nBcc: y"), "x Bcc: y")
