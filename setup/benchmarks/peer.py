"""OCA helpdesk_mgmt with helpdesk_mgmt_sla in the benchmarks, set up as its own manual says."""

import bulk

from odoo import Command


class Peer:
    name = "peer"
    addon = "helpdesk_mgmt_sla"
    own_addons = ()
    model = "helpdesk.ticket"
    domain = "peer.example"

    def organise(self, env):
        """Make twelve teams with five agents each, and a service level for all."""
        domain = env["mail.alias.domain"].create({"name": self.domain})
        env.company.write(
            {
                "name": "Roseraie",
                "email": f"city@{self.domain}",
                "country_id": env.ref("base.fr").id,
                "alias_domain_id": domain.id,
            }
        )
        self._user(env, "frontdesk", "group_helpdesk_user")
        self._user(env, "director", "group_helpdesk_manager")
        for number in range(bulk.DEPARTMENTS):
            agents = env["res.users"]
            for place in range(bulk.AGENTS):
                agents |= self._user(env, f"agent{number}.{place}", "group_helpdesk_user_team")
            env["helpdesk.ticket.team"].create(
                {
                    "name": f"Team {number}",
                    "alias_name": f"department{number}",
                    "user_ids": [Command.set(agents.ids)],
                    "user_id": agents[0].id,
                    "use_sla": True,
                }
            )
        for subject in bulk.subjects():
            env["helpdesk.ticket.category"].create({"name": subject})
        env["helpdesk.sla"].create(
            {
                "name": "Five days",
                "days": 5,
                "stage_id": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id,
            }
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
                    "group_ids": [Command.set(env.ref(f"helpdesk_mgmt.{group}").ids)],
                }
            )
        )

    def user(self, env, login):
        return env["res.users"].search([("login", "=", login)])

    def create_values(self, env, number):
        """Return what an agent types for one ticket, of a contact who is known."""
        partner = env["res.partner"].search([("email", "=", f"known{number % 10}@example.com")])
        return {
            "name": f"Trou devant le {number}",
            "description": "<p>Un trou profond au milieu de la rue.</p>",
            "team_id": env["helpdesk.ticket.team"].search([("name", "=", "Team 0")]).id,
            "category_id": env["helpdesk.ticket.category"]
            .search([("name", "=", bulk.subjects()[0])])
            .id,
            "partner_id": partner.id,
            "partner_name": partner.name,
            "partner_email": partner.email,
            "channel_id": env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone").id,
        }

    def load(self, env, citizens, count):
        teams = env["helpdesk.ticket.team"].search([("name", "like", "Team ")], order="id")
        agents = [team.user_ids.sorted("id") for team in teams]
        users = bulk.array(user.id for group in agents for user in group)
        partners = bulk.array(user.partner_id.id for group in agents for user in group)
        place = f"[department_no * {bulk.AGENTS} + agent_no + 1]"
        categories = env["helpdesk.ticket.category"].search([], order="id")
        channels = [
            env.ref(f"helpdesk_mgmt.helpdesk_ticket_channel_{code}").id
            for code in ("phone", "email", "web", "other")
        ]
        new, progress, waiting, done, rejected = (
            env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{code}").id
            for code in ("new", "in_progress", "awaiting", "done", "rejected")
        )
        prototype = env["helpdesk.ticket"].create(
            {"name": "Prototype", "description": "x", "team_id": teams[0].id}
        )
        opened = [new, progress, progress, waiting]
        stage = f"""CASE
            WHEN is_open THEN {bulk.array(opened)}[pg_temp.pick(g, 12, 4) + 1]
            WHEN pg_temp.pick(g, 11, 20) = 0 THEN {rejected}
            ELSE {done}
        END"""
        first = bulk.clone(
            env,
            "helpdesk_ticket",
            prototype.id,
            "draw",
            {
                "number": "'HT' || lpad(n::text, 7, '0')",
                "name": "subject",
                "description": "draw.description",
                "team_id": f"{bulk.array(teams.ids)}[department_no + 1]",
                "category_id": f"{bulk.array(categories.ids)}[type_no + 1]",
                "user_id": f"{users}{place}",
                "channel_id": f"{bulk.array(channels)}[channel_no + 1]",
                "partner_id": f"{citizens} + citizen_no",
                "commercial_partner_id": f"{citizens} + citizen_no",
                "partner_name": "'Durand' || citizen_no",
                "partner_email": "'citizen' || citizen_no + 1 || '@example.com'",
                "stage_id": stage,
                "unattended": f"{stage} = {new}",
                "create_date": "received",
                "assigned_date": "received",
                "last_stage_update": "coalesce(closed, received)",
                "closed_date": "closed",
            },
            count,
        )
        service = prototype.ticket_sla_ids
        bulk.clone(
            env,
            "helpdesk_ticket_sla",
            service.id,
            "draw",
            {
                "ticket_id": f"{first} + n",
                "deadline": "draw.deadline",
                "state": """CASE WHEN is_open THEN 'in_progress'
                    WHEN closed <= draw.deadline THEN 'accomplished' ELSE 'expired' END""",
                "last_state_date": "received",
            },
            count,
        )
        bulk.load_thread(env, self.model, first, f"{partners}{place}", prototype)
        portal = self.user(env, "portal")
        env.cr.execute(
            f"""UPDATE helpdesk_ticket SET partner_id = %s
                 WHERE id IN (SELECT {first} + n FROM draw ORDER BY n DESC LIMIT 15)""",
            (portal.partner_id.id,),
        )
