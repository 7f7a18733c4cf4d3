def migrate(cr, version):
    """Find each request's first department in its history, and have all counted anew.

    Before the module is loaded: the triggers of the statistics then do not know these columns, and
    let all rows change without counting each.
    """
    cr.execute(
        """
        ALTER TABLE grc_request
            ADD COLUMN IF NOT EXISTS origin varchar DEFAULT 'citizen',
            ADD COLUMN IF NOT EXISTS first_department_id int4,
            ADD COLUMN IF NOT EXISTS transfer_count int4 DEFAULT 0;
        ALTER TABLE grc_request
            ALTER COLUMN origin DROP DEFAULT,
            ALTER COLUMN transfer_count DROP DEFAULT;
        """
    )
    cr.execute(
        """
        WITH transfer AS (
            SELECT message.res_id, value.id, value.old_value_integer AS giver
              FROM mail_tracking_value AS value
              JOIN mail_message AS message ON message.id = value.mail_message_id
              JOIN ir_model_fields AS field ON field.id = value.field_id
              JOIN grc_request AS request ON request.id = message.res_id
              JOIN res_company AS company ON company.id = request.company_id
              JOIN grc_department AS department ON department.id = value.old_value_integer
             WHERE message.model = 'grc.request'
               AND field.model = 'grc.request'
               AND field.name = 'department_id'
               AND department.id IS DISTINCT FROM company.grc_department_id
        ), transferred AS (
            SELECT res_id, count(*) AS total, (array_agg(giver ORDER BY id))[1] AS first_giver
              FROM transfer
          GROUP BY res_id
        )
        UPDATE grc_request AS request
           SET first_department_id = coalesce(transferred.first_giver, request.department_id),
               transfer_count = coalesce(transferred.total, 0),
               statistic_month = NULL
          FROM grc_request AS same
          LEFT JOIN transferred ON transferred.res_id = same.id
         WHERE same.id = request.id
        """
    )
    cr.execute("DELETE FROM grc_request_count")
