import re
import secrets

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.phone import _grc_phone_e164

#: Crockford's base 32: no I, L, O, U. https://www.crockford.com/base32.html
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
CODE_READ_AS = str.maketrans("OIL", "011", " -\u2010\u2011\u2013\u00a0\t")
CODE_PATTERN = re.compile(
    r"(?<![\w-])([0-9A-Z]{5})[-\u2010\u2011\u2013 ]?([0-9A-Z]{5})(?![\w-])", re.I
)
NUMBER_PATTERN = re.compile(r"(?<!\d)(\d{4})-(\d{6,})(?!\d)")
SHORT_NUMBER_PATTERN = re.compile(r"(\d{4})-(\d{1,5})")
NUMBER_PADDING = 6
#: Placeholders of a sequence that are not those of its year.
MOMENT_PATTERN = re.compile(r"%\((?!range_)")


class GrcRequest(models.Model):
    _inherit = "grc.request"

    number = fields.Char(readonly=True, copy=False, required=True, default="/")
    tracking_code = fields.Char(readonly=True, copy=False, required=True, default="/")
    tracking_code_display = fields.Char(
        string="Code", compute="_compute_tracking_code_display", compute_sudo=True
    )
    reference = fields.Char(
        compute="_compute_reference",
        search="_search_reference",
        string="Number or Code",
    )
    person = fields.Char(
        compute="_compute_person",
        search="_search_person",
        help="Name, e-mail or telephone, as typed.",
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number)", "This request number is already used."
    )
    _number_idx = models.Index("(number)")
    _tracking_code_unique = models.UniqueIndex(
        "(tracking_code)", "This tracking code is already used."
    )

    def write(self, vals):
        if not self.env.su and {"number", "tracking_code"} & vals.keys():
            raise UserError(
                self.env._("The number and the tracking code of a request never change.")
            )
        return super().write(vals)

    @api.depends("tracking_code")
    def _compute_tracking_code_display(self):
        for request in self:
            code = request.tracking_code or ""
            request.tracking_code_display = "-".join(filter(None, (code[:5], code[5:])))

    @api.depends("number")
    def _compute_reference(self):
        for request in self:
            request.reference = request.number

    def _search_reference(self, operator, value):
        """Find by number, whole or only its last digits, or by tracking code."""
        if operator == "in":
            return Domain.OR(self._search_reference("=", one) for one in value)
        if operator not in ("=", "ilike", "like", "=ilike", "=like"):
            return NotImplemented
        text = (value or "").strip().strip("[]#").strip("%")
        domain = Domain("number", "=", text)
        if short := SHORT_NUMBER_PATTERN.fullmatch(text):
            domain |= Domain("number", "=", f"{short[1]}-{short[2].zfill(NUMBER_PADDING)}")
        if text.isdigit() and len(text) <= NUMBER_PADDING:
            this_year = fields.Date.context_today(self).year
            numbers = [
                f"{year}-{text.zfill(NUMBER_PADDING)}"
                for year in range(this_year - 9, this_year + 1)
            ]
            domain |= Domain("number", "in", numbers)
        code = self._normalize_tracking_code(text)
        if code:
            domain |= Domain("tracking_code", "=", code)
        return domain

    @api.depends("contact_name", "email_from", "phone")
    def _compute_person(self):
        for request in self:
            request.person = request.contact_name or request.email_from or request.phone

    def _search_person(self, operator, value):
        """Find by the person: a telephone in E.164, an address, or words of a name."""
        if operator not in ("=", "ilike", "like") or not isinstance(value, str):
            return NotImplemented
        return self._get_person_domain(value.strip())

    @api.model
    def _get_person_domain(self, text):
        """Return the domain of the requests of whom was typed.

        :param str text: a name, an e-mail address or a telephone number, any typing
        :rtype: Domain
        """
        partners = self.env["res.partner"]._grc_search_person(text)
        domain = Domain("partner_id", "in", partners)
        phone = _grc_phone_e164(text, self.env.company.country_id)
        if phone or "@" in text:
            # A handful: as ids, so that PostgreSQL combines the indexes of both conditions.
            domain = Domain("partner_id", "in", list(partners.get_result_ids()))
        if phone:
            domain |= Domain("phone_sanitized", "=", phone)
        if "@" in text:
            domain |= Domain("email_normalized", "=", text.lower())
        return domain

    @api.model
    def _normalize_tracking_code(self, text):
        """Read a tracking code as people type it: any case, O for 0, I or L for 1, spaces, hyphens.

        :param str text: what was typed
        :return: ten characters of :data:`CODE_ALPHABET`, or False when it cannot be a code
        :rtype: str | bool
        """
        code = (text or "").upper().translate(CODE_READ_AS)
        if len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET):
            return code
        return False

    @api.model
    def _find_by_reference(self, text):
        """Return the one request whose number or tracking code a free text contains.

        :param str text: for instance the subject of a mail
        :rtype: grc.request
        """
        numbers = ["-".join(found) for found in NUMBER_PATTERN.findall(text or "")]
        codes = self._find_tracking_codes(text)
        if not numbers and not codes:
            return self.browse()
        return self.search(
            Domain("tracking_code", "in", codes) | Domain("number", "in", numbers), limit=1
        )

    @api.model
    def _find_tracking_codes(self, text):
        """Return what may be tracking codes in a free text, normalized."""
        candidates = map("".join, CODE_PATTERN.findall(text or ""))
        return [code for code in map(self._normalize_tracking_code, candidates) if code]

    @api.model
    def _fill_references(self, vals_list):
        """Give each new request its number and its tracking code, in one query each."""
        codes = iter(self._draw_tracking_codes(len(vals_list)))
        by_company = {}
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            by_company.setdefault(company_id, []).append(vals)
            vals["tracking_code"] = next(codes)
        for company_id, company_vals in by_company.items():
            numbers = self.with_company(company_id)._draw_numbers(len(company_vals))
            for vals, number in zip(company_vals, numbers, strict=True):
                vals["number"] = number

    @api.model
    def _draw_numbers(self, count):
        """Draw numbers ``2026-000123`` from the sequence ``grc.request``.

        :param int count: how many
        :rtype: list[str]
        """
        source = self._get_number_source(self.env.company.id, fields.Date.today())
        if not source:
            sequence = self.env["ir.sequence"].sudo()
            return [sequence.next_by_code("grc.request") for _number in range(count)]
        name, prefix, suffix, padding = source
        self.env.cr.execute("SELECT nextval(%s) FROM generate_series(1, %s)", (name, count))
        return [f"{prefix}{value:0{padding}d}{suffix}" for (value,) in self.env.cr.fetchall()]

    @api.model
    @tools.ormcache("company_id", "day")
    def _get_number_source(self, company_id, day):
        """Return what makes the numbers of a day: PostgreSQL's sequence, prefix, suffix, digits.

        False when Odoo must be asked each time: the year has no numbers yet, they must have no gap,
        or they hold the moment they are drawn.

        :param int company_id: the city
        :param date day: in UTC
        :rtype: tuple[str, str, str, int] | bool
        """
        sequence = (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [("code", "=", "grc.request"), ("company_id", "in", (company_id, False))],
                order="company_id",
                limit=1,
            )
        )
        year = (
            self.env["ir.sequence.date_range"]
            .sudo()
            .search(
                [
                    ("sequence_id", "=", sequence.id),
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                ],
                limit=1,
            )
        )
        pattern = f"{sequence.prefix or ''}{sequence.suffix or ''}"
        if not year or sequence.implementation != "standard" or MOMENT_PATTERN.search(pattern):
            return False
        prefix, suffix = sequence._get_prefix_suffix(date_range=year.date_from)
        return f"ir_sequence_{sequence.id:03d}_{year.id:03d}", prefix, suffix, sequence.padding

    @api.model
    def _draw_tracking_codes(self, count):
        """Draw tracking codes: 50 bits each from a cryptographic source.

        Among a million codes a new one is taken once in 10^9 times; the unique index then refuses
        it, which costs less than a look-up each time.

        :param int count: how many
        :rtype: list[str]
        """
        return [
            "".join(secrets.choice(CODE_ALPHABET) for _position in range(CODE_LENGTH))
            for _code in range(count)
        ]
