{
    "name": "GRC Citizen Geo",
    "summary": "Places, districts and maps for citizen requests",
    "version": "19.0.1.0.0",
    "category": "Services/Citizens",
    "author": "GRC Citizen contributors",
    "license": "AGPL-3",
    "depends": ["grc_citizen_portal", "base_geolocalize", "web_leaflet_lib"],
    "external_dependencies": {"python": ["geojson", "shapely"]},
    "data": ["security/ir.model.access.csv"],
}
