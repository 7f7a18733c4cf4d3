from markupsafe import Markup

from odoo import SUPERUSER_ID, models


class GrcRequest(models.Model):
    """What whoever has the tracking code adds to a request."""

    _inherit = "grc.request"

    def _post_by_tracking_code(self, text, key, not_fixed=False):
        """Add words from the tracking page to the conversation, marked as such.

        A request that waits for the citizen goes on.

        :param str text: plain
        :param str key: of the form; the same twice adds them once
        :param bool not_fixed: it was closed too soon, and is to be opened again
        :raises UserError: when they cannot be taken, with what to do, in the visitor's language
        """
        request = self._get_public_request()
        request._check_citizen_words(text)
        if not_fixed:
            request._get_tracked()._check_not_fixed_accepted()
        # What agents read is in the language of the town, and nothing is the public user's doing.
        lang = request.company_id.partner_id.lang or self.env.lang
        agents = request.with_user(SUPERUSER_ID).with_context(lang=lang, grc_by_tracking_code=True)
        post = agents._say_not_fixed if not_fixed else agents._post_from_citizen
        post(text, key)

    def _prepare_citizen_words(self, words):
        html = super()._prepare_citizen_words(words)
        if not self.env.context.get("grc_by_tracking_code"):
            return html
        note = self.env._("Through the tracking page, identity not verified:")
        return Markup("<p><em>%s</em></p>%s") % (note, html)
