from __future__ import annotations

import base64
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onboarding import secretfile
from onboarding.settings import SettingError, Settings

FIRST, SECOND, INDEX = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2, 3))


def outside(**changes: str) -> dict[str, str]:
    """Variables of an installation on servers of its own; an empty value takes one out."""
    values = {
        "REDIS_URL": "redis://:hush-hush@record:6379/0",
        "JOBS_URL": "redis://:hush-hush@jobs:6379/0",
        "SECRET_KEY": "s" * 40,
        "SEAL_KEYS": f"k2:{SECOND},k1:{FIRST}",
        "INDEX_KEY": INDEX,
        "PUBLIC_URL": "https://door.example",
    }
    return {f"ONBOARDING_{name}": value for name, value in (values | changes).items()}


def private(path: Path, text: str, mode: int = 0o600) -> str:
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def test_nothing_given_means_embedded_servers_on_this_machine(tmp_path: Path) -> None:
    settings = Settings.from_environment({"ONBOARDING_DATA": str(tmp_path / "data")})
    assert settings.embedded
    assert settings.redis_url is settings.jobs_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert not settings.secure
    assert (settings.workers, settings.trusted_proxies) == (2, 0)


def test_made_secrets_are_kept_private_and_the_same_ever_after(tmp_path: Path) -> None:
    environ = {"ONBOARDING_DATA": str(tmp_path / "data")}
    first, second = (Settings.from_environment(environ) for _ in range(2))
    assert first == second
    assert list(first.seal_keys) == ["k1"]
    assert len(first.index_key) == len(first.seal_keys["k1"]) == 32
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data/secrets.json").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secrets.json"]


def test_processes_that_start_at_once_share_one_set_of_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(secretfile.load_or_make, [tmp_path / "data"] * 8))
    assert all(one == made[0] for one in made)


def test_two_installations_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = (secretfile.load_or_make(tmp_path / name) for name in ("one", "other"))
    assert set(one.values()).isdisjoint(other.values())


def test_lost_secrets_are_not_replaced_beside_the_record_that_needs_them(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data/record/appendonlydir").mkdir(parents=True)
    with pytest.raises(SettingError, match="sealed with"):
        Settings.from_environment({"ONBOARDING_DATA": str(tmp_path / "data")})


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"secret_key": 1}'])
def test_a_broken_secrets_file_stops_the_start(tmp_path: Path, text: str) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    private(data / "secrets.json", text)
    with pytest.raises(SettingError, match=r"secrets\.json"):
        Settings.from_environment({"ONBOARDING_DATA": str(data)})


def test_a_data_folder_or_secrets_file_open_to_others_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environ = {"ONBOARDING_DATA": str(data)}
    Settings.from_environment(environ)
    (data / "secrets.json").chmod(0o640)
    with pytest.raises(SettingError, match="chmod 600"):
        Settings.from_environment(environ)
    (data / "secrets.json").chmod(0o600)
    data.chmod(0o750)
    with pytest.raises(SettingError, match="chmod 700"):
        Settings.from_environment(environ)


def test_the_first_seal_key_seals_and_all_are_kept() -> None:
    settings = Settings.from_environment(outside())
    assert list(settings.seal_keys.items()) == [("k2", b"\x02" * 32), ("k1", b"\x01" * 32)]
    assert settings.index_key == b"\x03" * 32
    assert settings.secure
    assert not settings.embedded


