from odoo.api import SUPERUSER_ID, Environment


def migrate(cr, version):
    """Citizens of duplicates keep following the request that stays, without its conversation."""
    env = Environment(cr, SUPERUSER_ID, {})
    duplicates = env["grc.request"].search([("duplicate_of_id", "!=", False)])
    for original, merged in duplicates.grouped("duplicate_of_id").items():
        original.message_unsubscribe((merged.partner_id - original.partner_id).ids)
        original._follow_for(merged)
