from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .page import PublicPage

#: What these pages show is for nobody's cache, and the address of a link for no other site.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
REQUESTS_A_PAGE = 10


class CitizenAccount(PublicPage, CustomerPortal):
    """The citizen's account: what they asked, on the portal's home page and as a list."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        requests = request.env["grc.request"].sudo()
        domains = {
            "grc_request_count": requests._get_account_domain,
            "grc_request_waiting_count": requests._get_waiting_for_me_domain,
        }
        for counter in domains.keys() & set(counters):
            values[counter] = requests.search_count(domains[counter]())
        return values

    @route(
        ["/my/requests", "/my/requests/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def list_requests(self, page=1, search="", filter="all", sort="newest", **params):  # noqa: A002
        values = self._prepare_requests_values(page, search.strip(), filter, sort)
        values["saved"] = params.get("saved")
        return self._render_private("grc_citizen_portal.requests_page", values)

    def _prepare_requests_values(self, page, search, filter_key, sort_key):
        """Return the values of the list; hook.

        :param int page: which one, from 1
        :param str search: number, tracking code or words
        :param str filter_key: see `grc.request._get_account_filters`
        :param str sort_key: see `grc.request._get_account_sorts`
        """
        # The domain is the access: an agent's rules would show what they handle.
        requests = request.env["grc.request"].sudo()
        filters, sorts = requests._get_account_filters(), requests._get_account_sorts()
        filter_key = filter_key if filter_key in filters else next(iter(filters))
        sort_key = sort_key if sort_key in sorts else next(iter(sorts))
        own = requests._get_account_domain()
        domain = own & filters[filter_key][1] & requests._get_account_search_domain(search)
        total = requests.search_count(domain)
        chosen = {"search": search, "filter": filter_key, "sort": sort_key}
        pages = pager(
            url="/my/requests", total=total, page=page, step=REQUESTS_A_PAGE, url_args=chosen
        )
        found = requests.search(
            domain, order=sorts[sort_key][1], limit=REQUESTS_A_PAGE, offset=pages["offset"]
        )
        return {
            **self._prepare_portal_layout_values(),
            **chosen,
            "page_name": "grc_requests",
            "requests": found,
            "total": total,
            "is_filtered": bool(search) or filter_key != next(iter(filters)),
            "filters": {key: label for key, (label, _domain) in filters.items()},
            "sorts": {key: label for key, (label, _order) in sorts.items()},
            "pager": pages,
            "household": request.env.user.partner_id.household_id,
            "shares": request.env.user.partner_id.shares_with_household,
        }

    @route("/my/requests/sharing", type="http", auth="user", website=True, methods=["POST"])
    def set_sharing(self, shared=None, **_params):
        request.env.user.partner_id.sudo()._set_shares_with_household(bool(shared))
        return request.redirect("/my/requests?saved=1#household", 303)

    def _render_private(self, template, values, status=200):
        page = self._render_page(template, values, status)
        page.headers.update(PRIVATE)
        return page
