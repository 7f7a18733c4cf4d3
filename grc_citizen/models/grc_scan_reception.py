import hashlib

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from ..tools.mail_source import one_line
from ..tools.scan_file import PDF, TIFF, ScanFile, UnreadableScan, guess_kind, read_scan

NAME_LIMIT = 200
#: Files that a mail to the scanner's address brings whatever they hold.
LETTER_EXTENSIONS = (".pdf", ".tif", ".tiff")
#: Browsers download what they are told nothing of, and never run it.
UNSHOWABLE = "application/x-unreadable"


class GrcScan(models.Model):
    """How letters come in: dropped on the screen, or mailed by the scanner."""

    _inherit = "grc.scan"

    @api.model
    def _receive_upload(self, name, content):
        """Make a draft of a file that the user dropped.

        :param str name: of the file
        :param bytes content: of the file
        :return: the draft
        :raises AccessError: for anybody but the front desk and agents
        :raises UserError: when the file cannot be read or is already there
        """
        if not self._may_receive():
            raise AccessError(self.env._("Only the front desk and agents bring letters in."))
        name = one_line(name, limit=NAME_LIMIT) or self.env._("Letter")
        try:
            scan_file = read_scan(content)
        except UnreadableScan as error:
            raise UserError(self._describe_problem(error.problem)) from error
        known = self._find_known(content)
        if known:
            raise UserError(known._describe_known())
        return self._receive_file(name, content, scan_file, self._prepare_upload_values())

    @api.model
    def _may_receive(self):
        return self.env.user.has_groups("grc_citizen.group_front_desk,grc_citizen.group_agent")

    @api.model
    def _prepare_upload_values(self):
        """Hook: values of a draft that the user drops.

        What an agent of one department drops is for that department: its colleagues see it too.
        """
        departments = self.env.user.grc_staff_department_ids
        is_desk = self.env.user.has_group("grc_citizen.group_front_desk")
        own = departments if len(departments) == 1 and not is_desk else departments.browse()
        return {"source": "upload", "company_id": self.env.company.id, "department_id": own.id}

    @api.model
    def _receive_file(self, name, content, scan_file, values):
        """Write a draft and its file; the file as it came is kept beside the one that is shown."""
        scan = self.sudo().create(
            {
                **values,
                "name": name,
                "content_digest": _get_digest(content),
                "page_count": scan_file.pages,
            }
        )
        files = [(name, content, guess_kind(content) or UNSHOWABLE)]
        if scan_file.content != content:
            files.insert(0, (f"{name}.pdf", scan_file.content, scan_file.mimetype))
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .with_context(image_no_postprocess=True)
            .create(
                [
                    {
                        "name": file_name,
                        "raw": raw,
                        "mimetype": mimetype,
                        "res_model": self._name,
                        "res_id": scan.id,
                    }
                    for file_name, raw, mimetype in files
                ]
            )
        )
        scan.attachment_id = attachments[0]
        return scan.with_env(self.env)

    @api.model
    def _find_known(self, content, company=None):
        """Return the letter, not discarded, that is this very file."""
        company = company or self.env.company
        return (
            self.sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("content_digest", "=", _get_digest(content)),
                    ("state", "!=", "discarded"),
                ],
                limit=1,
            )
            .with_env(self.env)
        )

    def _describe_known(self):
        """Say that a file is already there, naming it only to those who may see it."""
        if not self.has_access("read"):
            return self.env._("This very file was already brought in.")
        if self.request_id and self.request_id.has_access("read"):
            return self.env._(
                "This very file was already recorded: %(request)s.",
                request=self.request_id.display_name,
            )
        return self.env._(
            "This very file is already among the letters: “%(letter)s”.", letter=self.display_name
        )

    @api.model
    def _describe_problem(self, problem):
        """Say why a file cannot be read and how to mend it."""
        return {
            "empty": self.env._("The file is empty. Scan the letter again."),
            "kind": self.env._(
                "This is neither a PDF nor a JPEG, PNG or TIFF image. Set the scanner to PDF."
            ),
            "password": self.env._(
                "This PDF is protected by a password. Take the protection off, or scan the paper."
            ),
            "broken": self.env._("The file is damaged and cannot be read. Scan the letter again."),
        }[problem]

    @api.model
    def _receive_mail(self, mail, message_dict, company):
        """Make a draft of each letter that a mail of the scanner brings.

        A file that cannot be read becomes a draft too, which says so: nobody is there to be told.

        :param GatewayMail mail: the mail
        :param dict message_dict: the parsed mail
        :param company: `res.company` whose address it was sent to
        :raises UserError: when the sender is not allowed, or there is no letter in the mail
        """
        if not mail.accept_sender:
            self._check_sender(message_dict, company)
        letters = self._get_letters(message_dict)
        if not letters:
            raise UserError(
                self.env._(
                    "This mail to the scanner's address brings no PDF. If a person wrote it, make "
                    "a request of it; otherwise set the scanner to PDF and discard it."
                )
            )
        made, known = self.browse(), []
        values = {
            "source": "mail",
            "company_id": company.id,
            "date_arrival": mail.date_received or mail.date_arrived,
        }
        for name, content in letters:
            if self._find_known(content, company):
                known.append(name)
                continue
            try:
                scan_file, problem = read_scan(content), False
            except UnreadableScan as error:
                scan_file, problem = ScanFile(content, None, 0), error.problem
            made += self._receive_file(name, content, scan_file, {**values, "problem": problem})
        note = known and self.env._("Already there: %(files)s", files=", ".join(known))
        mail.conclude("scan" if made else "duplicate", made[:1], note or "")

    @api.model
    def _check_sender(self, message_dict, company):
        """Let in the scanners of the settings, or any address of the city's own mail domain.

        :raises UserError: for another sender, whose mail waits in the inbox
        """
        sender = email_normalize(message_dict["email_from"], strict=False) or ""
        domain = f"@{sender.rpartition('@')[2]}"
        allowed = (company.grc_scan_senders or "").replace(",", " ").replace(";", " ").split()
        allowed = [address.lower() for address in allowed]
        own = company.grc_scan_alias_id.alias_domain_id.name
        if sender in allowed or domain in allowed or (not allowed and domain == f"@{own}"):
            return
        raise UserError(
            self.env._(
                "%(sender)s may not send letters to the scanner's address. Add it to the allowed "
                "senders in the settings and retry, or make a request of this mail.",
                sender=message_dict["email_from"],
            )
        )

    @api.model
    def _get_letters(self, message_dict):
        """Return (name, content) of the files of a mail that are letters.

        PDF and TIFF files are; images only when there is nothing else, not those of a signature.
        """
        letters, images = [], []
        for attachment in message_dict.get("attachments") or ():
            content = attachment.content
            content = content.encode("utf-8", "replace") if isinstance(content, str) else content
            if not isinstance(content, bytes):
                continue
            name, kind = attachment.fname, guess_kind(content)
            if kind in (PDF, TIFF) or name.lower().endswith(LETTER_EXTENSIONS):
                letters.append((name, content))
            elif kind and not (attachment.info or {}).get("cid"):
                images.append((name, content))
        return letters or images


def _get_digest(content):
    return hashlib.sha256(content).hexdigest()
