from odoo.http import Controller, request, route

from ..models.res_partner_own_data import ADDRESS, IDENTIFIERS, KINDS
from .page import PublicPage

#: What these pages show is for nobody's cache.
PRIVATE = {"Cache-Control": "no-store"}


class OwnDataPage(PublicPage):
    """What the pages under ``/my/data`` share."""

    def _get_citizen(self):
        """Return whose pages these are, in superuser mode: whoever is logged in."""
        return request.env.user.partner_id.sudo()

    def _render_own(self, template, values=None, status=200):
        zone = request.env.company.sudo().partner_id.tz or "UTC"
        values = {
            "partner": self._get_citizen(),
            "city_zone": zone,
            "errors": {},
            **(values or {}),
        }
        page = self._render_page(f"grc_citizen_portal.{template}", values, status)
        page.headers.update(PRIVATE)
        return page

    def _has_session(self, csrf_token):
        return request.validate_csrf(csrf_token)

    def _get_session_error(self, field):
        """Return the error of a form that was sent too late, at its first field."""
        return {
            field: request.env._("You waited a long time: check what you wrote and send it again.")
        }


class DataController(OwnDataPage, Controller):
    """What the city keeps of whoever is logged in, and how they correct it."""

    @route("/my/data", auth="user", website=True, methods=["GET"], readonly=True)
    def show(self, saved=None, **_params):
        partner = self._get_citizen()
        values = {
            "saved": saved,
            "consents": partner._get_own_consents(),
            "sections": partner._get_own_sections(),
            "change": request.env["grc.email.change"].sudo()._find(partner),
            "erasure": request.env["grc.data.erasure"].sudo()._find_live(partner),
        }
        return self._render_own("data_page", values)

    @route("/my/data/profile", auth="user", website=True, methods=["GET"], readonly=True)
    def show_profile(self, **_params):
        return self._render_profile(self._get_citizen()._get_own_values(), {})

    # The token of the session is checked here, so that who let it expire keeps what they typed.
    @route("/my/data/profile", auth="user", website=True, methods=["POST"], csrf=False)
    def save_profile(self, csrf_token=None, **form):
        partner = self._get_citizen()
        typed = {name: form[name] for name in partner._get_own_values() if name in form}
        if not self._has_session(csrf_token):
            return self._render_profile(typed, self._get_session_error("name"), 400)
        errors = partner._save_own_values(typed)
        if errors:
            return self._render_profile(typed, errors, 422)
        return request.redirect("/my/data?saved=profile", 303)

    def _render_profile(self, typed, errors, status=200):
        partner = self._get_citizen()
        kinds = dict(partner._fields["citizen_type"]._description_selection(request.env))
        values = {
            "values": {**partner._get_own_values(), **typed},
            "errors": {name: errors[name] for name in self._get_field_order() if name in errors},
            "kinds": [(kind, kinds[kind]) for kind in KINDS],
            "countries": request.env["res.country"].sudo().search([]),
        }
        return self._render_own("data_profile_page", values, status)

    def _get_field_order(self):
        """Return the fields of the profile in the order of the page."""
        return ["name", "citizen_type", *IDENTIFIERS, "phone", *ADDRESS]

    @route("/my/data/preferences", auth="user", website=True, methods=["GET"], readonly=True)
    def show_preferences(self, **_params):
        return self._render_preferences({}, {})

    @route("/my/data/preferences", auth="user", website=True, methods=["POST"], csrf=False)
    def save_preferences(self, preferred_channel="", lang="", csrf_token=None, **_params):
        typed = {"preferred_channel": preferred_channel, "lang": lang}
        if not self._has_session(csrf_token):
            return self._render_preferences(typed, self._get_session_error("lang"), 400)
        errors = self._get_citizen()._save_preferences(preferred_channel, lang)
        if errors:
            return self._render_preferences(typed, errors, 422)
        return request.redirect("/my/data?saved=preferences", 303)

    def _render_preferences(self, typed, errors, status=200):
        partner = self._get_citizen()
        values = {
            "values": {
                "preferred_channel": partner.preferred_channel or "",
                "lang": partner.lang,
                **typed,
            },
            "errors": errors,
            "channels": partner._get_reachable_channels(),
            "langs": request.env["res.lang"].get_installed(),
        }
        return self._render_own("data_preferences_page", values, status)

    @route("/my/data/consents", auth="user", website=True, methods=["GET"], readonly=True)
    def show_consents(self, saved=None, **_params):
        consents = self._get_citizen()._get_own_consents()
        return self._render_own("data_consents_page", {"consents": consents, "saved": saved})

    @route("/my/data/consents", auth="user", website=True, methods=["POST"])
    def save_consent(self, purpose="", granted="", **_params):
        purposes = request.env["grc.consent.purpose"].sudo().search([("active", "=", True)])
        known = purposes.filtered(lambda one: str(one.id) == purpose)
        if not known or granted not in ("0", "1"):
            return self._render_not_found()
        self._get_citizen()._say_consent(known, granted == "1")
        return request.redirect(f"/my/data/consents?saved={known.id}#purpose-{known.id}", 303)
