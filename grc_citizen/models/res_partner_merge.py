from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError


class ResPartner(models.Model):
    """Merge two contacts that are one person."""

    _inherit = "res.partner"

    grc_alias_ids = fields.One2many(
        "grc.partner.alias",
        "partner_id",
        string="Other E-mails and Phones",
        help="Known before a merge: who writes or calls from there is still recognised.",
    )

    def action_merge_selected(self):
        """Open the two citizens chosen in a list side by side.

        :raises UserError: unless there are two
        """
        if len(self) != 2:
            raise UserError(self.env._("Choose two citizens: they are merged two by two."))
        return self._action_open_merge()

    def _action_open_merge(self):
        self._grc_check_mergeable()
        wizard = self.env["grc.partner.merge"]._open(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("One Person, Two Contacts"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _grc_check_mergeable(self):
        """Check that these two contacts may be merged by this user.

        :raises AccessError: when they may not be changed, or one is that of a colleague
        :raises UserError: when they cannot be one
        """
        if len(self.exists()) < 2:
            raise UserError(self.env._("One of these contacts is gone: it was merged meanwhile."))
        if not self.env.su and not self.env.user.has_group("grc_citizen.group_agent"):
            raise AccessError(self.env._("Only agents merge citizens."))
        self.check_access("write")
        contacts = self.sudo().with_context(active_test=False)
        users = contacts.user_ids
        if len(users) > 1:
            raise UserError(
                self.env._(
                    "Both have an account (%(logins)s): the city cannot choose for them which one "
                    "stays. Ask the person, then have an administrator close the other account.",
                    logins=", ".join(users.mapped("login")),
                )
            )
        if not users.share and users and not self.env.user.has_group("base.group_erp_manager"):
            raise AccessError(
                self.env._(
                    "%(name)s works here: only an administrator merges the contacts of colleagues.",
                    name=users.name,
                )
            )
        if self.env["res.company"].sudo().search_count([("partner_id", "in", self.ids)]):
            raise UserError(self.env._("The contact of the town hall itself is not merged."))
        if contacts[0] in contacts[1]._grc_get_ancestors() or (
            contacts[1] in contacts[0]._grc_get_ancestors()
        ):
            raise UserError(
                self.env._("One belongs to the other: a contact, or a member of the household.")
            )
        if len(contacts.company_id) > 1:
            raise UserError(self.env._("They are kept apart by two companies of this database."))
        if len(set(contacts.mapped(lambda one: one.citizen_type == "household"))) > 1:
            raise UserError(self.env._("A household and a person are not the same."))

    def _grc_get_ancestors(self):
        """Return the companies above a contact and its household."""
        ancestors = self.household_id
        parent = self.parent_id
        while parent:
            ancestors |= parent
            parent = parent.parent_id
        return ancestors

    def _grc_merge(self, other, values):
        """Merge another contact into this one, with all that points to it.

        Requests, consents, messages, activities, ratings, followers and the account come along,
        those that the user may not see included.

        :param other: ``res.partner`` that goes
        :param dict values: what this one has afterwards, where somebody chose
        :raises UserError: when another agent is merging one of them
        """
        self.ensure_one()
        both = self | other
        try:
            both.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("One of these contacts is being changed or merged. Try again.")
            ) from error
        both._grc_check_mergeable()
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(both.ids, self.sudo())
        self.invalidate_recordset()
        if values:
            self.with_context(grc_keep_as_typed=True).write(values)
        self.sudo()._grc_drop_own_aliases()

    def _grc_keep_identity(self, merged):
        """Keep who the contacts were that go into this one: in its history, and to be recognised.

        :param merged: ``res.partner``
        """
        lines = Markup("").join(
            Markup("<li>%s</li>")
            % ", ".join(
                filter(
                    None,
                    (one.name, one.email, one.phone, one.contact_address_inline, f"#{one.id}"),
                )
            )
            for one in merged
        )
        self._message_log(
            body=Markup("<p>%s</p><ul>%s</ul>")
            % (self.env._("Merged into this citizen, with all that was theirs:"), lines),
            author_id=self.env.user.partner_id.id,
        )
        for one in merged:
            if one.comment and one.comment not in (self.comment or ""):
                self.comment = (self.comment or Markup("")) + one.comment
        self.env["grc.partner.alias"].create(
            [
                {"partner_id": self.id, "kind": kind, "value": value}
                for kind, value in sorted(self._grc_get_new_aliases(merged))
            ]
        )

    def _grc_get_new_aliases(self, merged):
        """Return what was written and called of these contacts, and is not kept yet."""
        known = {(alias.kind, alias.value) for alias in self.grc_alias_ids}
        both = self + merged
        return {
            *(("email", email) for email in both.mapped("email_normalized") if email),
            *(("phone", phone) for phone in both.mapped("phone_sanitized") if phone),
        } - known

    def _grc_drop_own_aliases(self):
        """Forget as others the e-mail and the telephone that are this citizen's own."""
        self.grc_alias_ids.filtered(
            lambda alias: alias.value in (self.email_normalized, self.phone_sanitized)
        ).unlink()
