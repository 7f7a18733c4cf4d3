from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

BATCH_SIZE = 1000
OPEN_STATES = ("waiting", "running")


class GrcPartnerDoubleScan(models.Model):
    """A search for doubles among all citizens, in the background, batch after batch.

    Each batch is committed with the place it reached: what a restart interrupts goes on there.
    """

    _name = "grc.partner.double.scan"
    _description = "Search for Doubles"
    _order = "id desc"
    _rec_name = "create_date"

    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("stopped", "Stopped"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Started by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    changed_since = fields.Datetime(
        readonly=True, help="Only citizens changed since then; empty: all of them."
    )
    date_start = fields.Datetime(string="Started on", readonly=True)
    date_end = fields.Datetime(string="Ended on", readonly=True)
    total = fields.Integer(string="Citizens", readonly=True, aggregator=False)
    scanned = fields.Integer(string="Looked Through", readonly=True, aggregator=False)
    found = fields.Integer(string="New Doubles", readonly=True)
    last_partner_id = fields.Integer(readonly=True, aggregator=False)
    progress = fields.Float(string="Progress (%)", compute="_compute_progress")

    _one_open = models.UniqueIndex(
        "((TRUE)) WHERE state IN ('waiting', 'running')", "A search for doubles is under way."
    )

    @api.depends("state", "scanned", "total")
    def _compute_progress(self):
        for scan in self:
            if scan.state == "done":
                scan.progress = 100
            else:
                scan.progress = min(100 * scan.scanned / scan.total, 99) if scan.total else 0

    def action_start(self):
        """Start a search among all citizens, or show the one that is under way."""
        self.check_access("read")
        scan = self.search([("state", "in", OPEN_STATES)], limit=1)
        if not scan:
            scan = self.sudo().create({"user_id": self.env.uid})
            self._wake()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": scan.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_stop(self):
        """Stop a search: what it found stays, and :meth:`action_resume` goes on from there.

        :raises UserError: when it has ended meanwhile
        """
        self._move(OPEN_STATES, {"state": "stopped", "date_end": fields.Datetime.now()})

    def action_resume(self):
        """Go on with a search that was stopped.

        :raises UserError: when it is not stopped, or another one is under way
        """
        if self.search_count([("state", "in", OPEN_STATES)], limit=1):
            raise UserError(self.env._("Another search is under way. Wait for its end or stop it."))
        self._move(("stopped",), {"state": "waiting", "date_end": False})
        self._wake()

    def action_view_found(self):
        """Open the doubles that wait for a decision."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "grc_citizen.grc_partner_double_action"
        )

    def _move(self, states, values):
        self.ensure_one()
        self.check_access("read")
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state not in states:
            raise UserError(
                self.env._("This search has ended or was stopped meanwhile. Reload the page.")
            )
        self.sudo().write(values)

    @api.model
    def _wake(self):
        self.env.ref("grc_citizen.ir_cron_partner_double_scan").sudo()._trigger()

    @api.model
    def _cron_scan(self):
        """Go on with the search under way, until its end or that of the time a job is given."""
        time_left = True
        while time_left:
            scan = self.search([("state", "in", OPEN_STATES)], limit=1)
            if not scan:
                return
            scan._start()
            done = scan._scan_batch()
            time_left = self.env["ir.cron"]._commit_progress(
                done, remaining=max(scan.total - scan.scanned, int(scan.state == "running"))
            )
            self.env.invalidate_all()

    @api.model
    def _cron_scan_changes(self):
        """Have what changed since the last complete search looked through, once a night."""
        if self.search_count([("state", "in", OPEN_STATES)], limit=1):
            return
        last = self.search([("state", "=", "done")], limit=1)
        self.create({"changed_since": last.date_start})
        self._wake()

    def _start(self):
        if self.state == "waiting":
            values = {"state": "running"}
            if not self.date_start:
                values.update(
                    date_start=fields.Datetime.now(),
                    total=self.env.execute_query(SQL("SELECT count(*) %s", self._get_source()))[0][
                        0
                    ],
                )
            self.write(values)

    def _scan_batch(self):
        """Look through the next contacts.

        :return: their number
        :rtype: int
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id %s AND id > %s ORDER BY id LIMIT %s",
                self._get_source(),
                self.last_partner_id,
                BATCH_SIZE,
            )
        )
        ids = [row[0] for row in rows]
        found = self.env["grc.partner.double"]._find_for(ids)
        values = {"scanned": self.scanned + len(ids), "found": self.found + found}
        if ids:
            values["last_partner_id"] = ids[-1]
        if len(ids) < BATCH_SIZE:
            values.update(state="done", date_end=fields.Datetime.now(), total=values["scanned"])
        self.write(values)
        return len(ids)

    def _get_source(self):
        """Return the SQL of what is looked through: archived contacts too, if they changed."""
        if self.changed_since:
            return SQL("FROM res_partner WHERE write_date >= %s", self.changed_since)
        return SQL("FROM res_partner WHERE %s", self.env["grc.partner.double"]._get_scope())
