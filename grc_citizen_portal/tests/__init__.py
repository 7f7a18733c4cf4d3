from . import test_dependencies
from . import test_rate_limit
from . import test_deep_link
from . import test_offer
from . import test_progress
from . import test_rating
