{
    "name": "GRC Citizen Portal",
    "summary": "Public pages where citizens ask, follow and rate their requests",
    "version": "19.0.1.1.0",
    "category": "Services/Citizens",
    "author": "GRC Citizen contributors",
    "license": "AGPL-3",
    "depends": ["grc_citizen", "portal"],
    "data": [
        "security/ir.model.access.csv",
        "views/layout_templates.xml",
        "views/type_templates.xml",
        "views/grc_request_type_views.xml",
        "views/progress_templates.xml",
        "views/tracking_settings_views.xml",
        "views/rating_templates.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_frontend": [
            "grc_citizen_portal/static/src/scss/*.scss",
            "grc_citizen_portal/static/src/js/*.esm.js",
        ],
    },
}
