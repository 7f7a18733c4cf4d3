from markupsafe import Markup

from odoo import models


class GrcRequestDraft(models.Model):
    """Whose request it is, when nobody has shown that the address is theirs.

    Who types an address has not proved that it is theirs. The request is then put beside the
    citizen whom the town hall knows by that address, as those of a letter or a call are, only when
    that citizen has no account: what somebody else typed never enters an account. Otherwise it goes
    to another contact of the same address, which the search for doubles shows to the staff. In both
    cases nothing of a known citizen is changed, and the request holds what was typed, no more.
    """

    _inherit = "grc.request.draft"

    def _find_citizen(self, content):
        """Return who asks, found or created, and whether they were created.

        :param dict content: as ``_prepare_content`` returned it
        :rtype: tuple(res.partner, bool)
        """
        partners = self.env["res.partner"]
        values = content["values"]
        if content["account_id"]:
            return partners.browse(content["account_id"]), False
        if not values["email_from"] and not values["phone"]:
            return partners, False
        if content["is_verified"]:
            values = {**values, "phone": False}
        partners = partners.with_context(grc_unverified=not content["is_verified"])
        partner = partners._grc_match_citizens([values])[0]
        if partner:
            partner._grc_mark_citizens()
            return partner, False
        profile = self._prepare_profile(content)
        partners = partners.with_context(grc_sender_profile=profile)
        return partners._grc_create_citizens([content["values"]])[0], True

    def _prepare_profile(self, content):
        """Return what a new citizen says of themselves, besides how to reach them; hook.

        :param dict content: as ``_prepare_content`` returned it
        """
        contact, identity = content["contact"], content["identity"]
        profile = {"lang": content["lang"]}
        if identity:
            profile["citizen_type"] = identity
        if identity == "company":
            profile["company_registry"] = contact["company_registry"]
        elif identity == "association":
            profile["rna"] = contact["rna"]
        elif identity == "person":
            profile.update({name: contact[name] for name in ("street", "zip", "city")})
        return profile

    def _record_consents(self, request, content, is_new):
        """Record what the sender agreed to, with the texts they read.

        Somebody whom the town hall knew already, and who has not shown that they are that person,
        agrees to nothing in that person's name: what they ticked is told in the history.

        :param request: the new ``grc.request``
        :param bool is_new: the citizen was created for this request
        """
        agreed = content["consents"]
        if not agreed or not request.partner_id:
            return
        if is_new or content["account_id"] or content["is_verified"]:
            self.env["grc.consent"].create(
                [
                    {
                        "partner_id": request.partner_id.id,
                        "purpose_id": one["purpose_id"],
                        "granted": True,
                        "text": one["text"],
                        "channel_id": request.channel_id.id,
                        "proof": self.env._(
                            "Ticked on the form of request %(number)s.", number=request.number
                        ),
                    }
                    for one in agreed
                ]
            )
            return
        intro = self.env._(
            "The sender, who has not shown that this citizen's address is theirs, ticked what "
            "follows. Nothing was recorded; ask the citizen."
        )
        texts = Markup().join(Markup("<li>%s</li>") % one["text"] for one in agreed)
        request._message_log(body=Markup("<p>%s</p><ul>%s</ul>") % (intro, texts))


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _grc_candidates(self, field_name, values):
        candidates = super()._grc_candidates(field_name, values)
        if not self.env.context.get("grc_unverified"):
            return candidates
        owners = self.env["res.users"].sudo().with_context(active_test=False)
        partners = self.concat(*candidates.values())
        owned = owners.search([("partner_id", "in", partners.ids)]).partner_id
        left = {value: found - owned for value, found in candidates.items()}
        return {value: found for value, found in left.items() if found}

    def _grc_prepare_citizen_values(self, vals):
        profile = self.env.context.get("grc_sender_profile", {})
        return {**super()._grc_prepare_citizen_values(vals), **profile}
