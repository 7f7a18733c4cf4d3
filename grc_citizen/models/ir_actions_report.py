import io

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import _wkhtml

#: What wkhtmltopdf on an unpatched Qt, such as Debian's, makes of a size it is given.
UNPATCHED_SCALE = 0.768
#: How many times a paper that must hold on one page is set again, tighter each time.
DENSITIES = 4


class IrActionsReport(models.Model):
    """Papers of the city: in true millimetres, printed from the page alone, by who may print them."""

    _inherit = "ir.actions.report"

    grc_paper = fields.Selection(
        [("card", "One page each")],
        string="Paper of the City",
        help="Sizes print as written, nothing is fetched from a network while printing, and only "
        "the groups of the report print it.",
    )

    @api.model
    def _get_paper_zoom(self):
        """Return by how much to enlarge a page so that its millimetres print as millimetres."""
        return 1 if _wkhtml().is_patched_qt else 1 / UNPATCHED_SCALE

    def _get_layout(self):
        if self.grc_paper:
            return self.env.ref("grc_citizen.paper_layout")
        return super()._get_layout()

    def _get_rendering_context(self, report, docids, data):
        if report.grc_paper:
            self._check_printable(report, docids)
        return super()._get_rendering_context(report, docids, data)

    def _check_printable(self, report, docids):
        """Refuse papers to those who may not print them or not read what they are about.

        :param report: ``ir.actions.report``
        :param list[int] docids: of the records to print
        :raises AccessError: when they may not
        :raises UserError: when there is nothing to print
        """
        if not docids:
            raise UserError(self.env._("Choose what to print first."))
        groups = report.sudo().group_ids
        if groups and not self.env.su and not groups & self.env.user.sudo().all_group_ids:
            raise AccessError(
                self.env._("You may not print this: %(paper)s.", paper=report.sudo().name)
            )
        self.env[report.model].browse(docids).check_access("read")

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        streams = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        if self._get_report(report_ref).grc_paper == "card":
            for density in range(1, DENSITIES):
                if self._count_pages(streams) <= len(res_ids):
                    break
                denser = self.with_context(grc_density=density)
                streams = super(IrActionsReport, denser)._render_qweb_pdf_prepare_streams(
                    report_ref, data, res_ids
                )
        return streams

    @api.model
    def _count_pages(self, streams):
        documents = {id(one["stream"]): one["stream"] for one in streams.values() if one["stream"]}
        return sum(
            len(PdfFileReader(io.BytesIO(document.getvalue())).pages)
            for document in documents.values()
        )

    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        if report_ref and self._get_report(report_ref).grc_paper:
            self = self.with_context(grc_is_paper=True)
        return super()._run_wkhtmltopdf(bodies, report_ref=report_ref, **options)

    def _build_wkhtmltopdf_args(self, *args, **options):
        command = super()._build_wkhtmltopdf_args(*args, **options)
        if self.env.context.get("grc_is_paper"):
            command += ["--disable-javascript", "--javascript-delay", "0"]
        return command
