"""Loads the same three years of work into both databases, by SQL.

A temporary table ``draw`` holds what is drawn for each request; a side maps it to its own tables.
Rows are copies of one record made through Odoo: a column nobody thought of has a real value.
"""

from itertools import product

from psycopg2 import sql

CITIZENS = {10_000: 5_000, 100_000: 35_000, 1_000_000: 200_000}
OPEN = {10_000: 3_000, 100_000: 30_000, 1_000_000: 30_000}
DEPARTMENTS = 12
TYPES = 25
AGENTS = 5  # in each department
CHANNELS = 4
MESSAGES = 4  # on each open request

#: In the subject of one request in five, and of one in twenty thousand.
COMMON_WORD = "chaussée"
RARE_WORD = "ornithorynque"

#: A number from 0 to n - 1 that only depends on the row and on what it is for.
PICK = """
    CREATE FUNCTION pg_temp.pick(g bigint, salt bigint, n bigint) RETURNS integer
    LANGUAGE sql IMMUTABLE AS
    $$ SELECT ((hashint8extended(g, salt) & 9223372036854775807) % n)::integer $$
"""

DRAW = """
    CREATE TEMP TABLE draw ON COMMIT DROP AS
    WITH drawn AS (
        SELECT g,
               g <= %(open)s AS is_open,
               floor(%(types)s * (pg_temp.pick(g, 1, 1000) / 1000.0) ^ 2)::integer AS type_no,
               pg_temp.pick(g, 2, %(citizens)s) AS citizen_no,
               pg_temp.pick(g, 3, %(channels)s) AS channel_no,
               pg_temp.pick(g, 4, %(agents)s) AS agent_no,
               CASE WHEN g > %(open)s THEN 5 + pg_temp.pick(g, 5, 1090 * 24) / 24.0
                    WHEN pg_temp.pick(g, 6, 20) = 0 THEN pg_temp.pick(g, 5, 200 * 24) / 24.0
                    ELSE pg_temp.pick(g, 5, 20 * 24) / 24.0
               END AS age
          FROM generate_series(1, %(count)s) AS g
    ), dated AS (
        SELECT drawn.*,
               type_no %% %(departments)s AS department_no,
               date_trunc('second', now() AT TIME ZONE 'UTC' - age * interval '1 day') AS received,
               (ARRAY[3, 7, 14, 21, 42])[type_no %% 5 + 1] AS delay
          FROM drawn
    )
    SELECT row_number() OVER (ORDER BY received, g) AS n,
           row_number() OVER (
               PARTITION BY extract(year FROM received) ORDER BY received, g
           ) AS year_n,
           dated.*,
           received + delay * interval '1 day' AS deadline,
           CASE WHEN NOT is_open THEN date_trunc('second', least(
               received + delay * pg_temp.pick(g, 7, 120) / 100.0 * interval '1 day',
               now() AT TIME ZONE 'UTC' - interval '1 hour'
           )) END AS closed,
           (ARRAY[%(subjects)s])[type_no + 1]
               || ' ' || (1 + pg_temp.pick(g, 8, 120))
               || ' rue ' || (ARRAY[%(words)s])[pg_temp.pick(g, 9, %(word_count)s) + 1]
               || CASE WHEN pg_temp.pick(g, 10, 20000) = 0 THEN ' ' || %(rare)s ELSE '' END
           AS subject,
           '<p>' || (SELECT string_agg((ARRAY[%(words)s])[
               floor(%(word_count)s * (pg_temp.pick(g, 20 + i, 1000) / 1000.0) ^ 2)::integer + 1
           ], ' ') FROM generate_series(1, 20) AS i) || '</p>' AS description
      FROM dated
"""


def _words():
    syllables = ["".join(pair) for pair in product("bcdfglmnprstv", "aeiou")]
    return [
        first + second + third
        for first, second, third in product(syllables[::5], syllables[::3], syllables[::7])
    ]


def subjects():
    """Return the subject of each type; the first type is the most frequent."""
    return [
        f"Trou dans la {COMMON_WORD}",
        *(f"Signalement {word}" for word in _words()[: TYPES - 1]),
    ]


def names(column="g"):
    """Return SQL for the name of a citizen."""
    words = _words()[::4]
    return f"initcap((ARRAY{words})[1 + {column} % {len(words)}]) || ' Durand' || {column}"


