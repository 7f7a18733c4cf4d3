from markupsafe import Markup

from odoo import SUPERUSER_ID, models


class GrcRequest(models.Model):
    """What whoever has the tracking code adds to a request."""

    _inherit = "grc.request"

    def _post_by_tracking_code(self, text, key, files=(), not_fixed=False):
        """Add words and files from the tracking page to the conversation, marked as such.

        A request that waits for the citizen goes on.

        :param str text: plain
        :param str key: of the form; the same twice adds them once
        :param list[tuple[str, bytes]] files: name and content
        :param bool not_fixed: it was closed too soon, and is to be opened again
        :raises UserError: when the words cannot be taken, with what to do
        :raises ValidationError: with what is wrong with the files
        """
        request = self._get_public_request().with_context(grc_by_tracking_code=True)
        # Nothing of it is the public user's doing.
        request = request.with_user(SUPERUSER_ID)
        post = request._say_not_fixed if not_fixed else request._post_from_citizen
        post(text, key, files)

    def _prepare_citizen_words(self, words):
        html = super()._prepare_citizen_words(words)
        if not self.env.context.get("grc_by_tracking_code"):
            return html
        lang = self.company_id.partner_id.lang or self.env.lang
        note = self.with_context(lang=lang).env._(
            "Through the tracking page, identity not verified:"
        )
        return Markup("<p><em>%s</em></p>%s") % (note, html)
