from collections import Counter

from odoo import fields, models
from odoo.tools import format_date

from ..tools.paper_text import count_lines

POINTS = 9
#: Room left and right of the text of a cell, height of a line, of what is around it and of a row.
PADDING = 3
LINE = 4
AROUND = 2.2
ROW = 8.3
#: What the rows of a page may take, in millimetres: the first page has the head and the totals.
FIRST_PAGE = 132
OTHER_PAGE = 176


class ReportSlip(models.AbstractModel):
    """The slip of a batch: one line a request, to hand a pile over and have it signed for."""

    _name = "report.grc_citizen.report_slip"
    _description = "Summary Slip of Requests"

    def _get_report_values(self, docids, data=None):
        requests = self.env["grc.request"].browse(docids)
        requests.check_access("read")
        now = fields.Datetime.now()
        return {
            **(data or {}),
            "docs": requests,
            "company": requests.company_id[:1].sudo(),
            "columns": self._get_columns(),
            "count": len(requests),
            "pages": self._split_pages([self._prepare_row(request) for request in requests]),
            "totals": self._get_totals(requests),
            "late": sum(request.deadline_state == "late" for request in requests),
            "printed_on": requests[:1]._format_moment(now),
        }

    def _get_columns(self):
        """Return the columns: name, title and width in millimetres, 273 in all.

        :rtype: list[list]
        """
        return [
            ["number", self.env._("Number"), 26],
            ["received", self.env._("Received"), 21],
            ["citizen", self.env._("Citizen"), 40],
            ["type", self.env._("Type"), 46],
            ["place", self.env._("Place"), 46],
            ["department", self.env._("Department"), 36],
            ["deadline", self.env._("Deadline"), 21],
            ["signature", self.env._("Signature"), 37],
        ]

    def _prepare_row(self, request):
        """Return what the slip says of a request.

        :param request: ``grc.request``
        :rtype: dict
        """
        return {
            "number": request.number + (" !" if request.priority != "0" else ""),
            "received": self._format_short(request, request.date_received),
            "citizen": request.contact_name,
            "type": request.type_id.name or request.name,
            "place": request._get_place_text(),
            "department": request.department_id.sudo().name,
            "deadline": self._format_short(request, request.date_deadline),
        }

    def _split_pages(self, rows):
        """Split the lines over pages, as wkhtmltopdf would cut them and leave out the titles.

        :param list[dict] rows: from :meth:`_prepare_row`
        :rtype: list[list[dict]]
        """
        widths = [(name, width - PADDING) for name, _title, width in self._get_columns()]
        pages, room = [[]], FIRST_PAGE
        for row in rows:
            lines = max(count_lines(row.get(name), width, POINTS) for name, width in widths)
            height = max(ROW, lines * LINE + AROUND)
            if height > room and pages[-1]:
                pages.append([])
                room = OTHER_PAGE
            pages[-1].append(row)
            room -= height
        return pages

    def _format_short(self, request, moment):
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(request._in_city_zone(), moment)
        return format_date(self.env, local)

    def _get_totals(self, requests):
        """Return how many requests each department has, the most first.

        :rtype: list[tuple[str, int]]
        """
        names = (one.department_id.sudo().name or self.env._("No department") for one in requests)
        return Counter(names).most_common()
