{
    "name": "GRC Citizen SMS",
    "summary": "Text messages with citizens through the city's own gateway",
    "version": "19.0.1.0.0",
    "category": "Services/Citizens",
    "author": "GRC Citizen contributors",
    "license": "AGPL-3",
    "depends": ["grc_citizen", "sms"],
    "data": ["security/ir.model.access.csv"],
}
