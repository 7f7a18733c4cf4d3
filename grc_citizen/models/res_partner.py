import re
from collections import defaultdict

from stdnum import exceptions as stdnum_exceptions
from stdnum.fr import siren, siret

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.modules.db import FunctionStatus

# Where companies have a SIREN: the mainland and the territories that Insee's Sirene register
# covers. New Caledonia, Polynesia and Wallis keep registers of their own.
SIRENE_COUNTRIES = ("FR", "RE", "YT", "GP", "MF", "BL", "GF", "MQ", "PM")
# "W", the prefecture's code (75, 2A, 9R for Réunion…) and the rest of nine characters. The
# National Directory of Associations publishes no checksum.
RNA_PATTERN = re.compile(r"W[0-9][A-Z0-9][0-9]{7}")
SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]")
UNACCENT_INDEXABLE = (FunctionStatus.MISSING, FunctionStatus.INDEXABLE)
LEGAL_PERSONS = ("company", "association")


class ResPartner(models.Model):
    """The citizen's profile."""

    _inherit = "res.partner"

    is_citizen = fields.Boolean(
        string="Citizen",
        help="Person, household, company or association that deals with the city.",
    )
    citizen_type = fields.Selection(
        [
            ("person", "Person"),
            ("household", "Household"),
            ("company", "Company"),
            ("association", "Association"),
        ],
        string="Kind of Citizen",
    )
    household_id = fields.Many2one(
        "res.partner",
        string="Household",
        domain="[('citizen_type', '=', 'household')]",
        index="btree_not_null",
        ondelete="set null",
    )
    household_member_ids = fields.One2many(
        "res.partner", "household_id", string="Household Members"
    )
    preferred_channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("post", "Post"), ("phone", "Telephone")],
        help="How this citizen wants to hear from the city, when it can reach them that way.",
    )
    rna = fields.Char(
        string="RNA Number",
        index="btree_not_null",
        help="Number of an association in France: W and nine characters.",
    )
    phone_to_check = fields.Boolean(
        compute="_compute_phone_to_check", search="_search_phone_to_check"
    )

    _citizen_idx = models.Index(
        "(complete_name, id DESC) WHERE is_citizen IS TRUE AND active IS TRUE"
    )
    _complete_name_trigram_idx = models.Index(
        lambda registry: f"USING gin ({registry.unaccent('complete_name')} gin_trgm_ops)"
        if registry.has_trigram and registry.has_unaccent in UNACCENT_INDEXABLE
        else ""
    )
    # Answers equality and, whatever the collation, the beginning of an address.
    _email_normalized_idx = models.Index(
        "(email_normalized varchar_pattern_ops) WHERE email_normalized IS NOT NULL"
    )

    @api.depends("phone", "phone_sanitized")
    def _compute_phone_to_check(self):
        for partner in self:
            partner.phone_to_check = partner.phone and not partner.phone_sanitized

    def _search_phone_to_check(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("phone", "!=", False), ("phone_sanitized", "=", False)]

    @api.constrains("company_registry", "country_id", "is_citizen")
    def _check_company_registry(self):
        if self.env.context.get("grc_keep_as_typed"):
            return
        for partner in self:
            if partner.is_citizen and partner.company_registry and partner._has_siren():
                error = partner._company_registry_error(partner.company_registry)
                if error:
                    raise ValidationError(error)

    @api.constrains("rna")
    def _check_rna(self):
        for partner in self:
            if partner.rna and not RNA_PATTERN.fullmatch(partner.rna):
                raise ValidationError(
                    self.env._(
                        "“%(rna)s” is not an RNA number: it is the letter W followed by nine "
                        "characters, like W751234567 or W9R1000123. It stands on the receipt "
                        "that the prefecture gave the association.",
                        rna=partner.rna,
                    )
                )

    @api.constrains("household_id", "citizen_type")
    def _check_household(self):
        for partner in self:
            if partner.household_id and partner.household_id.citizen_type != "household":
                raise ValidationError(
                    self.env._(
                        "%(name)s is not a household. Choose a household, or change the kind of "
                        "citizen of %(name)s first.",
                        name=partner.household_id.display_name,
                    )
                )
            if partner.household_id and partner.citizen_type == "household":
                raise ValidationError(
                    self.env._(
                        "%(name)s is a household and cannot be a member of another one.",
                        name=partner.display_name,
                    )
                )
            if partner.citizen_type != "household" and partner.household_member_ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s has members and stays a household. Take its members out first.",
                        name=partner.display_name,
                    )
                )

    @api.onchange("citizen_type")
    def _onchange_citizen_type(self):
        if self.citizen_type:
            self.is_company = self.citizen_type in LEGAL_PERSONS

    @api.onchange("is_company", "is_citizen")
    def _onchange_is_company(self):
        matches = self.citizen_type and (self.citizen_type in LEGAL_PERSONS) == self.is_company
        if self.is_citizen and not matches:
            self.citizen_type = "company" if self.is_company else "person"

    @api.model_create_multi
    def create(self, vals_list):
        defaults = {
            name: self.env.context[f"default_{name}"]
            for name in ("is_citizen", "citizen_type", "is_company")
            if f"default_{name}" in self.env.context
        }
        partner = self.browse()
        return super().create(
            [{**vals, **partner._grc_profile_values({**defaults, **vals})} for vals in vals_list]
        )

    def write(self, vals):
        if not self._grc_profile_triggers().intersection(vals):
            return super().write(vals)
        partners_by_values = defaultdict(self.browse)
        for partner in self:
            values = partner._grc_profile_values(vals)
            partners_by_values[tuple(values.items())] += partner
        for values, partners in partners_by_values.items():
            super(ResPartner, partners).write({**vals, **dict(values)})
        return True

    def _grc_mark_citizens(self):
        """Make citizens of contacts that were not: from now on they are listed as such."""
        self.filtered(lambda partner: not partner.is_citizen).with_context(
            grc_keep_as_typed=True
        ).write({"is_citizen": True})

    @api.model
    def _grc_profile_triggers(self):
        """Fields whose writing may change how other values of the profile are stored."""
        return {"is_citizen", "citizen_type", "is_company", "phone", "company_registry", "rna"}

    def _grc_profile_values(self, vals):
        """Return what to store besides or instead of the given values.

        Numbers lose their separators, phones take their E.164 form, and the kind of citizen and
        Odoo's *is a company* keep saying the same. ``self`` is the partner written, or empty when
        one is created.

        :param dict vals: values given to ``create`` or ``write``
        :return: the values that replace or complete them
        """
        values = {}
        if vals.get("rna"):
            values["rna"] = SEPARATORS.sub("", vals["rna"]).upper()
        if not vals.get("is_citizen", self.is_citizen):
            return values
        is_company = vals.get("is_company", self.is_company)
        citizen_type = vals.get("citizen_type", self.citizen_type)
        if vals.get("citizen_type") and "is_company" not in vals:
            values["is_company"] = citizen_type in LEGAL_PERSONS
        elif not citizen_type or bool(is_company) != (citizen_type in LEGAL_PERSONS):
            values["citizen_type"] = "company" if is_company else "person"
        countries = self._grc_countries(vals)
        if vals.get("phone"):
            values["phone"] = (
                self._phone_format_number(vals["phone"], countries[:1]) or vals["phone"]
            )
        if vals.get("company_registry") and countries[:1].code in SIRENE_COUNTRIES:
            values["company_registry"] = SEPARATORS.sub("", vals["company_registry"])
        return values

    def _grc_countries(self, vals=None):
        """Countries in whose way numbers are read: the partner's, then the company's."""
        country = self.country_id
        if vals and "country_id" in vals:
            country = self.env["res.country"].browse(vals["country_id"] or [])
        return country | self.env.company.country_id

    def _has_siren(self):
        return self._grc_countries()[:1].code in SIRENE_COUNTRIES

    def _company_registry_error(self, number):
        """Say what is wrong with a SIREN or SIRET and how to mend it.

        :param str number: without separators
        :return: a translated sentence, or ``False`` when the number is right
        """
        validator = siret if len(number) > 9 else siren
        try:
            validator.validate(number)
        except stdnum_exceptions.InvalidLength:
            return self.env._(
                "“%(number)s” has %(count)s digits. A SIREN has 9, and a SIRET 14.",
                number=number,
                count=len(number),
            )
        except stdnum_exceptions.InvalidFormat:
            return self.env._(
                "“%(number)s” is not a SIREN or SIRET: they hold digits only. For a company from "
                "abroad, set its country in its address.",
                number=number,
            )
        except stdnum_exceptions.ValidationError:
            return self._company_registry_checksum_error(number)
        return False

    def _company_registry_checksum_error(self, number):
        if len(number) == 9:
            return self.env._(
                "“%(number)s” is not a SIREN: its last digit does not match the others. Compare it "
                "with the company's papers, a digit may be wrong or two swapped.",
                number=number,
            )
        if not siren.is_valid(number[:9]):
            return self.env._(
                "“%(number)s” is not a SIRET: its first nine digits, %(siren)s, are not a SIREN. "
                "Compare them with the company's papers.",
                number=number,
                siren=number[:9],
            )
        if number.startswith("356000000"):
            return self.env._(
                "“%(number)s” is not a SIRET of La Poste: the sum of its digits must be a multiple "
                "of five. Compare its last five digits with the company's papers.",
                number=number,
            )
        return self.env._(
            "“%(number)s” is not a SIRET: its last five digits do not match the SIREN %(siren)s. "
            "Compare them with the company's papers.",
            number=number,
            siren=number[:9],
        )
