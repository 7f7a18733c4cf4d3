"""GRC Citizen in the benchmarks: its town hall, its rows, its creation and its screens."""

import bulk

from odoo import Command


class Ours:
    name = "ours"
    addon = "grc_citizen"
    own_addons = ("grc_citizen",)
    model = "grc.request"
    domain = "ours.example"

    def organise(self, env):
        """Make twelve departments with five agents each, and 25 types."""
        domain = env["mail.alias.domain"].create({"name": self.domain})
        env.company.write(
            {
                "name": "Roseraie",
                "email": f"city@{self.domain}",
                "country_id": env.ref("base.fr").id,
                "alias_domain_id": domain.id,
            }
        )
        self._user(env, "frontdesk", "group_front_desk")
        director = self._user(env, "director", "group_manager")
        top = env["grc.department"].create({"name": "Direction", "manager_id": director.id})
        departments = env["grc.department"]
        for number in range(bulk.DEPARTMENTS):
            agents = env["res.users"]
            for place in range(bulk.AGENTS):
                agents |= self._user(env, f"agent{number}.{place}", "group_agent")
            departments |= env["grc.department"].create(
                {
                    "name": f"Department {number}",
                    "parent_id": top.id,
                    "alias_name": f"department{number}",
                    "member_ids": [Command.set(agents.ids)],
                    "manager_id": agents[0].id,
                }
            )
        env["grc.request.type"].create(
            [
                {
                    "name": subject,
                    "code": f"bench-{number}",
                    "department_id": departments[number % bulk.DEPARTMENTS].id,
                    "deadline_value": 5,
                    "deadline_unit": "working_days",
                    "is_confidential": number == bulk.TYPES - 1,
                }
                for number, subject in enumerate(bulk.subjects())
            ]
        )
        env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "Portal",
                "login": "portal",
                "email": "portal@example.com",
                "group_ids": [Command.set(env.ref("base.group_portal").ids)],
            }
        )

    def _user(self, env, login, group):
        return (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": login.capitalize(),
                    "login": login,
                    "email": f"{login}@{self.domain}",
                    "tz": "Europe/Paris",
                    "group_ids": [Command.set(env.ref(f"grc_citizen.{group}").ids)],
                }
            )
        )

    def user(self, env, login):
        return env["res.users"].search([("login", "=", login)])

    def create_values(self, env, number):
        """Return what the counter types for one request, of a citizen who is known."""
        return {
            "name": f"Trou devant le {number}",
            "description": "<p>Un trou profond au milieu de la rue.</p>",
            "type_id": env["grc.request.type"].search([("code", "=", "bench-0")]).id,
            "partner_id": env["res.partner"]
            .search([("email", "=", f"known{number % 10}@example.com")])
            .id,
            "channel_id": env["grc.channel"]._by_code("counter").id,
        }

    def load(self, env, citizens, count):
        types = env["grc.request.type"].search([("code", "like", "bench-")], order="id")
        departments = types[: bulk.DEPARTMENTS].department_id
        agents = [department.member_ids.sorted("id") for department in departments]
        users = bulk.array(user.id for group in agents for user in group)
        partners = bulk.array(user.partner_id.id for group in agents for user in group)
        place = f"[department_no * {bulk.AGENTS} + agent_no + 1]"
        channels = [
            env["grc.channel"]._by_code(code).id for code in ("phone", "email", "counter", "post")
        ]
        stage = {
            state: env["grc.request.stage"]._for_state(state).id
            for state in ("new", "progress", "waiting", "done", "refused")
        }
        prototype = env["grc.request"].create(
            {"name": "Prototype", "type_id": types[0].id, "contact_name": "Prototype"}
        )
        state = """CASE
            WHEN is_open
                THEN (ARRAY['new', 'progress', 'progress', 'waiting'])[pg_temp.pick(g, 12, 4) + 1]
            WHEN pg_temp.pick(g, 11, 20) = 0 THEN 'refused'
            ELSE 'done'
        END"""
        stages = " ".join(f"WHEN '{name}' THEN {identifier}" for name, identifier in stage.items())
        citizen = f"({citizens} + citizen_no)"
        first = bulk.clone(
            env,
            "grc_request",
            prototype.id,
            "draw",
            {
                "number": "to_char(received, 'YYYY') || '-' || (100000 + year_n)",
                "tracking_code": "translate(upper(lpad(to_hex(n), 10, '0')), 'ILOU', '1100')",
                "name": "subject",
                "description": "draw.description",
                "type_id": f"{bulk.array(types.ids)}[type_no + 1]",
                "department_id": f"{bulk.array(departments.ids)}[department_no + 1]",
                "first_department_id": f"{bulk.array(departments.ids)}[department_no + 1]",
                "user_id": f"{users}{place}",
                "channel_id": f"{bulk.array(channels)}[channel_no + 1]",
                "partner_id": citizen,
                "contact_name": "'Durand' || citizen_no",
                "email_from": "'citizen' || citizen_no + 1 || '@example.com'",
                "email_normalized": "'citizen' || citizen_no + 1 || '@example.com'",
                "phone": "'06 ' || lpad((10000001 + citizen_no)::text, 8, '0')",
                "phone_sanitized": "'+336' || lpad((10000001 + citizen_no)::text, 8, '0')",
                "state": state,
                "stage_id": f"CASE {state} {stages} END",
                "date_received": "received",
                "create_date": "received",
                "date_acknowledged": "received",
                "date_first_answer": "closed",
                "date_deadline": "deadline",
                "date_deadline_initial": "deadline",
                "date_at_risk": "received + (deadline - received) * 0.8",
                "date_closed": "closed",
                "waiting_since": f"CASE {state} WHEN 'waiting' THEN received + interval '1 d' END",
                "rating_last_value": """CASE WHEN NOT is_open AND pg_temp.pick(g, 13, 4) = 0
                    THEN 1 + 2 * pg_temp.pick(g, 14, 3) ELSE 0 END""",
            },
            count,
        )
        env.flush_all()
        while env["grc.request"]._count_settled(count):
            pass
        bulk.load_thread(env, self.model, first, f"{partners}{place}", prototype)
        portal = self.user(env, "portal")
        env.cr.execute(
            f"""UPDATE grc_request SET partner_id = %s
                 WHERE id IN (SELECT {first} + n FROM draw ORDER BY n DESC LIMIT 15)""",
            (portal.partner_id.id,),
        )
