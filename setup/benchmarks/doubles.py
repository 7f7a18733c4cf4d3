"""Measure the search for doubles among 100,000 citizens, some of them planted.

In a database of its own, which it fills and keeps:
    createdb grc_bench_doubles; setup/odoo -d grc_bench_doubles -i grc_citizen --stop-after-init
    setup/odoo shell -d grc_bench_doubles --no-http < setup/benchmarks/doubles.py
"""

# ruff: noqa: E501, T201, S311, F821
# pylint: disable=print-used, invalid-commit, undefined-variable
import random
import resource
import time
import unicodedata

from psycopg2.extras import execute_values

from odoo.addons.grc_citizen.tools.addresses import address_key
from odoo.addons.grc_citizen.tools.names import name_sound

COUNT = 100_000
PLANTED = 5_000
FIRST_NAMES = (
    "Jean Jeanne Marie Pierre Paul Paule Michel Michèle André Andrée Jacques Nicole Daniel Danielle "
    "Philippe Catherine Alain Françoise François Bernard Monique Christian Christiane Sylvie Éric "
    "Isabelle Nathalie Thierry Patrick Laurent Véronique Stéphane Sandrine Sébastien Céline David "
    "Julien Julie Nicolas Aurélie Aurélien Thomas Émilie Alexandre Sarah Lucas Emma Louis Louise "
    "Hugo Chloé Léa Mohamed Fatima Karim Aïcha Ibrahim Awa Nguyen Lan Oksana Andreï Rachid Leïla "
    "Antoine Antoinette Gabriel Gabrielle Simon Simone Denis Denise Claude Dominique Lucien Lucienne"
).split()
BEGINNINGS = (
    "Bar Ber Bou Cha Cor Da Del Du Fa Fou Gar Gi Gran Ha Jou La Le Mar Mo Pa Per Po Ro Sa".split()
)
MIDDLES = ["", "la", "ti", "re", "mon", "vi", "che", "nel"]
ENDINGS = "bert dier ert eau et ez ier in ley mann ot ois on ot rand rel roux ski tin vet".split()
STREETS = [
    f"{kind} {name}"
    for kind in ("rue", "avenue", "chemin", "allée", "place")
    for name in (
        "des Lilas|de la Gare|Victor Hugo|Pasteur|du Moulin|des Écoles|Jean Jaurès|de l'Église|"
        "des Acacias|Gambetta|du Stade|Voltaire|des Vignes|Carnot|du Lavoir|Molière|de la Mairie|"
        "des Cerisiers|Émile Zola|du Château|de Verdun|des Tilleuls|Ampère|de la Poste|du Lac"
    ).split("|")
]

draw = random.Random(2026)
surnames = [f"{a}{b}{c}" for a in BEGINNINGS for b in MIDDLES for c in ENDINGS]


def common(values):
    """Draw a value, the first ones much more often: names are that unequal."""
    return values[int(len(values) * draw.random() ** 2.5)]


