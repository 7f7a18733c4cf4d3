import re

from odoo.tests import tagged

from .account_common import PUBLIC, AccountCase
from .hostile_files import pdf as make_pdf


@tagged("post_install", "-at_install")
class TestAccountRequest(AccountCase):
    def test_who_opens_a_request(self):
        other = f"/my/requests/{self.theirs.id}"
        for path in (other, f"{other}/receipt", f"{other}/withdraw", "/my/requests/999999999"):
            self.assertIn("/web/login?redirect=", self._get(path).url, path)
        self._login()
        self.assertEqual(self._get(self.page).status_code, 200)
        for path in (other, f"{other}/receipt", f"{other}/withdraw", "/my/requests/999999999"):
            self.assertEqual(self._get(path).status_code, 404, path)
        self.agent.password = self.other_agent.password = "grc_agent"
        self.authenticate(self.agent.login, "grc_agent")
        self.assertIn("/odoo/", self._get(self.page).url)
        self.authenticate(self.other_agent.login, "grc_agent")
        self.assertEqual(self._get(self.page).status_code, 404)

    def test_what_is_not_theirs_cannot_be_written_on(self):
        self._login()
        keys = self._fields(self._get(self.page))
        other = f"/my/requests/{self.theirs.id}"
        before = self.theirs.message_ids
        for action in ("message", "withdraw", "share"):
            answer = self.url_open(f"{other}/{action}", data={"message": "Hello", **keys})
            self.assertEqual(answer.status_code, 404, action)
        self.assertEqual(self.theirs.message_ids, before)
        self.assertFalse(self.theirs.date_closed)

    def test_internal_notes_and_names_of_agents_stay_inside(self):
        request = self.mine.with_user(self.agent)
        request.message_post(body="SECRET NOTE", subtype_xmlid="mail.mt_note")
        request.message_post(body="Which lamp?", **PUBLIC)
        self._login()
        page = self._get(self.page)
        self.assertIn("Which lamp?", page.text)
        self.assertIn("Roads", page.text)
        self.assertNotIn("SECRET NOTE", page.text)
        self.assertNotIn(self.agent.name, re.sub(r"<script.*?</script>", "", page.text, flags=re.S))

    def test_full_answer_with_its_letter(self):
        self.me.write({"city": "Roseraie", "street": "1 rue Haute", "zip": "25000"})
        answer = self.env["grc.request.answer"].create(
            {"request_id": self.mine.id, "body": "<p>It is repaired.</p>", "delivery": "email"}
        )
        answer.with_user(self.agent).action_send()
        letter = self.env["ir.attachment"].create(
            {
                "name": "letter.pdf",
                "raw": b"%PDF-1.4",
                "res_model": "grc.request",
                "res_id": self.mine.id,
            }
        )
        said = self.mine.message_post(
            body="Letter",
            **PUBLIC,
            attachment_ids=letter.ids,
        )
        self.assertTrue(said)
        self._login()
        page = self._get(self.page)
        self.assertIn("It is repaired.", page.text)
        self.assertIn("grc-message-answer", page.text)
        file = self._get(f"{self.page}/file/{letter.id}")
        self.assertEqual(file.content, b"%PDF-1.4")
        self.assertIn("attachment", file.headers["Content-Disposition"])

    def test_files_of_notes_are_not_for_citizens(self):
        def attach(name):
            return (
                self.env["ir.attachment"]
                .with_user(self.agent)
                .create(
                    {"name": name, "raw": b"x", "res_model": "grc.request", "res_id": self.mine.id}
                )
            )

        note, loose, public = map(attach, ("note.txt", "loose.txt", "public.txt"))
        request = self.mine.with_user(self.agent)
        request.message_post(body="n", subtype_xmlid="mail.mt_note", attachment_ids=note.ids)
        request.message_post(
            body="p",
            **PUBLIC,
            attachment_ids=public.ids,
        )
        self._login()
        self.assertEqual(self._get(f"{self.page}/file/{public.id}").status_code, 200)
        for hidden in (note, loose):
            self.assertEqual(self._get(f"{self.page}/file/{hidden.id}").status_code, 404)
            self.assertEqual(self._get(f"/web/content/{hidden.id}").status_code, 404)

    def test_message_joins_the_thread_and_resumes(self):
        self.mine.action_wait_for_citizen()
        self._login()
        answer = self._write("<b>The third</b> lamp\nnear the school")
        self.assertIn("Your message is sent", answer.text)
        said = self._said()
        self.assertEqual(said.author_id, self.me)
        self.assertIn("&lt;b&gt;The third", said.body)
        self.assertEqual(self.mine.state, "progress")

    def test_message_after_closing_alerts(self):
        self.type.not_fixed_days = 0
        self.mine.with_user(self.agent).action_take()
        self.mine.action_close()
        self._login()
        self._write("Thank you")
        self.assertTrue(self.mine.date_closed)
        self.assertTrue(self.mine.is_written_after_closing)

    def test_two_clicks_post_once(self):
        self._login()
        page = self._get(self.page)
        for _click in range(2):
            self._write("Once", page)
        self.assertEqual(len(self._said()), 1)
        self._write("Once")
        self.assertEqual(len(self._said()), 2)

    def test_empty_and_long_messages_are_refused_and_kept(self):
        self._login()
        for text, error in (("  ", "Write your message first"), ("x" * 5001, "too long")):
            answer = self._write(text)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(error, answer.text)
            self.assertIn('href="#message"', answer.text)
        self.assertIn("x" * 5001, answer.text)
        self.assertFalse(self._said())

    def test_lost_session_keeps_the_words(self):
        self._login()
        fields = self._fields(self._get(self.page))
        answer = self.url_open(
            f"{self.page}/message", data={"message": "Kept", **fields, "csrf_token": "lost"}
        )
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Kept", answer.text)
        self.assertFalse(self._said())
        self.logout()
        answer = self.url_open(
            f"{self.page}/message", data={"message": "Kept", **fields}, allow_redirects=False
        )
        self.assertIn("/web/login?redirect=", answer.headers["Location"])
        form = self._get(answer.headers["Location"])
        token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)[1]
        back = self.url_open(
            "/web/login",
            data={
                "login": "grc_citizen",
                "password": "grc_citizen",
                "csrf_token": token,
                "redirect": self.page,
            },
        )
        self.assertIn("Your message was kept", back.text)
        self.assertIn(">Kept</textarea>", back.text)

    def test_not_fixed(self):
        self.mine.action_close()
        self._login()
        answer = self._write("Dark again", action="not_fixed")
        self.assertIn("open again", answer.text)
        self.assertEqual((self.mine.state, self.mine.not_fixed_count), ("progress", 1))
        self.assertNotIn('value="not_fixed"', self._get(self.page).text)

    def test_link_of_a_mail_reads_and_writes_but_does_not_withdraw(self):
        link = self.mine.get_portal_url()
        page = self._get(link)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("/withdraw", page.text)
        token = self.mine.access_token
        self._write("By the link", page, access_token=token)
        said = self._said()
        self.assertEqual(said.author_id, self.me)
        answer = self.url_open(
            f"{self.page}/withdraw",
            data={"access_token": token, **self._fields(page)},
            allow_redirects=False,
        )
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertFalse(self.mine.date_closed)

    def test_button_of_odoo_mails_opens_the_page(self):
        action = f"/mail/view?model=grc.request&res_id={self.mine.id}"
        token = self.mine._portal_ensure_token()
        answer = self._get(f"{action}&access_token={token}")
        self.assertIn(self.page, answer.url)
        self.assertIn(self.mine.name, answer.text)
        self._login()
        self.assertIn(self.page, self._get(action).url)

    def test_mails_lead_to_the_page(self):
        mail = self._mails(self.mine, self.me.email)
        self.assertIn(self.mine._get_tracking_url(), mail.body_html)
        self.assertNotIn("/citizen/track/", self.mine._wrap_mail("To a third party"))

    def test_tokens_are_not_guessed_for_ever(self):
        # Counting opens a transaction that writes, which Odoo's tests refuse to read-only routes.
        self.set_registry_readonly_mode(False)
        self.addCleanup(self.set_registry_readonly_mode, True)
        self.assertEqual(self._get(f"{self.page}?access_token=wrong").status_code, 404)
        for _try in range(30):
            answer = self._get(f"{self.page}?access_token=wrong{_try}")
        self.assertEqual(answer.status_code, 429)

    def test_receipt(self):
        self._login()
        answer = self._get(f"{self.page}/receipt")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn(f"{self.mine.number}.pdf", answer.headers["Content-Disposition"])

    def test_files_go_with_the_message(self):
        self._login()
        fields = self._fields(self._get(self.page))
        pdf = ("bill.pdf", make_pdf(), "application/pdf")
        script = ("x.pdf", b"<script>alert(1)</script>", "application/pdf")
        answer = self.url_open(
            f"{self.page}/message", data={"message": "Kept", **fields}, files=[("files", script)]
        )
        self.assertEqual(answer.status_code, 422)
        self.assertIn('href="#files"', answer.text)
        self.assertIn(">Kept</textarea>", answer.text)
        self.assertFalse(self._said())
        for _click in range(2):
            self.url_open(
                f"{self.page}/message", data={"message": "", **fields}, files=[("files", pdf)]
            )
        (file,) = self._said().attachment_ids
        self.assertEqual(file.mimetype, "application/pdf")
        self.assertIn(f"{self.page}/file/{file.id}", self._get(self.page).text)

    def test_hostile_words(self):
        hostile = "<script>alert(1)</script>"
        self.mine.write({"name": hostile, "description": f"<p>{hostile}<img src='//evil/x'></p>"})
        self.mine.message_post(body="x", subject=hostile, **PUBLIC)
        self._login()
        for path in (self.page, "/my/requests", f"{self.page}/withdraw"):
            text = self._get(path).text
            self.assertNotIn("<script>alert", text)
            self.assertNotIn("evil", text)
