"""Dovecot, the IMAP server, from a configuration of the tests' own."""

import imaplib
import os
import pathlib
import pwd
import shutil
import subprocess
from uuid import uuid4

from .ports import free_port
from .waiting import wait_until

PASSWORD = "secret"  # noqa: S105, a mailbox of the tests on the loopback
CONFIGURATION = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """A running Dovecot. Whoever logs in with the password has a mailbox.

    :param pathlib.Path folder: where it keeps everything
    """

    password = PASSWORD

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self._process = None

    def __enter__(self):
        for name in ("run", "state", "mail", "home"):
            (self.folder / name).mkdir(parents=True)
        self._owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        for name in ("mail", "home"):
            self._give(self.folder / name)
        configuration = self.folder / "dovecot.conf"
        configuration.write_text(self._configure())
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        self._process = subprocess.Popen([program, "-F", "-c", configuration])
        wait_until(self._answers, "Dovecot's answer", 30)
        return self

    def __exit__(self, *_error):
        self._process.terminate()
        self._process.wait(30)

    def _configure(self):
        me = pwd.getpwuid(os.getuid()).pw_name
        root = os.getuid() == 0
        return CONFIGURATION.format(
            folder=self.folder,
            port=self.port,
            password=PASSWORD,
            uid=self._owner.pw_uid,
            gid=self._owner.pw_gid,
            login="dovenull" if root else me,
            internal="dovecot" if root else me,
            group="dovecot" if root else "",
        )

    def _answers(self):
        if self._process.poll() is not None:
            raise RuntimeError(f"Dovecot ended: {(self.folder / 'dovecot.log').read_text()}")
        try:
            self.connect("nobody").logout()
        except (OSError, imaplib.IMAP4.error):
            return False
        return True

    def connect(self, user):
        """Return an open `imaplib` connection to a mailbox."""
        connection = imaplib.IMAP4("127.0.0.1", self.port)
        connection.login(user, PASSWORD)
        return connection

    def deliver(self, user, content):
        """Put a mail into a mailbox, as a delivery agent does.

        :param str user: whose mailbox
        :param bytes content: the mail
        """
        maildir = self.folder / "mail" / user
        for name in ("tmp", "new", "cur"):
            (maildir / name).mkdir(parents=True, exist_ok=True)
            self._give(maildir / name)
        self._give(maildir)
        unique = f"{uuid4().hex}.tests"
        (maildir / "tmp" / unique).write_bytes(content)
        self._give(maildir / "tmp" / unique)
        (maildir / "tmp" / unique).rename(maildir / "new" / unique)

    def count_unseen(self, user):
        """Return how many mails of a mailbox nobody has marked as read."""
        connection = self.connect(user)
        connection.select(readonly=True)
        _status, (numbers,) = connection.search(None, "(UNSEEN)")
        connection.logout()
        return len(numbers.split())

    def mark_all_unseen(self, user):
        """Have a mailbox look as if nothing had been fetched from it."""
        connection = self.connect(user)
        connection.select()
        connection.store("1:*", "-FLAGS", "\\Seen")
        connection.logout()

    def _give(self, path: pathlib.Path):
        if os.getuid() == 0:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
