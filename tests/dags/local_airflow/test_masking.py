"""No password of a database stays in a log, however Airflow writes it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dags.local_airflow import component_logs, components, masking, private_files

NAME = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        (NAME, "postgresql+psycopg2://holdgain:S3cretPw@db.example:5432/airflow", "S3cretPw"),
        (NAME, "postgresql://holdgain:S3cret%40Pw@db.example/airflow", "S3cret@Pw"),
        (NAME, "mssql+pyodbc://db.example/airflow?uid=x&PWD=S3cretPw", "S3cretPw"),
        ("AIRFLOW__CORE__FERNET_KEY", "S3cretPw=", "S3cretPw="),
        ("AIRFLOW__API_AUTH__JWT_SECRET", "S3cretPw", "S3cretPw"),
        ("AIRFLOW_CONN_WAREHOUSE", "postgresql://u:S3cretPw@db/x", "S3cretPw"),
    ],
)
def test_a_secret_of_the_environment_is_masked_wherever_it_stands(
    tmp_path: Path, name: str, value: str, secret: str
) -> None:
    path = tmp_path / "migration.log"
    text = f"cannot connect to {value}\nagain: {secret}\nand the rest of the log\n"
    path.write_text(text, encoding="utf-8")
    assert masking.mask_file(path, masking.list_secrets({name: value})) >= 2
    after = path.read_text(encoding="utf-8")
    assert secret not in after
    assert len(after) == len(text)
    assert after.endswith("and the rest of the log\n")


def test_plain_settings_and_short_values_are_left(tmp_path: Path) -> None:
    environment = {"AIRFLOW__API__PORT": "18080", "HOME": "/home/holdgain", "AIRFLOW__API__SECRET_KEY": "abc"}
    assert masking.list_secrets(environment) == []
    assert masking.mask_file(tmp_path / "absent.log", [b"secret"]) == 0
    (tmp_path / "empty.log").touch()
    assert masking.mask_file(tmp_path / "empty.log", [b"secret"]) == 0


def test_who_appends_meanwhile_is_not_disturbed(tmp_path: Path) -> None:
    path = tmp_path / "scheduler.log"
    with component_logs.open_log(path) as log:
        log.write(b"before secret ")
        masking.mask_file(path, [b"secret"])
        log.write(b"after")
    assert path.read_bytes().endswith(b"before ****** after")


def test_a_real_component_that_prints_its_environment_discloses_nothing(tmp_path: Path) -> None:
    environment = {NAME: "postgresql://holdgain:S3cretPw@db.example/airflow", "PATH": "/usr/bin:/bin"}
    process = components.launch(("sh", "-c", f"echo ${NAME}"), "scheduler", tmp_path, environment)
    process.wait()
    path = component_logs.log_path(tmp_path, "scheduler")
    assert b"S3cretPw" in path.read_bytes()
    masking.mask_file(path, masking.list_secrets(environment))
    assert b"S3cretPw" not in path.read_bytes()
    assert path.stat().st_mode & private_files.UMASK == 0
