from . import third_party
