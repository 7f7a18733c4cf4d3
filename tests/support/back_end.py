"""Odoo's back end as one user works in it, by what does not change with the language."""

from .chromium import Watch, take_screenshots

VIEW = ".o_action_manager > .o_action"
MODAL = ".modal:not(.o_inactive_modal)"
ERRORS = ".o_error_dialog, .o_notification_bar.bg-danger"
#: The first page of a fresh database builds the style sheets and scripts.
FIRST_PAGE_MS = 180_000


class BackEnd:
    """The page of a user who is logged in.

    :param browser: Chromium
    :param str url: of the server
    :param str login: of the user
    :param str password: of the user
    :param int width: of the screen, in pixels
    """

    def __init__(self, browser, url, login, password, width=1400):
        self.url = url
        self._context = browser.new_context(
            viewport={"width": width, "height": 900},
            has_touch=width < 768,
            locale="fr-FR",
            timezone_id="Europe/Paris",
        )
        self.page = self._context.new_page()
        self.watch = Watch(self.page)
        self.page.goto(f"{url}/web/login", timeout=FIRST_PAGE_MS)
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click("form.oe_login_form button[type=submit]", timeout=FIRST_PAGE_MS)
        self.page.locator(".o_main_navbar").wait_for(timeout=FIRST_PAGE_MS)
        self.wait_until_idle()

    def close(self):
        self._context.close()

    def open(self, path):
        """Go to a page of the back end and wait for what it shows.

        :param str path: after `/odoo/`, as `my-requests` or `action-12`
        """
        self.page.goto(f"{self.url}/odoo/{path}")
        self.wait_for_view()

    def wait_for_view(self, kind=None):
        """Wait until a view is there, of one kind when it is given (`list`, `form`…)."""
        self.page.locator(f".o_{kind}_view" if kind else f"{VIEW}, {MODAL}").first.wait_for()
        self.wait_until_idle()

    def wait_until_idle(self):
        """Wait until the page has what it asked the server for, and has drawn it."""
        self.watch.wait_until_idle()

    def read_menus(self):
        """Return the menus that the web client gives this user, by id.

        :rtype: dict[str, dict]
        """
        return self._context.request.get(f"{self.url}/web/webclient/load_menus").json()

    def find_button(self, name, within=""):
        """Return the visible button of a view that calls an action.

        :param str name: a method, or the id of an action
        :param str within: where, as a selector
        """
        return self.page.locator(f"{within} button[name='{name}']:visible")

    def press(self, name, within=""):
        """Press a button of a view, and wait for what it does."""
        self.find_button(name, within).click()
        self.wait_until_idle()

    def download(self, name):
        """Press a button that makes a file; return the path of that file."""
        with self.page.expect_download() as download:
            self.find_button(name).click()
        return download.value.path()

    def press_in_dialog(self, name):
        """Press a button of the dialog."""
        self.press(name, MODAL)

    def confirm(self):
        """Say yes to what the dialog on top asks."""
        self.page.locator(f"{MODAL} footer .btn-primary:visible").last.click()
        self.wait_until_idle()

    def write_html(self, field, text, within=""):
        """Type a text at the start of a field of rich text."""
        editor = self.page.locator(f"{within} [name='{field}'] .odoo-editor-editable")
        editor.click()
        self.page.keyboard.press("Control+Home")
        self.page.keyboard.type(text)

    def choose_first(self, field, within=""):
        """Choose the first record that a field offers."""
        self.page.locator(f"{within} [name='{field}'] input").click()
        self.page.locator(
            ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)"
        ).first.click()
        self.wait_until_idle()

    def list_buttons(self):
        """Return the names of the buttons in the form's status bar, those of actions by number."""
        buttons = self.page.locator(".o_form_statusbar button[name]:visible").all()
        return {button.get_attribute("name") for button in buttons}

    def read_hotkeys(self):
        """Return the keys of all that can be pressed on the page with Alt, in its order."""
        pressed = self.page.locator("[data-hotkey]:visible").all()
        return [element.get_attribute("data-hotkey") for element in pressed]

    def screenshot(self, name):
        take_screenshots(self.page, name)

    def check(self, where=""):
        """See that nothing went wrong so far.

        :raises AssertionError: with the problems, the text of an error dialog included
        """
        dialogs = self.page.locator(
            ".o_error_dialog, .o_notification_bar.bg-danger"
        ).all_inner_texts()
        assert dialogs == [], f"{where}: {dialogs}"
        problems = list(dict.fromkeys(self.watch.problems))
        assert problems == [], f"{where}: {problems}"
