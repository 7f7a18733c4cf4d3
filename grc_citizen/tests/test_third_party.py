import re
from datetime import timedelta
from io import BytesIO

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ..models.grc_third_party_visit import POSTS_AN_HOUR
from .common import GrcCase

SECRETS = ("Jeanne", "Martin", "jeanne.martin@example.com", "+33 1 99 00 77 77", "my late husband")
PATH = re.compile(r"/citizen/third-party/[\w-]+")


def picture(kind="JPEG", size=(640, 480), place=False):
    """Return a picture; with ``place``, its EXIF says where and by whom it was taken."""
    image, content = Image.new("RGB", size, "orange"), BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x013B] = "Jeanne Martin"
        exif.get_ifd(0x8825)[1] = "N"
    image.save(content, kind, exif=exif)
    return content.getvalue()


class ThirdPartyCase(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contractor = cls.env["res.partner"].create(
            {
                "name": "Pavage et fils",
                "is_company": True,
                "email": "atelier@pavage.example",
                "lang": "en_US",
            }
        )
        cls.request = cls._request(
            user_id=cls.agent.id,
            phone="+33 1 99 00 77 77",
            description="<p>The hole killed my late husband's bicycle.</p>",
        ).with_user(cls.agent)
        cls.photo = cls._attach(cls.request, "jeanne-martin.jpg", picture(place=True))

    @classmethod
    def _attach(cls, request, name, content):
        return cls.env["ir.attachment"].create(
            {"name": name, "raw": content, "res_model": "grc.request", "res_id": request.id}
        )

    def _invite(self, request=None, **values):
        """Send a link as the dialog does, and return it with the path that the mail has."""
        request = request or self.request
        link = request._invite_third_party(
            {
                "partner_id": self.contractor.id,
                "email": self.contractor.email,
                "subject": "Hole to fill",
                "instructions": "Fill the hole with cold asphalt.",
                "date_expiry": fields.Datetime.now() + timedelta(days=30),
                **values,
            }
        )
        return link.sudo(), self._read_path()

    def _read_path(self):
        mail = self.env["mail.mail"].search(
            [("email_to", "=", self.contractor.email)], order="id desc", limit=1
        )
        return PATH.search(mail.body_html).group()


@tagged("post_install", "-at_install")
class TestThirdParty(ThirdPartyCase):
    """Who may send links, and what becomes of them."""

    def test_dialog(self):
        action = self.request.action_ask_third_party()
        wizard = self.env[action["res_model"]].with_user(self.agent)
        form = Form(wizard.with_context(**action["context"]))
        form.partner_id = self.contractor
        self.assertEqual(form.email, "atelier@pavage.example")
        self.assertEqual(form.subject, self.request.name)
        self.assertFalse(form.attachment_ids, "files are chosen one by one")
        self.assertFalse(form.shows_description)
        form.instructions = "Fill it."
        form.save().action_confirm()
        link = self.request.third_party_link_ids
        self.assertEqual(link.state, "active")
        last_day = fields.Date.context_today(link) + timedelta(
            days=self.env.company.grc_third_party_days
        )
        self.assertEqual(str(link._to_city_time(link.date_expiry))[:19], f"{last_day} 23:59:59")
        self.assertEqual(self.request.waiting_for, "third_party")
        self.assertIn("atelier@pavage.example", str(self.request.sudo().message_ids.mapped("body")))

    def test_mail_holds_the_link_and_no_record_does(self):
        self.contractor.lang = "en_US"
        link, path = self._invite()
        token = path.rpartition("/")[2]
        self.assertGreaterEqual(len(token), 43, "256 bits")
        mail = self.env["mail.mail"].search([("email_to", "=", self.contractor.email)])
        self.assertEqual(mail.body_html.count(token), 1)
        self.assertFalse(mail.model, "not in the request's history")
        self.assertTrue(mail.auto_delete)
        for secret in SECRETS:
            self.assertNotIn(secret, mail.body_html)
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM grc_third_party_link WHERE id = %s", [link.id])
        self.assertNotIn(token, str(self.env.cr.fetchall()))
        self.assertNotIn(token, str(self.request.sudo().message_ids.mapped("body")))

    def test_token_is_never_read(self):
        link, _path = self._invite()
        with self.assertRaises(AccessError):
            link.with_user(self.administrator).read(["token_hash"])
        with self.assertRaises(AccessError):
            link.with_user(self.administrator).search([("token_hash", "!=", False)])

    def test_states(self):
        Link = self.env["grc.third.party.link"]
        active, _path = self._invite()
        done, _path = self._invite()
        done._post(done=True)
        expired, _path = self._invite()
        expired.date_expiry = fields.Datetime.now() - timedelta(minutes=1)
        revoked, _path = self._invite()
        revoked.with_user(self.agent).action_revoke()
        for state, link in (
            ("active", active),
            ("done", done),
            ("expired", expired),
            ("revoked", revoked),
        ):
            self.assertEqual(link.state, state)
            found = Link.search([("state", "=", state), ("request_id", "=", self.request.id)])
            self.assertEqual(found, link, state)
        self.assertEqual(revoked.revoked_by_id, self.agent)

    def test_roles(self):
        link, _path = self._invite()
        values = {"partner_id": self.contractor.id}
        for user in (self.other_agent, self.front_desk, self.portal_user):
            with self.assertRaises(AccessError):
                self.request.with_user(user)._invite_third_party(values)
            stranger = link.with_user(user)
            with self.assertRaises(AccessError):
                stranger.read(["subject"])
            for method in ("action_revoke", "action_resend", "action_reply"):
                with self.assertRaises(AccessError):
                    getattr(stranger, method)()
            with self.assertRaises(AccessError):
                link.event_ids.with_user(user).read(["kind"])
        link.with_user(self.manager).action_revoke()
        self.assertEqual(link.state, "revoked")

    def test_nothing_is_forged(self):
        link, _path = self._invite()
        link = link.with_user(self.agent)
        for values in (
            {"date_revoked": False},
            {"date_done": fields.Datetime.now()},
            {"token_hash": "0" * 64},
            {"email": "me@else.example"},
            {"request_id": self._request().id},
        ):
            with self.assertRaises(AccessError, msg=values):
                link.write(values)
        with self.assertRaises(AccessError):
            link.create({"request_id": self.request.id, "partner_id": self.contractor.id})
        with self.assertRaises(AccessError):
            link.unlink()
        for method, args in (
            ("create", [{"link_id": link.id, "kind": "done"}]),
            ("write", {"text": "x"}),
        ):
            with self.assertRaises(AccessError):
                getattr(link.event_ids, method)(args)
        link.instructions = "Fill it tomorrow."

    def test_only_files_of_the_request(self):
        other = self._attach(self._request(), "other.txt", b"x")
        with self.assertRaises(ValidationError):
            self._invite(attachment_ids=[(6, 0, other.ids)])

    def test_expiry_has_a_limit(self):
        with self.assertRaises(ValidationError):
            self._invite(date_expiry=fields.Datetime.now() + timedelta(days=400))

    def test_not_the_citizen_nor_closed(self):
        with self.assertRaises(UserError):
            self._invite(partner_id=self.citizen.id)
        part = self.request.action_split([self.department.id])
        with self.assertRaises(UserError):
            self._invite(part, partner_id=self.citizen.id)
        part.action_close()
        with self.assertRaises(UserError):
            self._invite(part)

    def test_sent_again_is_another_link(self):
        link, path = self._invite()
        link.date_expiry = fields.Datetime.now() - timedelta(days=1)
        link.with_user(self.agent).action_resend()
        self.assertEqual(link.state, "active")
        self.assertNotEqual(self._read_path(), path)
        self.assertFalse(link._find(path.rpartition("/")[2]))
        link.action_revoke()
        with self.assertRaises(UserError):
            link.with_user(self.agent).action_resend()

    def test_reminded(self):
        link, path = self._invite()
        self.request.action_wait_for_third_party()
        self.request.sudo()._remind()
        self.assertNotEqual(self._read_path(), path)
        self.assertFalse(self.request.sudo().activity_ids, "the third party is, not the agent")

    def test_written_to(self):
        link, _path = self._invite()
        mine = link.with_user(self.agent)
        with self.assertRaises(UserError):
            mine.action_reply()
        mine.reply = "After nine, please."
        mine.action_reply()
        mail = self.env["mail.mail"].search([("email_to", "=", self.contractor.email)], limit=1)
        self.assertIn("After nine, please.", mail.body_html)
        self.assertFalse(mine.reply)

    def test_anonymous(self):
        link, _path = self._invite()
        link._post("Madame Martin was out")
        self.request.sudo()._anonymize()
        self.assertEqual(link.state, "revoked")
        self.assertFalse(any(link.event_ids.mapped("text")))
        self.assertNotIn("asphalt", link.instructions)


@tagged("post_install", "-at_install")
class TestThirdPartyPage(ThirdPartyCase, HttpCase):
    """The page that the link opens."""

    def setUp(self):
        super().setUp()
        self.link, self.path = self._invite(attachment_ids=[(6, 0, self.photo.ids)])
        self.authenticate(None, None)

    def _get(self, path=None):
        self.env.flush_all()
        response = self.url_open(path or self.path, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def _post(self, photos=(), path=None, **values):
        """Send the form as the page does."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self._get(self.path).text)
        values.setdefault("csrf_token", token.group(1))
        files = [("photos", (name, content)) for name, content in photos]
        files = files or [("photos", ("", b""))]
        response = self.url_open(path or self.path, data=values, files=files, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def _kinds(self):
        return self.link.event_ids.sorted("id").mapped("kind")

    def test_page(self):
        response = self._get()
        self.assertEqual(response.status_code, 200)
        for shown in ("Hole to fill", "cold asphalt", self.request.number, "Pothole"):
            self.assertIn(shown, response.text)
        for secret in (*SECRETS, self.request.sudo().tracking_code, self.photo.name):
            self.assertNotIn(secret, response.text)
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", response.headers["X-Robots-Tag"])
        self.assertIn('lang="en-US"', response.text)

    def test_what_was_chosen_is_shown(self):
        self.link.shows_description = True
        self.assertIn("my late husband", self._get().text)
        self.type.third_party_sees_citizen = True
        page = self._get().text
        self.assertIn("Jeanne Martin", page)
        self.assertIn("+33 1 99 00 77 77", page)
        self.assertNotIn("jeanne.martin@example.com", page)

    def test_visits_are_logged_once_an_hour(self):
        self._get()
        self._get()
        self.assertEqual(self._kinds(), ["sent", "seen"])
        event = self.link.event_ids.filtered(lambda one: one.kind == "seen")
        self.assertEqual(event.ip, "127.0.0.0")
        event.date -= timedelta(hours=2)
        self._get()
        self.assertEqual(self.link.use_count, 2)

    def test_photos_leave_clean(self):
        response = self._get(f"{self.path}/{self.photo.id}")
        self.assertEqual(response.headers["Content-Type"], "image/jpeg")
        self.assertNotIn(b"Jeanne", response.content)
        self.assertFalse(Image.open(BytesIO(response.content)).getexif())
        self.assertNotIn("jeanne", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_other_files_are_refused(self):
        own = self._attach(self.request, "not-chosen.jpg", picture())
        other = self._attach(self._request(), "other.jpg", picture())
        for file in (own, other):
            self.assertEqual(self._get(f"{self.path}/{file.id}").status_code, 404)
        self.assertEqual(self._get(f"{self.path}/{10**9}").status_code, 404)

    def test_note_photos_and_done(self):
        self.request.action_wait_for_third_party()
        photos = [("a.jpg", picture(place=True)), ("b.webp", picture("WEBP"))]
        response = self._post(photos, note="Filled & rolled <b>flat</b>", done="1")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self._kinds()[-1], "done")
        self.assertEqual(self.link.state, "done")
        request = self.request.sudo()
        self.assertEqual(len(request.photo_after_ids), 2)
        for photo in request.photo_after_ids:
            self.assertFalse(Image.open(BytesIO(photo.raw)).getexif())
        message = request.message_ids.filtered(lambda one: one.author_id == self.contractor)
        self.assertIn("&lt;b&gt;flat", message.body)
        self.assertTrue(message.subtype_id.internal, "no citizen hears of it")
        self.assertEqual(len(message.attachment_ids), 2)
        self.assertNotIn(self.contractor, request.message_partner_ids)
        self.assertEqual(request.state, "progress")
        self.assertEqual(request.activity_ids.user_id, self.agent)
        page = self._get(response.headers["Location"]).text
        self.assertIn("Thank you", page)
        self.assertNotIn("<textarea", page)
        self.assertEqual(self._get(f"{self.path}/{request.photo_after_ids[0].id}").status_code, 200)

    def test_nothing_after_done(self):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self._get().text).group(1)
        self.link._post(done=True)
        self.env.flush_all()
        response = self.url_open(self.path, data={"note": "More", "csrf_token": token})
        self.assertEqual(response.status_code, 409)
        self.assertNotIn("note", self._kinds())

    def test_nothing_after_closing(self):
        self.request.action_close()
        page = self._get()
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<textarea", page.text)

    def test_without_csrf_token_what_was_typed_stays(self):
        response = self._post(note="Filled today", csrf_token="forged")
        self.assertEqual(response.status_code, 400)
        self.assertIn("Filled today", response.text)
        self.assertNotIn("note", self._kinds())

    def test_bad_files(self):
        heic = b"\0\0\0\x18ftypheic\0\0\0\0" + b"\0" * 64
        for name, content, reason in (
            ("a.heic", heic, "HEIC"),
            ("a.jpg", b"<svg onload='x'/>", "is not a photo"),
            ("a.png", b"%PDF-1.7", "is not a photo"),
            ("big.jpg", picture() + b"\0" * (10 * 1024 * 1024), "too large"),
        ):
            response = self._post([(name, content)], note="Filled today")
            self.assertEqual(response.status_code, 422, name)
            self.assertIn(reason, response.text)
            self.assertIn(name, response.text)
            self.assertIn("Filled today", response.text, "kept")
            self.assertIn('href="#photos"', response.text)
        response = self._post([("p.jpg", picture())] * 6)
        self.assertIn("5 photos at a time", response.text)
        self.assertEqual(self._post().status_code, 422)
        self.assertEqual(self._kinds(), ["sent", "seen"])
        self.assertFalse(self.request.sudo().photo_after_ids)

    def test_photo_of_the_work_is_required(self):
        self.type.requires_photo_after = True
        self.assertEqual(self._post(done="1").status_code, 422)
        self.assertEqual(self._post([("p.jpg", picture())], done="1").status_code, 303)

    def test_may_not_say_done(self):
        self.link.can_finish = False
        self.assertNotIn('id="done"', self._get().text)
        self.assertEqual(self._post(done="1").status_code, 409)
        self.assertEqual(self.link.state, "active")

    def test_not_too_many(self):
        for _post in range(POSTS_AN_HOUR):
            self.link._log("note", "again")
        response = self._post(note="One more")
        self.assertEqual(response.status_code, 409)
        self.assertIn("One more", response.text)
        self.assertIn("in an hour", response.text)

    def test_what_does_not_open_looks_the_same(self):
        unknown = self._get("/citizen/third-party/" + "A" * 43)
        tampered = self._get(self.path[:-1] + ("A" if self.path[-1] != "A" else "B"))
        self.assertEqual((unknown.status_code, tampered.status_code), (404, 404))
        pages = {
            re.sub(r"csrf_token: \"[^\"]+\"|nonce=\S+", "", one.text) for one in (unknown, tampered)
        }
        self.assertEqual(len(pages), 1)
        self.assertIn("+33 1 99 00 10 00", unknown.text, "whom to call")
        self.assertEqual(unknown.headers["Referrer-Policy"], "no-referrer")

    def test_expired_and_revoked(self):
        self.link.date_expiry = fields.Datetime.now() - timedelta(minutes=1)
        response = self._get()
        self.assertEqual(response.status_code, 410)
        self.assertNotIn("Hole to fill", response.text)
        self.assertEqual(self._get(f"{self.path}/{self.photo.id}").status_code, 410)
        self.assertEqual(self.url_open(self.path, data={"note": "x"}).status_code, 410)
        self.link.date_expiry = fields.Datetime.now() + timedelta(days=1)
        self.link.with_user(self.agent).action_revoke()
        self.assertEqual(self._get().status_code, 410)
        self.assertEqual(self._kinds().count("refused"), 1)

    @mute_logger("odoo.http")
    def test_by_rpc(self):
        for login, model, method, args in (
            ("grc_citizen", "grc.third.party.link", "search_read", [[]]),
            ("grc_citizen", "grc.third.party.event", "search_read", [[]]),
            ("grc_agent", "grc.third.party.link", "_find", ["x"]),
            ("grc_agent", "grc.third.party.link", "_post", [self.link.ids, "x"]),
            ("grc_agent", "grc.third.party.link", "read", [self.link.ids, ["token_hash"]]),
            ("grc_other", "grc.third.party.link", "action_revoke", [self.link.ids]),
        ):
            self.authenticate(login, login)
            params = {"model": model, "method": method, "args": args, "kwargs": {}}
            answer = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                json={"jsonrpc": "2.0", "method": "call", "params": params},
            ).json()
            self.assertEqual(
                answer["error"]["data"]["name"], "odoo.exceptions.AccessError", (login, method)
            )
