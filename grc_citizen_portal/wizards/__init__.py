from . import grc_qr_sheet
