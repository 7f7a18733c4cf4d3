"""An Odoo process that tests start, kill and start again, and its models by JSON-RPC."""

import json
import os
import signal
import subprocess
import threading
import urllib.request

from .ports import free_port
from .waiting import wait_until

START_SECONDS = 180
CALL_SECONDS = 600


class OdooServer:
    """Odoo serving one database on the loopback.

    Scheduled jobs run when a test asks for them: see :meth:`Models.run_job`.

    :param str database: name of the database
    :param pathlib.Path folder: for its files and its log
    :param int smtp_port: of the mail server that it sends through
    :param arguments: more of Odoo's command line
    """

    def __init__(self, database, folder, smtp_port, arguments=()):
        self.database = database
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "odoo.log"
        self.on_line = None
        self._smtp_port = smtp_port
        self._arguments = list(arguments)
        self._process = None
        self._reader = None

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()

    def start(self):
        """Start the process and wait until it answers."""
        self._process = subprocess.Popen(
            [
                os.environ["GRC_ODOO"],
                f"--database={self.database}",
                f"--db-filter=^{self.database}$",
                f"--data-dir={self.folder / 'data'}",
                f"--http-port={self.port}",
                "--http-interface=127.0.0.1",
                "--smtp=127.0.0.1",
                f"--smtp-port={self._smtp_port}",
                "--max-cron-threads=0",
                "--workers=0",
                *self._arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        wait_until(self._answers, "Odoo's answer", START_SECONDS)

    def stop(self):
        """End the process as an administrator would."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(60)
        self._reader.join(10)

    def kill_now(self):
        """End the process as a power cut would, without waiting for its end."""
        self._process.kill()

    def kill(self):
        """End the process as a power cut would, and wait for its end."""
        self.kill_now()
        self._process.wait(60)
        self._reader.join(10)

    def is_running(self):
        return self._process.poll() is None

    def client(self, login, password):
        """Return the models as a user sees them.

        :rtype: Models
        """
        return Models(self.url, self.database, login, password)

    def read_log(self):
        return self.log.read_text(errors="replace")

    def _read_log(self):
        with self.log.open("ab") as log:
            for line in self._process.stdout:
                log.write(line)
                log.flush()
                if self.on_line:
                    self.on_line(line)

    def _answers(self):
        if not self.is_running():
            raise RuntimeError(f"Odoo ended: {self.read_log()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=30) as answer:  # noqa: S310
                return answer.status == 200
        except OSError:
            return False


class RpcError(Exception):
    """What Odoo answered when it refused a call: `name` is the class of the error."""

    def __init__(self, data):
        super().__init__(data["message"])
        self.name = data["name"]


class Models:
    """Odoo's models over JSON-RPC, with the rights of one user.

    :raises PermissionError: when the user may not log in
    """

    def __init__(self, url, database, login, password):
        self._url = f"{url}/jsonrpc"
        self._database = database
        self._password = password
        self.uid = self._ask("common", "authenticate", database, login, password, {})
        if not self.uid:
            raise PermissionError(f"{login} may not log in")

    def call(self, model, method, *arguments, **named):
        """Call a method of a model.

        :raises RpcError: when Odoo refuses
        :raises OSError: when the server does not answer to the end
        """
        return self._ask(
            "object",
            "execute_kw",
            self._database,
            self.uid,
            self._password,
            model,
            method,
            arguments,
            named,
        )

    def _ask(self, service, method, *arguments):
        parameters = {"service": service, "method": method, "args": arguments}
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters})
        request = urllib.request.Request(  # noqa: S310, the address is on the loopback
            self._url, body.encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=CALL_SECONDS) as response:  # noqa: S310
            answer = json.load(response)
        if "error" in answer:
            raise RpcError(answer["error"]["data"])
        return answer.get("result")

    def create(self, model, **values):
        return self.call(model, "create", values)

    def search_read(self, model, domain, fields, **named):
        return self.call(model, "search_read", domain, fields, **named)

    def count(self, model, domain):
        return self.call(model, "search_count", domain)

    def id_of(self, xmlid):
        """Return the id of the record that an XML id names."""
        module, _dot, name = xmlid.partition(".")
        (found,) = self.search_read(
            "ir.model.data", [("module", "=", module), ("name", "=", name)], ["res_id"]
        )
        return found["res_id"]

    def run_job(self, xmlid):
        """Run a scheduled job now, as the scheduler would."""
        return self.call("ir.cron", "method_direct_trigger", [self.id_of(xmlid)])

    def send_mails(self):
        """Have the queue of outgoing mails sent."""
        self.run_job("mail.ir_cron_mail_scheduler_action")
