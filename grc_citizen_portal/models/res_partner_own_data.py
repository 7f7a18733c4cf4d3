from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.grc_citizen.tools.mail_source import storable

#: Longest value of a field of the profile, in characters.
MAX_LENGTH = 200
ADDRESS = ["street", "street2", "zip", "city", "country_id"]
IDENTIFIERS = ["company_registry", "rna"]
KINDS = ("person", "company", "association")


class ResPartner(models.Model):
    """What citizens see and correct of themselves (GDPR, articles 15 and 16)."""

    _inherit = "res.partner"

    def _get_own_fields(self):
        """Return the groups of fields that these citizens correct themselves; hook.

        Those of a group are written together, and what is wrong is told at the first of them. The
        e-mail is not one: see ``grc.email.change``.

        :rtype: list[list[str]]
        """
        self.ensure_one()
        groups = [["name"]]
        if self.citizen_type != "household":
            groups.append(["citizen_type"])
        # What a contact shares with its company is the company's: Odoo writes it there.
        if not (self.parent_id and self.type == "contact"):
            groups.append([*reversed(ADDRESS)])
        groups.append(["phone"])
        if self == self.commercial_partner_id:
            groups += [[name] for name in IDENTIFIERS]
        return groups

    def _get_own_values(self):
        """Return what the form of the profile shows at first, as typed there.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        names = [name for group in self._get_own_fields() for name in group]
        values = {name: self[name] or "" for name in names}
        if "country_id" in values:
            values["country_id"] = str((self.country_id or self.env.company.country_id).id or "")
        if "citizen_type" in values:
            values["citizen_type"] = self.citizen_type or KINDS[0]
        return values

    def _save_own_values(self, typed):
        """Write what citizens corrected of themselves, all of it or nothing.

        :param dict typed: texts by field; what the form did not send stays as it is
        :return: what is wrong, by field; empty when all was written
        :rtype: dict[str, str]
        """
        self.ensure_one()
        errors = self._check_own_values(typed)
        if errors:
            return errors
        with self.env.cr.savepoint() as savepoint:
            self._grc_mark_citizens()
            for names in self._get_own_fields():
                values = {
                    name: self._read_own_value(name, typed[name]) for name in names if name in typed
                }
                values = {
                    name: value for name, value in values.items() if self._is_new(name, value)
                }
                if values:
                    errors.update(self._try_own_values(names[0], values))
            if errors:
                savepoint.rollback()
        return errors

    def _try_own_values(self, field, values):
        try:
            with self.env.cr.savepoint():
                self.write(values)
        except UserError as error:
            return {field: str(error)}
        return {}

    def _is_new(self, name, value):
        present = self[name]
        return value != (present.id if self._fields[name].relational else present)

    def _check_own_values(self, typed):
        """Return what cannot be written at all, by field; hook."""
        errors = {}
        if "name" in typed and not typed["name"].strip():
            errors["name"] = self.env._("Type your name: letters to you carry it.")
        for name, value in typed.items():
            if len(value) > MAX_LENGTH:
                errors[name] = self.env._(
                    "This is too long: %(count)s characters at most.", count=MAX_LENGTH
                )
        if typed.get("citizen_type", KINDS[0]) not in KINDS:
            errors["citizen_type"] = self.env._("Choose one of these.")
        country = typed.get("country_id")
        if country and not (country.isdecimal() and self._find_country(country)):
            errors["country_id"] = self.env._("Choose a country of the list.")
        return errors

    @api.model
    def _find_country(self, typed):
        return self.env["res.country"].browse(int(typed)).exists() if len(typed) < 9 else None

    @api.model
    def _read_own_value(self, name, typed):
        value = storable(typed).strip()
        if name == "country_id":
            return int(value) if value else False
        return value or False

    def _get_reachable_channels(self):
        """Return the ways by which the city can write to this citizen, as a selection.

        :rtype: list[tuple[str, str]]
        """
        self.ensure_one()
        needs = {"email": "email", "sms": "phone_sanitized", "phone": "phone", "post": "city"}
        channels = self._fields["preferred_channel"]._description_selection(self.env)
        return [(value, label) for value, label in channels if self[needs[value]]]

    def _save_preferences(self, channel, lang):
        """Write how and in which language a citizen wants to be written to.

        :param str channel: of ``preferred_channel``, or empty: the city chooses
        :param str lang: code of an installed language
        :return: what is wrong, by field
        :rtype: dict[str, str]
        """
        self.ensure_one()
        errors = {}
        if channel and channel not in dict(self._get_reachable_channels()):
            errors["preferred_channel"] = self.env._(
                "We cannot reach you that way yet: complete your details first."
            )
        if lang not in dict(self.env["res.lang"].get_installed()):
            errors["lang"] = self.env._("Choose one of these languages.")
        if not errors:
            self.write({"preferred_channel": channel or False, "lang": lang})
        return errors
