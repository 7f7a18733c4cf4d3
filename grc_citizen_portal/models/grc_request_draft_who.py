import re

from odoo import models
from odoo.tools import email_normalize

from odoo.addons.grc_citizen.models.res_partner import RNA_PATTERN, SEPARATORS
from odoo.addons.grc_citizen.tools.phone import _grc_phone_e164

NAME_LENGTH = 100
LINE_LENGTH = 150
IDENTITY = ("person", "company", "association")
ADDRESS = ("street", "zip", "city")
TYPED = ("contact_name", "email", "phone", "company_registry", "rna", *ADDRESS)
ADDRESS_PATTERN = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
#: Slips of the finger in the best-known domains.
DOMAIN_SLIPS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.fr": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "hotmai.fr": "hotmail.fr",
    "orage.fr": "orange.fr",
    "ornage.fr": "orange.fr",
    "wanado.fr": "wanadoo.fr",
    "wandoo.fr": "wanadoo.fr",
    "laposte.fr": "laposte.net",
    "yaho.fr": "yahoo.fr",
    "outlok.fr": "outlook.fr",
}


class GrcRequestDraft(models.Model):
    """The step *who*: how to reach whoever asks, and who they say they are.

    What a logged-in person's account knows is shown and used; what they correct here is for this
    request alone.
    """

    _inherit = "grc.request.draft"

    def _needs_step_who(self):
        return True

    def _get_step_title_who(self):
        return self.env._("How can we reach you?")

    def _get_account(self):
        """Return the contact of the logged-in person, empty for anybody else.

        :rtype: res.partner
        """
        user = self.user_id or self.env.user
        return self.env["res.partner"] if user._is_public() else user.sudo().partner_id

    def _get_contact(self):
        """Return what is typed about the sender, else what their account knows.

        :rtype: dict[str, str]
        """
        account = self._get_account()
        known = {
            "contact_name": account.name,
            "email": account.email,
            "phone": account.phone,
            "company_registry": account.company_registry,
            "rna": account.rna,
            **{name: account[name] for name in ADDRESS},
        }
        typed = self._get_values()
        return {name: typed.get(name, known[name] or "") for name in TYPED}

    def _is_anonymous(self):
        return bool(self.type_id.allows_anonymous and self._get_values().get("is_anonymous"))

    def _get_identity(self):
        """Return what the sender says they are: a value of :data:`IDENTITY`."""
        account = self._get_account()
        known = account.citizen_type if account.citizen_type in IDENTITY else IDENTITY[0]
        typed = self._get_values().get("identity")
        return typed if typed in IDENTITY else known

    def _get_identity_choices(self):
        return [
            ("person", self.env._("for yourself")),
            ("company", self.env._("for a company")),
            ("association", self.env._("for an association")),
        ]

    def _asks_identity(self):
        """Whether the law wants to know who applies: CRPA R112-9-1; hook."""
        return self.type_id.kind == "procedure"

    def _read_step_who(self, form):
        values = {name: form.get(name) for name in TYPED if name in form}
        if "identity" in form:
            values["identity"] = form.get("identity")
        values["is_anonymous"] = bool(form.get("is_anonymous"))
        # Pressed again under the question whether the domain is right: it is.
        values["email_asked"] = form.get("email_asked")
        values["consents"] = self._read_consents(form)
        return values

    def _check_step_who(self):
        if self._is_anonymous():
            return {}
        contact = self._get_contact()
        return {
            **self._check_name(contact),
            **self._check_email(contact),
            **self._check_phone(contact),
            **(self._check_identity(contact) if self._asks_identity() else {}),
        }

    def _check_name(self, contact):
        name = contact["contact_name"]
        if not name:
            return {"contact_name": self.env._("Enter your name.")}
        if len(name) > NAME_LENGTH:
            return {
                "contact_name": self.env._(
                    "Please shorten your name: %(count)s characters at most.", count=NAME_LENGTH
                )
            }
        return {}

    def _check_email(self, contact):
        email = contact["email"]
        if not email:
            return self._check_reachable(contact)
        address = email_normalize(email)
        if not address or not ADDRESS_PATTERN.fullmatch(email) or len(email) > 254:
            return {
                "email": self.env._(
                    "“%(email)s” is not an e-mail address. Type it like name@example.com.",
                    email=email,
                )
            }
        suggestion = self._get_email_suggestion()
        if suggestion and self._get_values().get("email_asked") != email:
            return {
                "email": self.env._(
                    "Is it %(suggestion)s? Correct it, or go on if “%(email)s” is right.",
                    suggestion=suggestion,
                    email=email,
                )
            }
        return {}

    def _check_reachable(self, contact):
        if self.type_id._requires_email():
            return {"email": self.env._("Enter your e-mail address: the answer is sent to it.")}
        if not contact["phone"]:
            return {"email": self.env._("Enter an e-mail address or a telephone number.")}
        return {}

    def _get_email_suggestion(self):
        """Return the address that was probably meant, False when nothing looks wrong."""
        name, _at, domain = self._get_contact()["email"].lower().rpartition("@")
        return domain in DOMAIN_SLIPS and f"{name}@{DOMAIN_SLIPS[domain]}"

    def _get_phone(self):
        """Return the telephone in E.164, False when there is none or it is none."""
        return _grc_phone_e164(self._get_contact()["phone"], self.company_id.country_id)

    def _check_phone(self, contact):
        # What the town hall wrote in an account is not the citizen's to mend.
        is_typed = contact["phone"] != (self._get_account().phone or "")
        if is_typed and contact["phone"] and not self._get_phone():
            return {
                "phone": self.env._(
                    "“%(phone)s” is not a phone number: a digit may be missing, or one too many. "
                    "Type it like 06 12 34 56 78, and a number from abroad with + and its country "
                    "code.",
                    phone=contact["phone"],
                )
            }
        return {}

    def _check_identity(self, contact):
        """Check what the law asks of who applies: CRPA R112-9-1."""
        identity = self._get_identity()
        if identity == "company":
            return self._check_company(SEPARATORS.sub("", contact["company_registry"]))
        if identity == "association":
            return self._check_association(SEPARATORS.sub("", contact["rna"]).upper())
        missing = {
            "street": self.env._("Enter your street and number."),
            "zip": self.env._("Enter your postal code."),
            "city": self.env._("Enter your town."),
        }
        too_long = self.env._(
            "Please shorten this: %(count)s characters at most.", count=LINE_LENGTH
        )
        return {
            name: too_long if contact[name] else missing[name]
            for name in ADDRESS
            if not contact[name] or len(contact[name]) > LINE_LENGTH
        }

    def _check_company(self, number):
        if not number:
            error = self.env._("Enter the SIRET or SIREN of the company.")
        else:
            error = self.env["res.partner"]._company_registry_error(number)
        return {"company_registry": error} if error else {}

    def _check_association(self, number):
        if RNA_PATTERN.fullmatch(number):
            return {}
        return {
            "rna": self.env._(
                "Enter the RNA number of the association: the letter W followed by nine "
                "characters, like W751234567."
            )
        }

    def _show_step_who(self):
        if self._is_anonymous():
            return [(self.env._("Name"), self.env._("Anonymous"))]
        contact = self._get_contact()
        lines = [
            (self.env._("Name"), contact["contact_name"]),
            (self.env._("E-mail"), contact["email"]),
            (self.env._("Telephone"), contact["phone"]),
            *self._show_identity(contact),
            *((self.env._("You agree"), one["text"]) for one in self._get_agreed()),
        ]
        return [(label, text) for label, text in lines if text]

    def _show_identity(self, contact):
        """Return what the sender says of themselves, as labels and texts."""
        if not self._asks_identity():
            return []
        identity = self._get_identity()
        if identity == "company":
            return [(self.env._("SIRET or SIREN"), contact["company_registry"])]
        if identity == "association":
            return [(self.env._("RNA number"), contact["rna"])]
        town = f"{contact['zip']} {contact['city']}".strip()
        return [(self.env._("Address"), ", ".join(filter(None, (contact["street"], town))))]

    def _prepare_step_who(self):
        if self._is_anonymous():
            return {"contact_name": False, "email_from": False, "phone": False}
        contact = self._get_contact()
        identity = self._show_identity(contact)
        return {
            "contact_name": contact["contact_name"],
            "email_from": email_normalize(contact["email"]) or False,
            "phone": self._get_phone() or contact["phone"] or False,
            "sender_identity": "\n".join(
                self.env._("%(label)s: %(text)s", label=label, text=text)
                for label, text in identity
                if text
            )
            or False,
        }
