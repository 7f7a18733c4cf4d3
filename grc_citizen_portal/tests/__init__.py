from . import test_dependencies
from . import test_rate_limit
