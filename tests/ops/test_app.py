"""The composition root makes each process of what it needs, and of nothing heavy."""

import subprocess
import sys
import textwrap

import pytest
from pydantic import SecretStr

from vetrina import app
from vetrina.infra import db, settings
from vetrina.infra.settings import Settings
from vetrina.ops import NoDatabase

NOWHERE = "postgresql+psycopg://nobody@/nowhere?host=/nonexistent"
HEAVY = ("mitsuba", "drjit", "mitsuba_oidn", "cv2", "onnxruntime", "scipy")
PROBE = """
import sys
from pydantic import SecretStr
from vetrina import app
from vetrina.infra.settings import Database, Settings

database = Database(app_url=SecretStr(sys.argv[1]), worker_url=SecretStr(sys.argv[1]))
made = getattr(app, sys.argv[2])(Settings(database=database))
print(",".join(name for name in sys.argv[3:] if name in sys.modules))
"""


@pytest.mark.parametrize("maker", ["make_web", "make_worker"])
def test_no_heavy_library_is_imported_by_the_processes_of_the_house(tmp_path, maker):
    command = [sys.executable, "-c", textwrap.dedent(PROBE), NOWHERE, maker, *HEAVY]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == ""


def test_without_any_address_a_process_says_what_to_type():
    with pytest.raises(NoDatabase, match="Type: vetrina up"):
        app.build_parts(Settings())


def test_each_role_gets_its_own_address_of_the_database():
    own = SecretStr("postgresql://owner:x@db.example/shop")
    whole = Settings(database=settings.Database(url=own))
    web, worker = (app.database_url(whole, role) for role in ("app", "worker"))
    assert web.startswith(f"postgresql+psycopg://{db.APP}:")
    assert worker.startswith(f"postgresql+psycopg://{db.WORKER}:")
    assert "owner" not in web + worker


def test_an_address_that_is_given_for_a_role_is_used_as_it_is():
    given = SecretStr("postgresql://someone:y@db.example/shop")
    whole = Settings(database=settings.Database(app_url=given))
    assert app.database_url(whole, "app") == "postgresql+psycopg://someone:y@db.example/shop"


def test_every_job_of_every_module_has_one_handler(tmp_path):
    database = settings.Database(worker_url=SecretStr(NOWHERE))
    worker, _ = app.make_worker(Settings(data_dir=tmp_path, database=database))
    assert {"mailing.send", "infra.forget_jobs"} <= set(worker.app.tasks)


def test_the_api_is_described_without_a_database():
    told = app.describe_api()
    assert told["info"]["title"] == "Vetrina"
    assert {"/health", "/health/live", "/health/ready"} <= set(told["paths"])