def clone(env, table, prototype, source, columns, count):
    """Insert copies of a row, with the given columns of their own.

    :param int prototype: id of the row copied
    :param str source: SQL of what gives a row each, after FROM, with a column ``n`` from 1
    :param dict columns: SQL expression by column
    :param int count: rows that the source gives
    :return: id before that of row 1
    """
    env.flush_all()
    cr = env.cr
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER'",
        (table,),
    )
    copied = {name: f"prototype.{name}" for (name,) in cr.fetchall()}
    if unknown := columns.keys() - copied:
        raise ValueError(f"{table} has no column {unknown}")
    cr.execute(f"SELECT max(id) FROM {table}")
    [first] = cr.fetchone()
    expressions = {**copied, "id": f"{first} + n", **columns}
    cr.execute(
        f"INSERT INTO {table} ({', '.join(expressions)}) SELECT {', '.join(expressions.values())}"
        f" FROM {source}, {table} AS prototype WHERE prototype.id = {prototype} ORDER BY n"
    )
    cr.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {first + count})")
    return first


def array(ids):
    """Return SQL of an array of ids, to be indexed from 1."""
    return f"(ARRAY{list(ids)})"


def draw(env, count):
    """Make the temporary table ``draw``."""
    words = _words()
    literal = sql.SQL(", ").join(map(sql.Literal, words)).as_string(env.cr._cnx)
    titles = sql.SQL(", ").join(map(sql.Literal, subjects())).as_string(env.cr._cnx)
    env.cr.execute(PICK)
    env.cr.execute(
        (
            DRAW
            % {
                "count": count,
                "open": OPEN[count],
                "citizens": CITIZENS[count],
                "departments": DEPARTMENTS,
                "types": TYPES,
                "agents": AGENTS,
                "channels": CHANNELS,
                "words": literal,
                "word_count": len(words),
                "subjects": titles,
                "rare": f"'{RARE_WORD}'",
            }
        ).replace("%", "%%"),
        (),
    )


def load_citizens(env, count):
    """Insert the citizens; return the id before that of citizen 0."""
    prototype = env["res.partner"].create({"name": "Prototype", "email": "prototype@example.com"})
    columns = {
        "name": names("n"),
        "complete_name": names("n"),
        "email": "'citizen' || n || '@example.com'",
        "email_normalized": "'citizen' || n || '@example.com'",
        "phone": "'06 ' || lpad((10000000 + n)::text, 8, '0')",
        "commercial_partner_id": "(SELECT max(id) FROM res_partner) + n",
    }
    if "is_citizen" in env["res.partner"]._fields:
        columns["is_citizen"] = "TRUE"
    if "phone_sanitized" in env["res.partner"]._fields:
        columns["phone_sanitized"] = "'+336' || lpad((10000000 + n)::text, 8, '0')"
    total = CITIZENS[count]
    return (
        clone(env, "res_partner", prototype.id, f"generate_series(1, {total}) AS n", columns, total)
        + 1
    )


def load_thread(env, model, first, agents, prototype):
    """Insert the agent as follower of each request, and a few messages on those that are open.

    :param int first: id before that of the first request
    :param str agents: SQL of the partner of the agent
    """
    env.cr.execute(
        f"""INSERT INTO mail_followers (res_model, res_id, partner_id)
            SELECT '{model}', {first} + n, {agents} FROM draw"""
    )
    message = prototype.message_ids[:1]
    source = f"""(SELECT row_number() OVER (ORDER BY draw.n, i) AS n,
                         draw.n AS of,
                         received + i * interval '1 h' AS at
                    FROM draw, generate_series(1, {MESSAGES}) AS i WHERE is_open) AS posted"""
    env.cr.execute("SELECT count(*) FROM draw WHERE is_open")
    [total] = env.cr.fetchone()
    clone(
        env,
        "mail_message",
        message.id,
        source,
        {
            "res_id": f"{first} + of",
            "date": "at",
            "create_date": "at",
            "message_id": "'<bench.' || n || '@example.com>'",
            "body": "'<p>Bonjour, avez-vous des nouvelles ?</p>'",
            "author_id": "prototype.author_id",
        },
        total * MESSAGES,
    )


def load(side, env, count):
    """Fill an environment with ``count`` requests of a side."""
    draw(env, count)
    citizens = load_citizens(env, count)
    side.load(env, citizens, count)
