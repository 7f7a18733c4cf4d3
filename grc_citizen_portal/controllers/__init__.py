from . import page
from . import data
from . import data_email
from . import form
from . import catalogue
from . import account
from . import account_request
from . import rating
