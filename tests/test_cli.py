from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onboarding.cli import main
from onboarding.embedded import JOBS, EmbeddedServer
from onboarding.settings import Settings


def run(tmp_path: Path, *words: str, **variables: str) -> Result:
    environ: dict[str, str | None] = {
        name: None for name in os.environ if name.startswith("ONBOARDING_")
    }
    environ |= {"ONBOARDING_DATA": str(tmp_path / "data")}
    environ |= {f"ONBOARDING_{name}": value for name, value in variables.items()}
    return CliRunner().invoke(main, words, env=environ)


def test_the_doctor_finds_a_fresh_installation_well(tmp_path: Path) -> None:
    result = run(tmp_path, "doctor")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    seen = [line.removeprefix("ok").strip().partition(":")[0] for line in lines]
    assert seen == ["settings", "record server", "jobs server", "files", "kinds"]


def test_the_doctor_shows_no_secret(tmp_path: Path) -> None:
    output = run(tmp_path, "doctor").output
    settings = Settings.from_environment({"ONBOARDING_DATA": str(tmp_path / "data")})
    secrets = [
        value
        for name, value in settings.environment().items()
        if name.endswith(("SECRET_KEY", "SEAL_KEYS", "INDEX_KEY"))
    ]
    assert len(secrets) == 3
    assert not any(secret in output for secret in secrets)


def test_the_doctor_names_a_wrong_setting_and_still_looks_at_the_rest(tmp_path: Path) -> None:
    result = run(tmp_path, "doctor", PORT="eighty")
    assert result.exit_code == 1
    assert "FAIL  settings: ONBOARDING_PORT must be a number" in result.output
    assert "ok    kinds" in result.output


def test_the_doctor_names_what_makes_a_server_unsafe(
    tmp_path: Path, jobs_server: EmbeddedServer
) -> None:
    settings = Settings.from_environment({"ONBOARDING_DATA": str(tmp_path / "data")})
    variables = settings.on(jobs_server.url, jobs_server.url).environment()
    result = run(
        tmp_path, "doctor", **{k.removeprefix("ONBOARDING_"): v for k, v in variables.items()}
    )
    assert result.exit_code == 1
    assert "FAIL  record server: appendfsync is everysec, must be always" in result.output
    assert "ok    jobs server" in result.output


def test_the_doctor_says_when_a_server_is_away(tmp_path: Path) -> None:
    settings = Settings.from_environment({"ONBOARDING_DATA": str(tmp_path / "data")})
    away = f"unix://:hush-hush@{tmp_path}/nobody"
    variables = settings.on(away, away).environment()
    result = run(
        tmp_path, "doctor", **{k.removeprefix("ONBOARDING_"): v for k, v in variables.items()}
    )
    assert result.exit_code == 1
    assert result.output.count("can't be used (ConnectionError)") == 2
    assert "hush-hush" not in result.output


def test_the_doctor_says_when_the_servers_cannot_run(tmp_path: Path) -> None:
    run(tmp_path, "doctor")
    with EmbeddedServer(tmp_path / "data/jobs", JOBS):
        result = run(tmp_path, "doctor")
    assert result.exit_code == 1
    assert "FAIL  embedded servers: the servers of" in result.output


def test_the_doctor_finds_a_file_that_others_may_open(tmp_path: Path) -> None:
    run(tmp_path, "doctor")
    (tmp_path / "data/record/valkey.log").chmod(0o644)
    (tmp_path / "data/notes").write_text("")
    (tmp_path / "data/notes").chmod(0o644)
    result = run(tmp_path, "doctor")
    assert result.exit_code == 1
    assert "FAIL  files: others may open" in result.output


@pytest.mark.parametrize("command", ["web", "worker", "clock"])
def test_a_program_by_itself_needs_servers_of_its_own(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command)
    assert result.exit_code == 1
    assert "ONBOARDING_REDIS_URL" in result.output


def test_serve_names_a_wrong_setting_without_a_trace(tmp_path: Path) -> None:
    result = run(tmp_path, "serve", PORT="eighty")
    assert result.exit_code == 1
    assert result.output == "Error: ONBOARDING_PORT must be a number from 1 to 65535\n"
