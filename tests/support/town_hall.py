"""A department that receives mail, in a running Odoo."""

import base64

ADDRESS = "mairie@ville.example"
MAILBOX = "mairie"


class TownHall:
    """A department with an address, and the account that Odoo fetches its mails from.

    :param Models rpc: of an administrator
    :param Dovecot imap: where the mailbox is; None for a town that fetches no mail
    """

    def __init__(self, rpc, imap=None):
        self.rpc = rpc
        self.imap = imap
        domain_id = rpc.create("mail.alias.domain", name="ville.example")
        company = rpc.search_read("res.company", [], ["id"], limit=1)[0]["id"]
        rpc.call("res.company", "write", [company], {"alias_domain_id": domain_id})
        self.department_id = rpc.create("grc.department", name="Accueil", alias_name="mairie")
        # Twenty mails of one sender in two hours is a flood; the corpus has many of a few senders.
        rpc.call("ir.config_parameter", "set_param", "mail.gateway.loop.threshold", "1000")
        self.server_id = self._fetch_from(imap) if imap else None

    def _fetch_from(self, imap):
        server_id = self.rpc.create(
            "fetchmail.server",
            name="Dovecot",
            server_type="imap",
            server="127.0.0.1",
            port=imap.port,
            user=MAILBOX,
            password=imap.password,
        )
        self.rpc.call("fetchmail.server", "button_confirm_login", [server_id])
        return server_id

    def deliver(self, contents):
        """Put mails into the department's mailbox."""
        for content in contents:
            self.imap.deliver(MAILBOX, content)

    def fetch(self):
        """Have Odoo fetch what is new, once: fifty mails at most."""
        self.rpc.call("fetchmail.server", "fetch_mail", [self.server_id])

    def fetch_all(self):
        """Have Odoo fetch until nothing is left unread."""
        left = self.count_unread()
        while left:
            self.fetch()
            before, left = left, self.count_unread()
            assert left < before, "fetching makes no headway"

    def count_unread(self):
        return self.imap.count_unseen(MAILBOX)

    def get_entries(self):
        """Return the entries of the inbox, oldest first, each with its raw mail in `raw`."""
        fields = [
            "external_id",
            "state",
            "outcome",
            "error",
            "request_id",
            "subject",
            "sender",
            "payload",
        ]
        entries = self.rpc.search_read("grc.inbox.message", [], fields, order="id")
        for entry in entries:
            entry["raw"] = base64.b64decode(entry.pop("payload"))
        return entries
