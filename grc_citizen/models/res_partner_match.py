from collections import defaultdict

from odoo import api, models, tools
from odoo.tools import SQL

from ..tools.names import name_key

# More than that at once is an import, which races with nobody and would hold too many locks.
LOCKED_EMAILS = 100


class ResPartner(models.Model):
    """Find the same person again instead of creating them twice."""

    _inherit = "res.partner"

    @api.model
    def _grc_match_citizens(self, vals_list):
        """Find who sent each request, for the whole batch in two searches.

        The e-mail decides first, then the telephone:

        * among contacts with the same e-mail: one in use before an archived one, a citizen before
          another contact, the one of the same name (families share addresses), somebody before an
          invoicing or delivery address, a company before its contacts, the oldest;
        * a telephone is only sure when one contact in use has it, or one of that name has it; and
          when an unknown e-mail comes with it, only for that name.

        Nothing is written: the one found keeps their name, whatever the sender calls themselves.
        Contacts of users, employees included, are found too: they are citizens as well.

        :param list vals_list: dicts with ``contact_name``, ``email_from`` and ``phone``, as typed
        :return: list of ``res.partner`` in the same order, empty where there is no sure match
        """
        keys = [self._grc_match_keys(vals) for vals in vals_list]
        by_email = self._grc_candidates("email_normalized", {email for email, _, _ in keys})
        by_phone = self._grc_candidates(
            "phone_sanitized", {phone for email, phone, _ in keys if email not in by_email}
        )
        return [
            self._grc_choose_by_email(by_email[email], name)
            if email in by_email
            else self._grc_choose_by_phone(by_phone.get(phone, self.browse()), email, name)
            for email, phone, name in keys
        ]

    @api.model
    def _grc_create_citizens(self, vals_list):
        """Create the senders that nobody knows yet, each once.

        Senders of the batch with the same e-mail, or without e-mail with the same telephone and
        name, are one person. A telephone number that is none is kept as it was typed.

        :param list vals_list: dicts with ``contact_name``, ``email_from`` and ``phone``
        :return: list of ``res.partner`` in the same order, empty where nothing identifies anybody
        :raises psycopg2.errors.SerializationFailure: somebody else has just created one of them;
            Odoo starts the call or the mail over, and then finds them
        """
        keys = [self._grc_identity(vals) for vals in vals_list]
        values_by_key = {}
        for key, vals in zip(keys, vals_list, strict=True):
            if key and key not in values_by_key:
                values_by_key[key] = self._grc_prepare_citizen_values(vals)
        self._grc_check_not_created_meanwhile(
            {email for email in (vals["email"] for vals in values_by_key.values()) if email}
        )
        partners = self.with_context(
            grc_keep_as_typed=True, mail_create_nosubscribe=True, mail_create_nolog=True
        ).create(list(values_by_key.values()))
        created = dict(zip(values_by_key, partners.with_env(self.env), strict=True))
        return [created.get(key, self.browse()) for key in keys]

    @api.model
    def _grc_check_not_created_meanwhile(self, emails):
        """Wait for whoever is creating the same citizens, and give up if they did.

        Two mails of a new sender may be handled by two workers at the same moment: neither sees
        the citizen that the other has not committed, nor what was committed after it began.
        """
        if not emails or len(emails) > LOCKED_EMAILS:
            return
        self.env.execute_query(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended(email, 0)) FROM unnest(%s) AS email",
                sorted(emails),
            )
        )
        committed = SQL("SELECT id FROM res_partner WHERE email_normalized = ANY(%s)", [*emails])
        with self.env.registry.cursor() as now:
            now.execute(committed)
            ids = [row[0] for row in now.fetchall()]
        if len(self.browse(ids).exists()) < len(ids):
            self.env.cr.execute(
                "DO $$ BEGIN RAISE EXCEPTION 'The same citizen was created meanwhile'"
                " USING ERRCODE = 'serialization_failure'; END $$",
                log_exceptions=False,
            )

    @api.model
    def _grc_prepare_citizen_values(self, vals):
        """Hook: values of the citizen created for an unknown sender.

        :param dict vals: ``contact_name``, ``email_from`` and ``phone`` as typed
        """
        display_name, email = tools.parse_contact_from_email(vals.get("email_from") or "")
        company = self.env.company
        return {
            "name": vals.get("contact_name") or display_name or email or vals.get("phone"),
            "email": email or vals.get("email_from"),
            "phone": vals.get("phone"),
            "is_citizen": True,
            "citizen_type": "person",
            "lang": company.partner_id.lang or self.default_get(["lang"]).get("lang"),
            "country_id": company.country_id.id,
        }

    @api.model
    def _grc_match_keys(self, vals):
        """Return (normalised e-mail, E.164 phone, words of the name), ``False`` where unknown."""
        display_name, email = tools.parse_contact_from_email(vals.get("email_from") or "")
        phone = self._phone_format_number(vals.get("phone"), self.env.company.country_id)
        return email or False, phone, name_key(vals.get("contact_name") or display_name)

    @api.model
    def _grc_identity(self, vals):
        """What makes two unknown senders the same person, ``False`` when nothing does."""
        email, phone, name = self._grc_match_keys(vals)
        email = email or (vals.get("email_from") or "").strip()
        phone = phone or (vals.get("phone") or "").strip()
        return email or (phone and (phone, name)) or False

    @api.model
    def _grc_candidates(self, field_name, values):
        """Contacts by value of an indexed field, archived ones included, in one search.

        The other e-mails and phones that a merge left count as theirs.
        """
        values.discard(False)
        if not values:
            return {}
        partners = (
            self.with_context(active_test=False)
            .search_fetch(
                [
                    ("id", "in", self._grc_get_owners_query(field_name, values)),
                    ("company_id", "in", [False, self.env.company.id]),
                ],
                ["name", "active", "is_citizen", "type", "parent_id", "is_company", field_name],
                order="id",
            )
            .with_env(self.env)
        )
        candidates = defaultdict(self.browse)
        for partner in partners:
            if partner[field_name] in values:
                candidates[partner[field_name]] += partner
        by_alias = partners.filtered(lambda partner: partner[field_name] not in values)
        for alias in by_alias.sudo().grc_alias_ids:
            if alias.value in values - candidates.keys():
                candidates[alias.value] = alias.partner_id.with_env(self.env)
        return dict(candidates)

    @api.model
    def _grc_get_owners_query(self, field_name, values):
        """SQL of the ids of the contacts with these e-mails or telephones, or who had them."""
        aliases = self.env["grc.partner.alias"]._fields
        return SQL(
            """(
                SELECT id FROM res_partner WHERE %(field)s = ANY(%(values)s)
                 UNION
                SELECT %(owner)s FROM grc_partner_alias
                 WHERE kind = %(kind)s AND %(value)s = ANY(%(values)s)
            )""",
            field=SQL.identifier(field_name, to_flush=self._fields[field_name]),
            owner=SQL.identifier("partner_id", to_flush=aliases["partner_id"]),
            value=SQL.identifier("value", to_flush=aliases["value"]),
            kind="email" if field_name == "email_normalized" else "phone",
            values=list(values),
        )

    @api.model
    def _grc_choose_by_email(self, candidates, name):
        return candidates.sorted(
            lambda partner: (
                not partner.active,
                not partner.is_citizen,
                bool(name) and name_key(partner.name) != name,
                partner.type not in (False, "contact"),
                not partner.is_company and bool(partner.parent_id),
                partner.id,
            )
        )[:1]

    @api.model
    def _grc_choose_by_phone(self, candidates, email, name):
        in_use = candidates.filtered("active")
        same_name = in_use.filtered(lambda partner: name and name_key(partner.name) == name)
        if len(same_name) == 1:
            return same_name
        if len(in_use) == 1 and not (email and in_use.email_normalized):
            return in_use
        return self.browse()
