"""Ten thousand real requests, imported by `setup/import_requests`: all of them, once, dated."""

import csv
import os
import pathlib
import subprocess
from collections import Counter, defaultdict
from datetime import datetime

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "setup" / "import_requests"
DATE = "%m/%d/%Y %I:%M:%S %p"


def import_file(database, path, mapping):
    return subprocess.run(
        [SCRIPT, database.name, path, mapping],
        capture_output=True,
        text=True,
        env=os.environ,
        check=False,
    )


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def baltimore(shared_data):
    path = shared_data / "requests" / "baltimore_311_10000.csv"
    if not path.exists():
        pytest.skip(f"the requests of Baltimore are not at {path}")
    return path


@pytest.fixture(scope="module")
def paris(shared_data):
    path = shared_data / "requests" / "paris_dansmarue_sample_4940.csv"
    if not path.exists():
        pytest.skip(f"the requests of Paris are not at {path}")
    return path


@pytest.fixture(scope="module")
def imported(database, baltimore):
    """The database with the requests of Baltimore in it."""
    done = import_file(database, baltimore, "baltimore_311")
    assert done.returncode == 0, done.stdout + done.stderr
    return database


def test_each_row_is_one_request(imported, baltimore):
    rows = read(baltimore)
    found = imported.execute(
        """SELECT substr(data.name, length('baltimore_311_') + 1)
             FROM ir_model_data AS data JOIN grc_request AS request ON request.id = data.res_id
            WHERE data.model = 'grc.request' AND data.module = '__import__'"""
    )
    assert Counter(name for (name,) in found) == Counter(row["SRRecordID"] for row in rows)
    [[total, numbers, codes]] = imported.execute(
        "SELECT count(*), count(DISTINCT number), count(DISTINCT tracking_code) FROM grc_request"
    )
    assert total == numbers == codes == len(rows) == 10_000


def test_again_adds_nothing(imported, baltimore):
    done = import_file(imported, baltimore, "baltimore_311")
    assert done.returncode == 0, done.stderr
    assert "0 imported, 10,000 were there already" in done.stdout
    assert imported.execute("SELECT count(*) FROM grc_request") == [(10_000,)]


def test_departments_types_and_channels_are_those_of_the_file(imported, baltimore):
    rows = read(baltimore)
    found = imported.execute(
        """SELECT department.name, type.name->>'en_US', count(*)
             FROM grc_request AS request
             JOIN grc_department AS department ON department.id = request.department_id
             JOIN grc_request_type AS type ON type.id = request.type_id
            GROUP BY 1, 2"""
    )
    assert {(department, kind): count for department, kind, count in found} == Counter(
        (row["Agency"].strip(), row["SRType"].strip()) for row in rows
    )
    channels = imported.execute(
        """SELECT channel.code, count(*) FROM grc_request AS request
             JOIN grc_channel AS channel ON channel.id = request.channel_id GROUP BY 1"""
    )
    assert dict(channels) == {
        "phone": 4995,
        "open311": 2571,
        "counter": 2223,
        "post": 206,
        "email": 4,
        "portal": 1,
    }


def test_closed_is_closed(imported, baltimore):
    rows = read(baltimore)
    states = dict(imported.execute("SELECT state, count(*) FROM grc_request GROUP BY 1"))
    assert states["done"] == sum(bool(row["CloseDate"]) for row in rows)
    [[undated]] = imported.execute(
        "SELECT count(*) FROM grc_request WHERE (state = 'done') != (date_closed IS NOT NULL)"
    )
    assert undated == 0


def test_dates_are_those_of_the_city(imported):
    """04/12/2018 11:11:26 AM in Baltimore is 15:11:26 in UTC."""
    [[received, closed]] = imported.execute(
        """SELECT date_received, date_closed FROM grc_request WHERE id = (
               SELECT res_id FROM ir_model_data WHERE name = 'baltimore_311_18-00269879'
           )"""
    )
    assert (str(received), str(closed)) == ("2018-04-12 15:11:26", "2018-04-12 16:45:47")


def test_share_on_time_is_that_of_the_file(imported, baltimore):
    """The deadlines that we reckon give the share that the file's own due dates give."""
    expected = defaultdict(Counter)
    for row in read(baltimore):
        created, due, closed = (
            datetime.strptime(row[name], DATE) if row[name] else None
            for name in ("CreatedDate", "DueDate", "CloseDate")
        )
        if due and closed and due > created:
            expected[row["Agency"].strip()][closed <= due] += 1
    found = imported.execute(
        """SELECT department.name, count(*), count(*) FILTER (WHERE date_closed <= date_deadline)
             FROM grc_request AS request
             JOIN grc_department AS department ON department.id = request.department_id
            WHERE date_closed IS NOT NULL AND date_deadline IS NOT NULL
              AND request.id IN (SELECT res_id FROM ir_model_data WHERE model = 'grc.request')
            GROUP BY 1"""
    )
    shares = {name: (count, met / count) for name, count, met in found}
    assert shares.keys() == expected.keys()
    for name, outcomes in expected.items():
        count, share = shares[name]
        assert count >= outcomes.total(), name
        # Some rows have no due date though their type has a delay: we give them one.
        undated = count - outcomes.total()
        tolerance = undated / count + 0.002
        assert share == pytest.approx(outcomes[True] / outcomes.total(), abs=tolerance), name
    dated = sum(outcomes.total() for outcomes in expected.values())
    met = sum(outcomes[True] for outcomes in expected.values())
    total = sum(count for count, _share in shares.values())
    ours = sum(count * share for count, share in shares.values()) / total
    assert ours == pytest.approx(met / dated, abs=0.005)


def test_nobody_is_told_of_old_requests(imported):
    assert imported.execute("SELECT count(*) FROM mail_mail") == [(0,)]
    assert imported.execute(
        "SELECT count(*) FROM grc_request WHERE date_acknowledged IS NOT NULL"
    ) == [(0,)]


def test_another_city_s_file(database, imported, paris):
    rows = read(paris)
    done = import_file(database, paris, "paris_dansmarue")
    assert done.returncode == 0, done.stderr
    found = database.execute(
        """SELECT count(*), count(DISTINCT request.department_id), count(DISTINCT type.parent_id)
             FROM grc_request AS request
             JOIN grc_request_type AS type ON type.id = request.type_id
             JOIN ir_model_data AS data ON data.res_id = request.id AND data.model = 'grc.request'
            WHERE data.name LIKE 'paris\\_dansmarue\\_%'"""
    )
    assert found == [
        (
            len(rows),
            len({row["intervenant"].strip() for row in rows}),
            len({row["type"].strip() for row in rows}),
        )
    ]


def test_rows_that_cannot_be_read_are_named(database, baltimore, tmp_path):
    """A bad row stops nothing, is told with its line, and the others are written."""
    lines = baltimore.read_text(encoding="utf-8-sig").splitlines()
    bad = [
        lines[0],
        lines[1].replace("18-00269879", "new-1").replace("04/12/2018 11:11:26 AM", "13/45/2018 AM"),
        lines[2].replace("5004100000j6t9wAAA", "new-2"),
        lines[2].replace("5004100000j6t9wAAA", "new-2"),
    ]
    path = tmp_path / "bad.csv"
    path.write_text("\n".join(bad), encoding="utf-8")
    done = import_file(database, path, "baltimore_311")
    assert done.returncode == 1
    assert "1 imported" in done.stdout and "2 cannot be read" in done.stdout
    assert "line 2" in done.stderr and "line 4: new-2 stands in the file already" in done.stderr
