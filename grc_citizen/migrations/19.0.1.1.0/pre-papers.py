def migrate(cr, version):
    """Forget the translated names of the acknowledgement letter: another paper is the receipt now.

    Odoo keeps translations that are there already, and the Print menu would have two receipts.
    """
    cr.execute(
        """
        UPDATE ir_act_report_xml AS report
           SET name = jsonb_build_object('en_US', report.name->'en_US')
          FROM ir_model_data AS data
         WHERE data.model = 'ir.actions.report'
           AND data.res_id = report.id
           AND data.module = 'grc_citizen'
           AND data.name = 'action_report_acknowledgement_letter'
        """
    )