def plain(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def mobile():
    return f"+336{draw.randrange(10**8):08d}"


def household():
    """Make one to four people of one address, who may share a telephone and an e-mail."""
    surname = common(surnames)
    address = f"{draw.randrange(1, 120)} {draw.choice(STREETS)}"
    landline = f"+333{draw.randrange(10**8):08d}"
    for first in draw.sample(FIRST_NAMES, draw.choice((1, 1, 2, 2, 3, 4))):
        shared = draw.random()
        email = plain(f"{first}.{surname}{draw.randrange(9999)}@courriel.example").lower()
        if shared < 0.2:
            email = plain(f"famille.{surname}{address[:3].strip()}@courriel.example").lower()
        yield {
            "name": f"{first} {surname}",
            "email": email if draw.random() < 0.7 else None,
            "phone": landline if shared < 0.5 else mobile() if draw.random() < 0.8 else None,
            "street": address if draw.random() < 0.8 else None,
        }


def slip(name):
    """Type a name wrong: a letter doubled, left out or two swapped, after the first of a word."""
    at = draw.randrange(2, len(name) - 2)
    kind = draw.randrange(3)
    if " " in name[at - 1 : at + 2]:
        return name.upper()
    if kind == 0:
        return name[:at] + name[at] + name[at:]
    if kind == 1:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def again(person):
    """Record a person a second time, as another agent would."""
    first, surname = person["name"].split(" ", 1)
    name = draw.choice(
        (
            person["name"],
            f"{surname.upper()} {first}",
            plain(person["name"]),
            slip(person["name"]),
            f"{first[0]}. {surname}",
        )
    )
    known = [key for key in ("email", "phone", "street") if person[key]]
    kept = set(draw.sample(known, draw.randrange(1, len(known) + 1)))
    values = {key: person[key] if key in kept else None for key in known}
    if "email" not in kept and draw.random() < 0.5:
        values["email"] = f"other{draw.randrange(10**9)}@courriel.example"
    return {"email": None, "phone": None, "street": None, **values, "name": name}


people = []
while len(people) < COUNT - PLANTED:
    people.extend(household())
people = people[: COUNT - PLANTED]
reachable = [
    n
    for n, person in enumerate(people)
    if any((person["email"], person["phone"], person["street"]))
]
originals = draw.sample(reachable, PLANTED)
people.extend(again(people[n]) for n in originals)

cr = env.cr
cr.execute("DELETE FROM grc_partner_double")
cr.execute("DELETE FROM grc_partner_double_scan")
cr.execute("DELETE FROM res_partner WHERE ref = 'bench'")
rows = [
    (
        "bench", person["name"], person["name"], person["email"], person["email"], person["phone"],
        person["phone"], person["street"], person["street"] and "25999",
        person["street"] and "Roseraie", name_sound(person["name"]) or None,
        address_key(person["street"], "25999", "Roseraie") or None,
    )
    for person in people
]  # fmt: skip
ids = [
    row[0]
    for row in execute_values(
        cr._obj,
        """
        INSERT INTO res_partner (ref, name, complete_name, email, email_normalized, phone,
                    phone_sanitized, street, zip, city, grc_name_sound, grc_address_key, active,
                    is_citizen, citizen_type, is_company, type, write_date) VALUES %s RETURNING id
        """,
        rows,
        template="(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,true,true,'person',false,'contact',now())",
        page_size=1000,
        fetch=True,
    )
]
cr.commit()
cr._cnx.autocommit = True
cr._obj.execute("VACUUM ANALYZE res_partner")
cr._cnx.autocommit = False
env.invalidate_all()

scan = env["grc.partner.double.scan"].create({})
cr.commit()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
wall, cpu = time.perf_counter(), time.process_time()
longest = 0
while scan.state in ("waiting", "running"):
    begun = time.perf_counter()
    scan._start()
    scan._scan_batch()
    cr.commit()
    env.invalidate_all()
    longest = max(longest, time.perf_counter() - begun)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory

planted = {(ids[n], ids[COUNT - PLANTED + place]) for place, n in enumerate(originals)}
cr.execute("SELECT partner_id, other_id, score, name_match FROM grc_partner_double")
found = {(one, other): (score, match) for one, other, score, match in cr.fetchall()}
likely = {pair for pair, (score, _match) in found.items() if score >= 50}
names = dict(zip(ids, (person["name"] for person in people), strict=True))
print(
    f"{scan.scanned:,} citizens in {wall:.1f} s ({cpu:.1f} s of it Python), longest batch {longest:.2f} s"
)
print(f"memory: {memory / 1024:.0f} MiB more")
print(
    f"planted: {len(planted & found.keys()) / len(planted):.1%} found, {len(planted & likely) / len(planted):.1%} as likely"
)
print(f"not planted: {len(found.keys() - planted):,} proposed, {len(likely - planted):,} as likely")
for label, pairs in (("missed", planted - found.keys()), ("not planted", likely - planted)):
    for one, other in sorted(pairs)[:: max(1, len(pairs) // 12)]:
        print(f"  {label}: {names[one]} / {names[other]} {found.get((one, other), '')}")
