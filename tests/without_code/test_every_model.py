"""What Odoo offers without code works on each model of the suite that keeps records."""

import pytest
from support.odoo_server import RpcError

#: What is recorded once and for all, and by the server alone.
NOT_EDITED = {"grc.consent", "grc.inbox.message"}
#: What nobody reads: the seals of answers, a proof told in the history, and what belongs to
#: citizens while it is typed or copied for them.
NOT_READ = {"grc.answer.decision", "grc.request.draft", "grc.data.export.part"}


@pytest.fixture(scope="module")
def models(settings):
    """The names of the models of the suite that keep records."""
    domain = [("model", "=like", "grc.%"), ("transient", "=", False), ("abstract", "=", False)]
    found = settings.search_read("ir.model", domain, ["model"])
    names = sorted(one["model"] for one in found)
    views = {"grc.request.report", "grc.request.statistic", "grc.request.count"}
    assert views < set(names), "the statistics are models too"
    return [name for name in names if name not in views]


def test_automation_rules_and_server_actions(settings, models):
    """A rule that fires at each change, and an action of the Action menu, are accepted."""
    for name in models:
        (model_id,) = settings.call("ir.model", "search", [("model", "=", name)])
        action = {"name": "Note", "model_id": model_id, "state": "code", "code": "pass"}
        rule = settings.create(
            "base.automation",
            name=name,
            model_id=model_id,
            trigger="on_create_or_write",
            action_server_ids=[(0, 0, action)],
        )
        menu_action = settings.create("ir.actions.server", **action)
        settings.call("ir.actions.server", "create_action", [menu_action])
        settings.call("ir.actions.server", "unlink", [menu_action])
        settings.call("base.automation", "unlink", [rule])


def test_filters(agent, models):
    for name in models:
        agent.create("ir.filters", name="Anciens", model_id=name, domain="[('id', '<', 9)]")
        found = agent.call("ir.filters", "get_filters", name)
        assert "Anciens" in [one["name"] for one in found], name


def test_everything_is_exported_and_settings_come_back_by_import(settings, models, city):
    """Every stored field leaves as a sheet; what is edited by hand comes back unchanged."""
    settings.create("grc.request", name="Pour l’export", type_id=city.type_id)
    for name in sorted(set(models) - NOT_READ):
        fields = settings.call(name, "fields_get", [], ["type", "store", "readonly"])
        kept = sorted(
            field
            for field, about in fields.items()
            if about["store"] and about["type"] not in ("one2many", "properties", "binary")
        )
        ids = settings.call(name, "search", [], limit=5)
        rows = settings.call(name, "export_data", ids, [".id", *kept])["datas"]
        assert len(rows) >= len(ids), name
        if name not in NOT_EDITED and "name" in kept and ids:
            sheet = settings.call(name, "export_data", ids, ["id", "name"])["datas"]
            done = settings.call(name, "load", ["id", "name"], sheet)
            assert done["ids"] == ids, (name, done["messages"])


def test_what_may_not_be_edited_is_not_by_import_either(agent):
    with pytest.raises(RpcError):
        agent.call("grc.channel", "create", {"name": "Pigeon", "code": "pigeon"})
