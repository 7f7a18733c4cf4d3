def migrate(cr, version):
    """Give counters of parts their zero without rewriting a million requests one column a time."""
    cr.execute(
        """
        ALTER TABLE grc_request
            ADD COLUMN IF NOT EXISTS part_count int4 DEFAULT 0,
            ADD COLUMN IF NOT EXISTS part_open_count int4 DEFAULT 0;
        ALTER TABLE grc_request
            ALTER COLUMN part_count DROP DEFAULT,
            ALTER COLUMN part_open_count DROP DEFAULT;
        """
    )
