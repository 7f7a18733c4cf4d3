from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Count the settled requests anew, now that the counts hold transfers and origins."""
    api.Environment(cr, SUPERUSER_ID, {}).ref("grc_citizen.ir_cron_count")._trigger()
