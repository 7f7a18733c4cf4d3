from .common import FormCase, tagged


@tagged("post_install", "-at_install")
class TestFormSteps(FormCase):
    """Each step keeps what was typed, right or wrong, and says what to mend."""

    def test_errors_are_linked_and_what_was_typed_stays(self):
        page = self._page("/citizen/new/test-lamp/what")
        typed = {"question-poles": "many", "question-since": "32/13/2026", "description": "Dark."}
        page = self._submit(page, **typed)
        errors = self._errors(page)
        self.assertEqual(set(errors), {"question-state", "question-poles", "question-since"})
        for field in errors:
            element = page.get_element_by_id(field)
            describer = page.get_element_by_id(f"{field}-error")
            self.assertEqual(describer.text_content(), errors[field])
            self.assertTrue(element is not None)
        reloaded = self._page(page.path)
        self.assertEqual(self._errors(reloaded), errors)
        fields = self._fields(reloaded)
        self.assertEqual({name: fields[name] for name in typed}, typed)

    def test_going_back_keeps_what_was_typed(self):
        page = self._submit(self._page("/citizen/new/test-lamp/what"), question__state="off")
        page = self._submit(page, place="Half a pla", action="back")
        self.assertIn("/what", page.path)
        self.assertEqual(self._fields(page)["question-state"], "off")
        page = self._submit(page)
        self.assertEqual(self._fields(page)["place"], "Half a pla")

    def test_mending_from_the_last_page_comes_back_to_it(self):
        check = self._fill()
        link = check.xpath("//a[contains(@class, 'grc-change')]/@href")[1]
        page = self._submit(self._page(link), place="")
        self.assertEqual(set(self._errors(page)), {"place"})
        page = self._submit(page, place="14 rue des Lilas")
        self.assertIn("/check", page.path)
        self.assertIn("14 rue des Lilas", self._text(page))

    def test_what_is_missing_is_asked_before_it_is_sent(self):
        page = self._submit(self._page("/citizen/new/test-lamp/what"), question__state="off")
        check = self._page(page.path.replace("/where", "/check"))
        self.assertIn("place", self._errors(check))
        before = self.env["grc.request"].search_count([])
        self.assertIn("/check", self._send(check).headers["Location"])
        self.assertEqual(self.env["grc.request"].search_count([]), before)

    def test_lost_session_loses_nothing(self):
        page = self._submit(self._page("/citizen/new/test-lamp/what"), question__state="off")
        del self.opener.cookies["session_id"]
        page = self._submit(page, place="12 rue des Lilas")
        self.assertNotIn("/where", page.path)

    def test_lost_session_on_the_first_step_gives_back_what_was_typed(self):
        page = self._page("/citizen/new/test-lamp/what")
        del self.opener.cookies["session_id"]
        page = self._submit(page, status=400, question__state="off", description="Very dark.")
        self.assertIn("is still here", self._text(page))
        self.assertEqual(self._fields(page)["description"], "Very dark.")
        self.assertFalse(self.env["grc.request.draft"].search([]))
        page = self._submit(page)
        self.assertIn("/where", page.path)

    def test_forms_of_other_sites_change_nothing(self):
        page = self._submit(self._page("/citizen/new/test-lamp/what"), question__state="off")
        draft = self.env["grc.request.draft"].search([])
        data = {"draft": draft.key, "place": "Elsewhere", "csrf_token": "x", "draft_token": "x"}
        self._read(self.url_open(page.path, data=data), 400)
        self.assertNotIn("place", draft._get_values())

    def test_awkward_addresses_and_tokens_are_only_not_found(self):
        page = self._submit(self._page("/citizen/new/test-lamp/what"), question__state="off")
        self._page("/citizen/new/test-lamp/what?draft=%00")
        self._page("/citizen/new/%00/what", 404)
        for token in ("é", "éo9999999999", "\x00"):
            data = {**self._fields(page), "draft_token": token, "csrf_token": token}
            self.assertEqual(self.url_open(page.path, data=data).status_code, 400)

    def test_drafts_of_others_are_not_found(self):
        page = self._submit(
            self._page("/citizen/new/test-lamp/what"), question__state="off", description="Secret"
        )
        for secret in ("", "something-else"):
            self.opener.cookies.set("grc_draft", secret)
            found = self._page(page.path)
            self.assertIn("/what", found.path)
            self.assertNotIn("Secret", found.text_content())
            answer = self.url_open(page.path, data={**self._fields(page), "place": "Mine"})
            self.assertNotIn("Secret", answer.text)

    def test_logged_in_draft_is_for_its_user_alone(self):
        self.authenticate("paul", "paul-portal")
        page = self._submit(
            self._page("/citizen/new/test-lamp/what"), question__state="off", description="Secret"
        )
        self.logout(keep_db=False)
        shown = self._page(page.path, 403)
        self.assertNotIn("Secret", shown.text_content())
        kept = self.url_open(page.path, data={**self._fields(page), "place": "12 rue des Lilas"})
        self.assertEqual(kept.status_code, 403)
        secret = self.opener.cookies["grc_draft"]
        self.authenticate("paul", "paul-portal")
        self.opener.cookies.set("grc_draft", secret)
        page = self._page(page.path)
        self.assertEqual(self._fields(page)["place"], "12 rue des Lilas")

    def test_nobody_reads_drafts(self):
        self._submit(self._page("/citizen/new/test-lamp/what"), question__state="off")
        draft = self.env["grc.request.draft"].search([])
        for user in (self.administrator, self.portal_user, self.front_desk, self.agent):
            self.assertFalse(draft.with_user(user).has_access("read"))

    def test_giving_up_deletes_at_once(self):
        page = self._submit(self._page("/citizen/new/test-lamp/what"), question__state="off")
        form = page.xpath("//form[contains(@class, 'grc-forget')]")[0]
        self.url_open(page.path, data=dict(form.form_values()), allow_redirects=False)
        self.assertFalse(self.env["grc.request.draft"].search([]))

    def test_steps_that_a_type_does_not_need_are_skipped(self):
        page = self._page("/citizen/new/test-permit/what")
        self.assertIn("/who", self._submit(page).path.replace("/documents", "/who"))
        self._page("/citizen/new/test-permit/where", 200)
        self.assertEqual(
            self.url_open("/citizen/new/test-permit/nonsense")
            .url.rpartition("/")[2]
            .partition("?")[0],
            "what",
        )

    def test_what_is_not_offered_is_not_there(self):
        self.permit.active = False
        for path in ("/citizen/new/test-permit", "/citizen/new/test-permit/what"):
            self._page(path, 404)
            self.assertEqual(self.url_open(path, data={"x": "y"}).status_code, 404)

    def test_link_fills_in_the_place(self):
        intro = self._page("/citizen/new/test-lamp?place=Gymnase&lat=47.1&lon=6.2&origin=QR-12")
        page = self._page(intro.xpath("//a[contains(@class, 'grc-go')]/@href")[0])
        page = self._submit(page, question__state="off")
        self.assertEqual(self._fields(page)["place"], "Gymnase")
        draft = self.env["grc.request.draft"].search([])
        self.assertEqual((draft.values["latitude"], draft.values["longitude"]), (47.1, 6.2))
        page = self._submit(self._reach(page, "who"), contact_name="Ada", email="ada@example.com")
        self._send(page)
        self.assertEqual(self._last_request().link_origin, "QR-12")

    def test_answers_by_datatype(self):
        self.lamp.question_definition = [
            {"name": "a", "string": "Section", "type": "separator"},
            {"name": "b", "string": "Float", "type": "float"},
            {"name": "c", "string": "When", "type": "datetime"},
            {"name": "d", "string": "Sure", "type": "boolean"},
            {"name": "e", "string": "Words", "type": "text"},
            {
                "name": "f",
                "string": "Kinds",
                "type": "tags",
                "tags": [["x", "Xylo", 1], ["y", "Yuzu", 2]],
            },
            {"name": "g", "string": "Hidden", "type": "many2one", "comodel": "res.users"},
        ]
        page = self._page("/citizen/new/test-lamp/what")
        self.assertNotIn("Hidden", page.text_content())
        page = self._submit(
            page,
            **{
                "question-b": "1 234,5",
                "question-c": "2026-07-14T21:30",
                "question-d": "1",
                "question-e": "Two\r\nlines",
                "question-f": ["x", "y"],
            },
        )
        page = self._reach(self._submit(page, place="Here"), "who")
        page = self._submit(page, contact_name="Ada", email="ada@example.com")
        text = self._text(page)
        for word in ("1,234.5", "Xylo, Yuzu", "Yes", "9:30"):
            self.assertIn(word, text)
        self._send(page)
        stored = self._last_request().questions._values
        self.assertEqual(stored["b"], 1234.5)
        self.assertEqual(stored["c"], "2026-07-14 19:30:00")
        self.assertEqual(stored["f"], ["x", "y"])
        self.assertEqual(stored["e"], "Two\nlines")

    def test_hostile_words_stay_words(self):
        attack = "<script>alert(1)</script>{{7*7}}"
        page = self._fill(description=attack, place=attack[:30], contact_name=attack)
        self.assertNotIn("<script>alert", self.url_open(page.path).text)
        self._send(page)
        request = self._last_request()
        self.assertNotIn("<script", request.description)
        self.assertIn("&lt;script&gt;", request.description)
