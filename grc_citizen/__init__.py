from . import controllers
from . import models
from . import report
from . import wizards


def uninstall_hook(env):
    """Take the words of names off the contacts, which stay."""
    env.cr.execute("ALTER TABLE res_partner DROP COLUMN IF EXISTS grc_name_words")
