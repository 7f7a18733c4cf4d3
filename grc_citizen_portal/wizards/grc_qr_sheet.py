from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.deep_link import ORIGIN_LENGTH, make_deep_link, read_deep_link
from ..tools.qr_places import QrPlace, read_places

#: Codes printed at once: more is a job for a printer's.
MOST_CODES = 480
#: By format: columns and rows of a sheet; in millimetres the size of a label, its margin at the
#: top, and the size of its code.
LABELS = {
    "labels_24": {"columns": 3, "rows": 8, "width": 70, "height": 37, "top": 5, "code": 27},
    "labels_8": {"columns": 2, "rows": 4, "width": 105, "height": 74, "top": 9, "code": 50},
}


class GrcQrSheet(models.TransientModel):
    """Sheets of QR codes that open the form of a type with the place filled in."""

    _name = "grc.qr.sheet"
    _description = "QR Codes"

    type_id = fields.Many2one(
        "grc.request.type",
        string="Form to Open",
        required=True,
        domain=lambda self: list(self._get_type_domain()),
    )
    title = fields.Char(
        string="Words on It",
        required=True,
        compute="_compute_title",
        store=True,
        readonly=False,
        precompute=True,
    )
    places = fields.Text(
        help="One a line, with its latitude and longitude if you know them; or cells pasted from a "
        "spreadsheet. Empty: one code, without a place.",
    )
    origin = fields.Char(
        string="Label",
        size=ORIGIN_LENGTH,
        help="Kept with each request that comes from these codes, to count them; for instance "
        "“Lamp posts 2026”.",
    )
    paper = fields.Selection(
        [
            ("labels_24", "Sheets of 24 labels, 70 × 37 mm (A4)"),
            ("labels_8", "Sheets of 8 labels, 105 × 74 mm (A4)"),
            ("poster", "Posters (A5)"),
        ],
        required=True,
        default="labels_8",
    )
    copies = fields.Integer(string="Copies of Each", required=True, default=1)
    code_count = fields.Integer(string="Codes", compute="_compute_code_count")
    example_url = fields.Char(string="Opens", compute="_compute_example_url")

    _copies_positive = models.Constraint(
        f"CHECK(copies BETWEEN 1 AND {MOST_CODES})",
        f"Print 1 to {MOST_CODES} copies of each code.",
    )

    @api.model
    def _get_type_domain(self):
        """Return the domain of the types that codes may open: those of the public pages; hook."""
        types = self.env["grc.request.type"]
        return Domain("id", "in", types._get_listed().ids)

    @api.depends("type_id")
    def _compute_title(self):
        for sheet in self:
            sheet.title = sheet.type_id.name

    @api.depends("places", "copies")
    def _compute_code_count(self):
        for sheet in self:
            sheet.code_count = len(sheet._read_places()) * max(sheet.copies, 0)

    @api.depends("type_id", "places", "origin")
    def _compute_example_url(self):
        for sheet in self:
            sheet.example_url = sheet.type_id and sheet._get_link(sheet._read_places()[0])

    @api.constrains("origin")
    def _check_origin(self):
        for sheet in self:
            if read_deep_link({"origin": sheet.origin})["dropped"]:
                raise ValidationError(
                    self.env._("Use only letters, digits, spaces and .,:'’/()°- in the label.")
                )

    def action_print(self):
        """Print the sheets.

        :raises UserError: when a place cannot be read, or there are too many codes
        """
        self.ensure_one()
        self._check_places()
        paper = "poster" if self.paper == "poster" else "labels"
        report = self.env.ref(f"grc_citizen_portal.action_report_qr_{paper}")
        return report.report_action(self, config=False)

    def _check_places(self):
        _places, wrong = read_places(self.places)
        if wrong:
            lines = "\n".join(
                self.env._("Line %(number)s: %(line)s", number=number, line=line)
                for number, line in wrong[:10]
            )
            raise UserError(
                self.env._(
                    "These places cannot be read. Write a place of at most 200 characters, then "
                    "its latitude and longitude if you know them:\n%(lines)s",
                    lines=lines,
                )
            )
        if self.code_count > MOST_CODES:
            raise UserError(
                self.env._(
                    "%(count)s codes are too many at once: print at most %(most)s.",
                    count=self.code_count,
                    most=MOST_CODES,
                )
            )

    def _read_places(self):
        return read_places(self.places)[0] or [QrPlace(None, None, None)]

    def _get_link(self, place):
        return make_deep_link(
            self.get_base_url(), self.type_id.code, origin=self.origin or None, **place._asdict()
        )

    def _get_codes(self):
        """Return what is printed: for each code its ``image``, ``place`` and ``link``.

        :rtype: list[dict]
        """
        self.ensure_one()
        requests = self.env["grc.request"]
        codes = []
        for place in self._read_places():
            link = self._get_link(place)
            code = {"place": place.place, "link": link, "image": requests._get_qr_code(link)}
            codes += [code] * self.copies
        return codes

    def _get_sheets(self):
        """Return the labels by sheet and by row, and their sizes.

        :rtype: tuple[dict, list[list[list[dict]]]]
        """
        sizes = LABELS[self.paper]
        codes = self._get_codes()
        columns = sizes["columns"]
        lines = [codes[index : index + columns] for index in range(0, len(codes), columns)]
        rows = sizes["rows"]
        return sizes, [lines[index : index + rows] for index in range(0, len(lines), rows)]

    def _get_short_address(self):
        """Return the address of the form as people type it."""
        link = make_deep_link(self.get_base_url(), self.type_id.code)
        return link.partition("://")[2]
