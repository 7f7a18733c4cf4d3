from . import grc_request_report
