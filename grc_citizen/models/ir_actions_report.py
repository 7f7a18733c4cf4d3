import io

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.pdf import merge_pdf

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..tools.paper_pdf import count_pages, mark_pages

#: What wkhtmltopdf on an unpatched Qt, such as Debian's, makes of a size it is given.
UNPATCHED_SCALE = 0.768
#: How many times a paper that must hold on one page is set again, tighter each time.
DENSITIES = 4


class IrActionsReport(models.Model):
    """Papers of the city: true millimetres, nothing fetched, printed by who may print them."""

    _inherit = "ir.actions.report"

    grc_paper = fields.Selection(
        [
            ("card", "One page each"),
            ("letter", "Letters, their pages numbered"),
            ("sheet", "Sheets, their pages numbered"),
            ("file", "A file and its pieces"),
            ("batch", "One document for all, its pages numbered"),
        ],
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
            raise AccessError(self.env._("You may not print this: %(paper)s.", paper=report.name))
        self.env[report.model].browse(docids).check_access("read")

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not report.grc_paper:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        self._check_printable(report, res_ids)

        def render(ids, **context):
            printing = super(IrActionsReport, self.with_context(**context))
            streams = printing._render_qweb_pdf_prepare_streams(report_ref, data, ids).values()
            return [one["stream"].getvalue() for one in streams if one["stream"]]

        ids = list(dict.fromkeys(res_ids))
        contents = getattr(self, f"_print_{report.grc_paper}")(ids, render)
        keys = ids if len(contents) == len(ids) else [False] * len(contents)
        return {
            key: {"stream": io.BytesIO(content), "attachment": None}
            for key, content in zip(keys, contents, strict=True)
        }

    def _print_card(self, ids, render):
        """Print papers that hold on one page each, set tighter until they do.

        :param list[int] ids: of the records
        :param render: function of ids, and of the context, that returns a list of PDFs
        :rtype: list[bytes]
        """
        for density in range(DENSITIES):
            contents = render(ids, grc_density=density)
            if sum(map(count_pages, contents)) <= len(ids):
                break
        return contents

    def _print_letter(self, ids, render):
        return self._print_sheet(ids, render, with_folds=True)

    def _print_sheet(self, ids, render, with_folds=False):
        """Print papers that have their own numbered pages each."""
        contents = render(ids)
        if len(contents) != len(ids):
            # Where one ends and the next begins cannot be told: one by one then.
            contents = [content for one in ids for content in render([one])]
        return [mark_pages(content, with_folds) for content in contents]

    def _print_batch(self, ids, render):
        """Print one paper about all of them."""
        contents = render(ids)
        return [mark_pages(merge_pdf(contents) if len(contents) > 1 else contents[0])]

    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        if report_ref and self._get_report(report_ref).grc_paper:
            self = self.with_context(grc_is_paper=True)
        return super()._run_wkhtmltopdf(bodies, report_ref=report_ref, **options)

    def _build_wkhtmltopdf_args(self, *args, **options):
        command = super()._build_wkhtmltopdf_args(*args, **options)
        if self.env.context.get("grc_is_paper"):
            command += ["--disable-javascript", "--javascript-delay", "0"]
        return command
