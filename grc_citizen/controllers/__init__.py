from . import parapheur
from . import third_party
from . import unsubscribe
from . import scan
