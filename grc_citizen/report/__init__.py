from . import grc_request_report
from . import grc_request_count
from . import grc_request_counting
from . import grc_contact_counting
from . import grc_request_statistic
from . import grc_request_slip
from . import grc_request_file
