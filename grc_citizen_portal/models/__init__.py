from . import grc_rate_limit
from . import grc_request_link
from . import grc_request_type_needs
from . import grc_request_type_offer
from . import resource_calendar
