"""Nothing in Airflow's folder is for other accounts, and no secret is written where it need not be."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from dags.local_airflow import components, private_files

SECRET = "S3cret-of-the-database"
ENVIRONMENT = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql://holdgain:{SECRET}@db.example/airflow"}


def _modes_for_others(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder, *folder.rglob("*"))}


def test_the_note_of_the_migration_holds_no_url(tmp_path: Path) -> None:
    assert components.needs_migration(tmp_path, ENVIRONMENT)
    components.note_migration(tmp_path, ENVIRONMENT)
    assert not components.needs_migration(tmp_path, ENVIRONMENT)
    text = (tmp_path / private_files.MIGRATED).read_text(encoding="utf-8")
    assert SECRET not in text
    assert len(text) == 64
    assert stat.S_IMODE((tmp_path / private_files.MIGRATED).stat().st_mode) == 0o600


@pytest.mark.parametrize("change", [{}, {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://other/airflow"}])
def test_another_database_is_migrated_too(tmp_path: Path, change: dict[str, str]) -> None:
    components.note_migration(tmp_path, ENVIRONMENT)
    assert components.needs_migration(tmp_path, change)


def test_the_note_of_an_earlier_version_is_replaced(tmp_path: Path) -> None:
    (tmp_path / private_files.MIGRATED).write_text(f"3.3.2 {ENVIRONMENT}", encoding="utf-8")
    assert components.needs_migration(tmp_path, ENVIRONMENT)
    components.note_migration(tmp_path, ENVIRONMENT)
    assert SECRET not in (tmp_path / private_files.MIGRATED).read_text(encoding="utf-8")


def test_a_folder_of_an_earlier_version_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "airflow"
    (folder / "logs" / "dag_id=land").mkdir(parents=True)
    (folder / "logs" / "dag_id=land" / "attempt=1.log").write_text("text", encoding="utf-8")
    (folder / "airflow.cfg").touch(0o664)
    outside = tmp_path / "outside"
    outside.touch()
    outside.chmod(0o644)  # whatever the umask of this process is
    (folder / "link").symlink_to(outside)
    (folder / "dangling").symlink_to(tmp_path / "nowhere")
    private_files.close_folder(folder)
    assert {stat.S_IMODE(p.lstat().st_mode) & 0o077 for p in (folder, *folder.rglob("*")) if not p.is_symlink()} == {0}
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644, "what a link points to is not ours"


def test_what_a_component_writes_is_private(tmp_path: Path) -> None:
    process = components.launch(("sh", "-c", f"echo x > {tmp_path}/made; mkdir {tmp_path}/folder"), "x", tmp_path, {})
    assert process.wait() == 0
    assert _modes_for_others(tmp_path / "folder") | _modes_for_others(tmp_path / "made") | _modes_for_others(
        tmp_path / "logs" / "x.log"
    ) == {0}


def test_passwords_are_made_here_so_that_airflow_does_not_write_them_to_its_log(tmp_path: Path) -> None:
    users = {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin, analyst:viewer"}
    path = private_files.prepare_passwords(tmp_path, users)
    passwords = json.loads(path.read_text(encoding="utf-8"))
    assert sorted(passwords) == ["admin", "analyst"]
    assert all(len(password) >= 24 for password in passwords.values())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    private_files.prepare_passwords(tmp_path, users)
    assert json.loads(path.read_text(encoding="utf-8")) == passwords, "a password stays"


def test_a_new_user_gets_a_password_beside_the_old_ones(tmp_path: Path) -> None:
    (tmp_path / private_files.PASSWORDS).write_text('{"admin": "kept"}', encoding="utf-8")
    path = private_files.prepare_passwords(tmp_path, {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin,b:user"})
    passwords = json.loads(path.read_text(encoding="utf-8"))
    assert passwords["admin"] == "kept"
    assert set(passwords) == {"admin", "b"}
