from odoo import api, models
from odoo.tools import SQL

from ..tools.names import compare_names, is_unnamed

#: Neighbours looked at for each contact, by what they share: a switchboard's number or a tower's
#: address never makes the work grow with the square of those who have it.
NEIGHBOURS = {
    "email_normalized": 30,
    "phone_sanitized": 30,
    "grc_address_key": 80,
    "grc_name_sound": 8,
    "company_registry": 10,
    "rna": 10,
}
#: More people of one name than that, and the name alone says nothing.
HOMONYMS = 3
SCORE_NAME = {"same": 40, "similar": 25, "unnamed": 20}
SCORE_SHARED = {"same_number": 60, "same_email": 40, "same_phone": 30, "same_address": 25}
#: Below it, nothing is proposed.
SCORE_MIN = 40
FACTS = ("score", "name_match", *SCORE_SHARED)
LEGAL_PERSONS = ("company", "association")


class GrcPartnerDouble(models.Model):
    """Find contacts that may be one person, a batch at a time."""

    _inherit = "grc.partner.double"

    @api.model
    def _find_for(self, partner_ids):
        """Look for the doubles of some contacts and renew what is proposed about them.

        What was decided stays as it is; a proposal whose reasons are gone disappears.

        :param list[int] partner_ids: at most some thousands
        :return: the number of new proposals
        :rtype: int
        """
        if not partner_ids:
            return 0
        self.env["res.partner"].flush_model()
        self.flush_model()
        pairs = self._get_candidate_pairs(partner_ids)
        people = self._read_people({partner_id for pair in pairs for partner_id in pair})
        names = self._count_names(people.values())
        found = {}
        for pair in pairs:
            one, other = people[pair[0]], people[pair[1]]
            facts = self._compare(one, other, names.get(one["grc_name_sound"], 0))
            if facts:
                found[pair] = facts
        return self._store_proposals(partner_ids, found)

    @api.model
    def _get_candidate_pairs(self, partner_ids):
        """Return the pairs of contacts that share something, each as (lower id, higher id).

        One query: each contact is looked up in the index of what it may share.

        :rtype: list[tuple[int, int]]
        """
        neighbours = SQL(" UNION ALL ").join(
            SQL(
                "(SELECT id FROM res_partner WHERE %(field)s = one.%(field)s AND %(scope)s"
                " LIMIT %(limit)s)",
                field=SQL.identifier(field),
                scope=self._get_scope(),
                limit=limit,
            )
            for field, limit in NEIGHBOURS.items()
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT LEAST(one.id, other.id), GREATEST(one.id, other.id)
                  FROM (SELECT * FROM res_partner WHERE id = ANY(%s) AND %s) one
            CROSS JOIN LATERAL (%s) other
                 WHERE one.id <> other.id
                """,
                list(partner_ids),
                self._get_scope(),
                neighbours,
            )
        )

    @api.model
    def _get_scope(self):
        """Hook: SQL condition of the contacts that are compared: citizens in use, not addresses."""
        return SQL("is_citizen AND active AND COALESCE(type, 'contact') = 'contact'")

    @api.model
    def _read_people(self, partner_ids):
        """Return what is compared of some contacts, by id."""
        columns = (
            "id",
            "name",
            "citizen_type",
            "parent_id",
            "company_id",
            *NEIGHBOURS,
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM res_partner WHERE id = ANY(%s)",
                SQL(", ").join(SQL.identifier(column) for column in columns),
                list(partner_ids),
            )
        )
        return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}

    @api.model
    def _count_names(self, people):
        """Return how many contacts have each name, as it sounds."""
        sounds = {person["grc_name_sound"] for person in people} - {None}
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT sound, count
                      FROM unnest(%s::text[]) AS sound
                CROSS JOIN LATERAL (
                               SELECT count(*)
                                 FROM (SELECT FROM res_partner WHERE grc_name_sound = sound
                                        AND %s LIMIT %s) alike
                           ) counted
                    """,
                    list(sounds),
                    self._get_scope(),
                    HOMONYMS + 1,
                )
            )
        )

    @api.model
    def _compare(self, one, other, namesakes):
        """Say why two contacts may be the same; hook.

        :param dict one: see :meth:`_read_people`
        :param dict other: same
        :param int namesakes: contacts whose name sounds the same
        :return: values of :data:`FACTS`, or False when they are not proposed
        """
        if not self._is_comparable(one, other):
            return False
        shared = {
            "same_number": _same(one, other, "company_registry") or _same(one, other, "rna"),
            "same_email": _same(one, other, "email_normalized"),
            "same_phone": _same(one, other, "phone_sanitized"),
            "same_address": _same(one, other, "grc_address_key"),
        }
        if is_unnamed(one["name"]) or is_unnamed(other["name"]):
            name_match = "unnamed"
        else:
            name_match = compare_names(one["name"], other["name"])
        if name_match == "similar" and one["citizen_type"] != "person":
            name_match = False
        if not name_match and not shared["same_number"]:
            return False
        if not any(shared.values()) and not (
            name_match == "same"
            and namesakes <= HOMONYMS
            and not (one["grc_address_key"] and other["grc_address_key"])
        ):
            return False
        score = SCORE_NAME.get(name_match, 0) + sum(
            points for fact, points in SCORE_SHARED.items() if shared[fact]
        )
        if score < SCORE_MIN:
            return False
        return {"score": min(score, 100), "name_match": name_match or None, **shared}

    @api.model
    def _is_comparable(self, one, other):
        """Say whether two contacts could be one at all.

        A household is none of its members, a company none of its contacts, a SIRET is one
        establishment, and the cards of a person with two employers are two on purpose.
        """
        kinds = {one["citizen_type"] or "person", other["citizen_type"] or "person"}
        if len(kinds) > 1 and not kinds <= set(LEGAL_PERSONS):
            return False
        if one["id"] == other["parent_id"] or other["id"] == one["parent_id"]:
            return False
        return not any(
            one[field] and other[field] and one[field] != other[field]
            for field in ("company_id", "parent_id", "company_registry", "rna")
        )

    @api.model
    def _store_proposals(self, partner_ids, found):
        """Write what was found about some contacts in the place of what was proposed.

        :return: the number of new proposals
        """
        ids = list(partner_ids)
        known = {
            (partner_id, other_id): (double_id, state)
            for double_id, partner_id, other_id, state in self.env.execute_query(
                SQL(
                    """
                    SELECT id, partner_id, other_id, state FROM grc_partner_double
                     WHERE partner_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s)
                    """,
                    ids=ids,
                )
            )
        }
        gone = [
            double_id
            for pair, (double_id, state) in known.items()
            if state == "proposed" and pair not in found
        ]
        self.sudo().browse(gone).unlink()
        if not found:
            return 0
        columns = SQL(", ").join(SQL.identifier(fact) for fact in FACTS)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO grc_partner_double
                            (partner_id, other_id, state, create_uid, create_date, write_uid,
                             write_date, %(columns)s)
                     SELECT *
                       FROM (VALUES %(rows)s) found
                ON CONFLICT (partner_id, other_id) DO UPDATE
                        SET (%(columns)s) = (%(excluded)s)
                      WHERE grc_partner_double.state = 'proposed'
                """,
                columns=columns,
                rows=SQL(", ").join(
                    SQL(
                        "(%s, %s, 'proposed', %s, now() AT TIME ZONE 'UTC', %s,"
                        " now() AT TIME ZONE 'UTC', %s)",
                        *pair,
                        self.env.uid,
                        self.env.uid,
                        SQL(", ").join(SQL("%s", facts[fact]) for fact in FACTS),
                    )
                    for pair, facts in found.items()
                ),
                excluded=SQL(", ").join(SQL("excluded.%s", SQL.identifier(f)) for f in FACTS),
            )
        )
        self.invalidate_model()
        return len(found.keys() - known.keys())


def _same(one, other, field):
    return bool(one[field]) and one[field] == other[field]
