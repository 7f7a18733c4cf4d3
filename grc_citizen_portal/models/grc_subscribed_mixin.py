from odoo import api, models


class GrcSubscribedMixin(models.AbstractModel):
    """Records that anybody may follow by e-mail; see ``grc.subscription``."""

    _name = "grc.subscribed.mixin"
    _description = "Followed by E-mail"

    def _can_be_followed(self):
        """Tell whether visitors may follow this record; hook.

        :rtype: bool
        """
        return False

    def _get_followed_label(self):
        """Return what mails and pages call this record, without the words of anybody; hook.

        :rtype: str
        """
        return self.display_name

    def _get_followed_code(self):
        """Return by what a form of a public page names this record; hook.

        :rtype: str
        """
        raise NotImplementedError

    def _get_feed_path(self):
        """Return the path of an Atom feed of this record; hook.

        :rtype: str
        """
        raise NotImplementedError

    @api.model
    def _find_followed(self, code):
        """Return the record that a form names, empty when there is none to follow; hook.

        :param str code: of :meth:`_get_followed_code`, or made up
        """
        raise NotImplementedError

    def _on_followed(self, subscription):
        """React to an address that begins to follow this record; hook."""

    @api.model
    def _notify_followers(self):
        """Tell a batch of those who follow such records of what happened; hook.

        :return: how many were looked at; zero when nobody is left to be told
        :rtype: int
        """
        return 0
