from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Count the parts of the requests split before; statistics no longer count parts."""
    cr.execute(
        """
        UPDATE grc_request AS request
           SET part_count = parts.total, part_open_count = parts.still_open
          FROM (
                SELECT parent_id, count(*) AS total,
                       count(*) FILTER (WHERE date_closed IS NULL) AS still_open
                  FROM grc_request
                 WHERE parent_id IS NOT NULL AND active
              GROUP BY parent_id
          ) AS parts
         WHERE parts.parent_id = request.id
        """
    )
    if cr.rowcount:
        api.Environment(cr, SUPERUSER_ID, {})["grc.request"]._recount()
