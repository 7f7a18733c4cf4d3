from . import page
from . import data
from . import data_email
from . import form
from . import catalogue
