"""The three examples of the guide *Without code*, done as the guide says."""

from datetime import UTC, datetime, timedelta


def make_rule(settings, actions, **values):
    """Create an automation rule on requests with its actions; return its id."""
    model_id = settings.id_of("grc_citizen.model_grc_request")
    return settings.create(
        "base.automation",
        model_id=model_id,
        action_server_ids=[(0, 0, {"model_id": model_id, **action}) for action in actions],
        **values,
    )


def field_id(settings, name):
    (found,) = settings.call(
        "ir.model.fields", "search", [("model", "=", "grc.request"), ("name", "=", name)]
    )
    return found


def plan_activity(settings, summary, user_id):
    return {
        "name": summary,
        "state": "next_activity",
        "activity_type_id": settings.id_of("mail.mail_activity_data_todo"),
        "activity_summary": summary,
        "activity_user_type": "specific",
        "activity_user_id": user_id,
    }


def read_activities(rpc, request_id):
    domain = [("res_model", "=", "grc.request"), ("res_id", "=", request_id)]
    return rpc.search_read("mail.activity", domain, ["summary", "user_id"])


def test_a_request_that_speaks_of_danger_is_urgent(settings, agent, city):
    priority = {
        "name": "Urgent",
        "state": "object_write",
        "update_path": "priority",
        "selection_value": settings.call(
            "ir.model.fields.selection",
            "search",
            [("field_id", "=", field_id(settings, "priority")), ("value", "=", "2")],
        )[0],
    }
    manager = city.users["responsable"]
    make_rule(
        settings,
        [priority, plan_activity(settings, "Danger signalé", manager)],
        name="Danger",
        trigger="on_create_or_write",
        filter_domain="[('name', 'ilike', 'danger')]",
        trigger_field_ids=[(6, 0, [field_id(settings, "name")])],
    )
    danger = agent.create("grc.request", name="Trou dangereux rue Haute", type_id=city.type_id)
    calm = agent.create("grc.request", name="Banc à repeindre", type_id=city.type_id)
    read = {
        one["id"]: one["priority"] for one in agent.search_read("grc.request", [], ["priority"])
    }
    assert (read[danger], read[calm]) == ("2", "0")
    alerts = read_activities(city.rpc, danger)
    assert [(one["summary"], one["user_id"][0]) for one in alerts] == [("Danger signalé", manager)]
    assert not read_activities(city.rpc, calm)


def test_the_manager_hears_a_day_before_the_deadline(settings, agent, odoo_server, city):
    head = odoo_server.client("responsable", "responsable")
    manager = city.users["responsable"]
    make_rule(
        settings,
        [plan_activity(settings, "Échéance demain", manager)],
        name="La veille",
        trigger="on_time",
        trg_date_id=field_id(settings, "date_deadline"),
        trg_date_range=1,
        trg_date_range_type="day",
        trg_date_range_mode="before",
        filter_domain="[('date_closed', '=', False)]",
    )
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    soon = agent.create("grc.request", name="Bientôt échue", type_id=city.type_id)
    closed = agent.create("grc.request", name="Déjà close", type_id=city.type_id)
    later = agent.create("grc.request", name="Pas encore", type_id=city.type_id)
    near = str(now + timedelta(hours=20))
    head.call("grc.request", "write", [soon, closed], {"date_deadline": near})
    agent.call("grc.request", "action_close", [closed])
    settings.run_job("base_automation.ir_cron_data_base_automation_check")
    assert [one["summary"] for one in read_activities(city.rpc, soon)] == ["Échéance demain"]
    assert not read_activities(city.rpc, closed) + read_activities(city.rpc, later)


def test_a_question_is_filtered_exported_and_imported(settings, agent, city):
    depth = {"name": "depth", "string": "Profondeur (cm)", "type": "integer"}
    settings.call("grc.request.type", "write", [city.type_id], {"question_definition": [depth]})
    ids = [
        agent.create(
            "grc.request",
            name=f"Trou de {cm} cm",
            type_id=city.type_id,
            questions=[{**depth, "value": cm}],
        )
        for cm in (3, 12)
    ]
    deep = [("id", "in", ids), ("questions.depth", ">", 5)]
    assert agent.call("grc.request", "search", deep) == ids[1:]

    agent.create("ir.filters", name="Trous profonds", model_id="grc.request", domain=repr(deep))
    names = [one["name"] for one in agent.call("ir.filters", "get_filters", "grc.request")]
    assert "Trous profonds" in names

    columns = ["id", "name", "questions.depth"]
    rows = agent.call("grc.request", "export_data", ids, columns)["datas"]
    assert [row[2] for row in rows] == [3, 12]
    sheet = [[row[0], f"{row[1]}, à combler", "20"] for row in rows]
    done = agent.call("grc.request", "load", columns, sheet)
    assert done["ids"] == ids, done["messages"]
    read = agent.call("grc.request", "read", ids, ["name", "questions"])
    assert [one["name"] for one in read] == [
        "Trou de 3 cm, à combler",
        "Trou de 12 cm, à combler",
    ]
    assert [one["questions"][0]["value"] for one in read] == [20, 20]


def test_an_action_of_the_city_runs_on_a_selection(settings, agent, city):
    tag = settings.create("grc.request.tag", name="Plan neige")
    action = settings.create(
        "ir.actions.server",
        name="Étiqueter « Plan neige »",
        model_id=settings.id_of("grc_citizen.model_grc_request"),
        state="object_write",
        update_path="tag_ids",
        update_m2m_operation="add",
        resource_ref=f"grc.request.tag,{tag}",
    )
    settings.call("ir.actions.server", "create_action", [action])
    ids = [
        agent.create("grc.request", name=f"Neige {number}", type_id=city.type_id)
        for number in range(3)
    ]
    context = {"active_model": "grc.request", "active_ids": ids, "active_id": ids[0]}
    agent.call("ir.actions.server", "run", [action], context=context)
    read = agent.call("grc.request", "read", ids, ["tag_ids"])
    assert [one["tag_ids"] for one in read] == [[tag]] * 3
