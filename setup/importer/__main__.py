"""Import the requests of another tool from a CSV file; see setup/import_requests."""

import argparse
import sys

import reading
import writing

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config


def arguments():
    parser = argparse.ArgumentParser(prog="setup/import_requests", description=__doc__)
    parser.add_argument("database")
    parser.add_argument("file")
    parser.add_argument("mapping", help="a name under setup/importer/mappings, or a JSON file")
    return parser.parse_args()


def main():
    options = arguments()
    mapping = reading.Mapping(options.mapping)
    rows, wrong = mapping.read(options.file)
    config.parse_config(["--log-level=warn", "--no-http", "--max-cron-threads=0"])
    server.load_server_wide_modules()
    with Registry(options.database).cursor() as cr:
        written, known = writing.Writer(api.Environment(cr, SUPERUSER_ID, {}), mapping).write(rows)
    print(f"{written:,} imported, {known:,} were there already, {len(wrong):,} cannot be read")
    for reason in wrong:
        print(f"  {reason}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
