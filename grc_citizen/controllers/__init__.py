from . import third_party
from . import unsubscribe
