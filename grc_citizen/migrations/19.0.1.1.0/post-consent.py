from odoo.tools import SQL

PURPOSES = (("newsletter", "news", "email"), ("sms", "news", "sms"))
NOTICE_TEMPLATES = (
    "mail_template_progress",
    "mail_template_planned",
    "mail_template_unplanned",
    "mail_template_planned_today",
)


def migrate(cr, _version):
    """Say what the purposes that exist govern, and which messages may be refused."""
    for code, kind, channel in PURPOSES:
        cr.execute(
            SQL(
                "UPDATE grc_consent_purpose SET covers = %s, covers_channel = %s"
                " WHERE code = %s AND covers IS NULL",
                kind,
                channel,
                code,
            )
        )
    cr.execute(
        SQL(
            """
            UPDATE mail_template SET grc_notice = 'progress'
              FROM ir_model_data
             WHERE ir_model_data.model = 'mail.template' AND res_id = mail_template.id
               AND ir_model_data.module = 'grc_citizen' AND ir_model_data.name = ANY(%s)
               AND grc_notice IS NULL
            """,
            list(NOTICE_TEMPLATES),
        )
    )
