from . import grc_request_wait
from . import grc_request_refuse
from . import grc_request_split
from . import grc_request_transfer
from . import grc_request_duplicate
from . import grc_inbox_discard
from . import grc_inbox_route
from . import grc_request_questions
