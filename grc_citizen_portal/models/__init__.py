from . import grc_rate_limit