@pytest.mark.parametrize("name", ["SECRET_KEY", "SEAL_KEYS", "INDEX_KEY", "REDIS_URL", "JOBS_URL"])
def test_with_servers_of_its_own_an_installation_brings_every_secret(name: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment(outside(**{name: ""}))
    assert refused.value.name == f"ONBOARDING_{name}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "http://record"),
        ("JOBS_URL", "jobs:6379"),
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０"),
        ("PORT", "-1"),
        ("WORKERS", "0"),
        ("THREADS", "many"),
        ("TRUSTED_PROXIES", "10"),
        ("SECRET_KEY", "short-and-guessed"),
        ("SEAL_KEYS", FIRST),
        ("SEAL_KEYS", f"k1:{FIRST},k1:{SECOND}"),
        ("SEAL_KEYS", f"k1:{FIRST[:-6]}"),
        ("SEAL_KEYS", f"K1:{FIRST}"),
        ("SEAL_KEYS", f"k1:{FIRST},"),
        ("INDEX_KEY", "not!base64"),
        ("INDEX_KEY", FIRST),
        ("PUBLIC_URL", "http://door.example"),
        ("PUBLIC_URL", "http://127.0.0.1.example"),
        ("PUBLIC_URL", "ftp://door.example"),
        ("PUBLIC_URL", "door.example"),
        ("PUBLIC_URL", "https://door.example/path"),
        ("PUBLIC_URL", "https://someone@door.example"),
        ("PUBLIC_URL", "https://door.example:port"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_never_shown(name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment(outside(**{name: value}))
    assert refused.value.name == f"ONBOARDING_{name}"
    assert len(value) < 4 or value not in str(refused.value)


def test_listening_on_every_address_needs_a_public_url() -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment(outside(HOST="0.0.0.0", PUBLIC_URL=""))
    assert refused.value.name == "ONBOARDING_PUBLIC_URL"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://door.example:8443/", "https://door.example:8443"),
    ],
)
def test_a_public_url_has_no_slash_at_its_end(given: str, kept: str) -> None:
    assert Settings.from_environment(outside(PUBLIC_URL=given)).public_url == kept


def test_an_ipv6_host_makes_a_well_formed_url() -> None:
    assert Settings.from_environment(outside(HOST="::1", PUBLIC_URL="")).public_url == (
        "http://[::1]:8000"
    )


def test_a_secret_may_come_from_a_private_file(tmp_path: Path) -> None:
    environ = outside(INDEX_KEY="")
    environ["ONBOARDING_INDEX_KEY_FILE"] = private(tmp_path / "index", INDEX + "\n")
    assert Settings.from_environment(environ).index_key == b"\x03" * 32


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    environ = outside(INDEX_KEY="")
    environ["ONBOARDING_INDEX_KEY_FILE"] = private(tmp_path / "index", INDEX, mode)
    with pytest.raises(SettingError, match="chmod 600") as refused:
        Settings.from_environment(environ)
    assert refused.value.name == "ONBOARDING_INDEX_KEY_FILE"


def test_a_missing_binary_or_doubled_file_is_refused_by_name(tmp_path: Path) -> None:
    environ = outside()
    environ["ONBOARDING_INDEX_KEY_FILE"] = private(tmp_path / "index", INDEX)
    with pytest.raises(SettingError, match="given twice"):
        Settings.from_environment(environ)
    environ["ONBOARDING_INDEX_KEY"] = ""
    (tmp_path / "index").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingError, match="INDEX_KEY_FILE is unreadable"):
        Settings.from_environment(environ)
    os.remove(tmp_path / "index")
    with pytest.raises(SettingError, match="INDEX_KEY_FILE is unreadable"):
        Settings.from_environment(environ)


def test_a_file_far_too_large_for_a_secret_is_not_read(tmp_path: Path) -> None:
    environ = outside(SECRET_KEY="")
    environ["ONBOARDING_SECRET_KEY_FILE"] = private(tmp_path / "key", "s" * 70_000)
    with pytest.raises(SettingError, match="too large"):
        Settings.from_environment(environ)


def test_no_secret_shows_when_settings_are_printed() -> None:
    shown = repr(Settings.from_environment(outside()))
    assert "door.example" in shown
    for secret in ("hush-hush", "ssss", FIRST, SECOND, INDEX, "x01", "x03"):
        assert secret not in shown


def test_settings_survive_the_way_to_a_child_process(tmp_path: Path) -> None:
    for environ in (outside(), {"ONBOARDING_DATA": str(tmp_path / "data")}):
        settings = Settings.from_environment(environ)
        assert Settings.from_environment(settings.environment()) == settings


def test_a_child_on_the_embedded_servers_uses_the_made_secrets(tmp_path: Path) -> None:
    settings = Settings.from_environment({"ONBOARDING_DATA": str(tmp_path / "data")})
    child = Settings.from_environment(settings.on("unix:///a", "unix:///b").environment())
    kept = json.loads((tmp_path / "data/secrets.json").read_text())
    assert (child.redis_url, child.jobs_url) == ("unix:///a", "unix:///b")
    assert child.secret_key == kept["secret_key"]
    assert child.seal_keys == settings.seal_keys
