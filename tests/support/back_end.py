"""Odoo's back end as one user works in it, by what does not change with the language."""

from .chromium import Watch, take_screenshots

VIEW = ".o_action_manager > .o_action"
MODAL = ".modal:not(.o_inactive_modal)"
DESK = {"width": 1400, "height": 900}
#: The first page of a fresh database builds the style sheets and scripts.
PATIENCE_MS = 180_000


class BackEnd:
    """The page of a user who is logged in.

    :param browser: Chromium
    :param str url: of the server
    :param str login: of the user
    :param str password: of the user
    """

    def __init__(self, browser, url, login, password):
        self.url = url
        self._context = browser.new_context(viewport=DESK, locale="fr-FR", timezone_id="Europe/Paris")
        self._context.set_default_timeout(PATIENCE_MS)
        self.page = self._context.new_page()
        self.watch = Watch(self.page)
        self.page.goto(f"{url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.locator(".o_main_navbar").wait_for()

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
        self.page.locator(".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)").first.click()
        self.wait_until_idle()

    def list_buttons(self):
        """Return the names of the buttons in the form's status bar, those of actions by number."""
        buttons = self.page.locator(".o_form_statusbar button[name]:visible").all()
        return {button.get_attribute("name") for button in buttons}

    def screenshot(self, name):
        take_screenshots(self.page, name)

    def check(self, where=""):
        """See that nothing went wrong so far.

        :raises AssertionError: with the problems, the text of an error dialog included
        """
        dialogs = self.page.locator(".o_error_dialog, .o_notification_bar.bg-danger").all_inner_texts()
        assert dialogs == [], f"{where}: {dialogs}"
        assert self.watch.problems == [], f"{where}: {self.watch.problems}"
