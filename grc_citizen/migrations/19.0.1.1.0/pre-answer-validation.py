def migrate(cr, version):
    """Answers that exist passed no level: spare Odoo from reckoning so one by one."""
    cr.execute(
        "ALTER TABLE grc_request_answer"
        " ADD COLUMN IF NOT EXISTS validation_status varchar DEFAULT 'no'"
    )
    cr.execute("ALTER TABLE grc_request_answer ALTER COLUMN validation_status DROP DEFAULT")
