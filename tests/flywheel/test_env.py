from pathlib import Path

import pytest

from flywheel import env


def test_a_variable_that_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLYWHEEL_WEB_THREADS", raising=False)
    assert env.number("FLYWHEEL_WEB_THREADS") == 16
    monkeypatch.setenv("FLYWHEEL_WEB_THREADS", "")
    assert env.number("FLYWHEEL_WEB_THREADS") == 16
    monkeypatch.setenv("FLYWHEEL_WEB_THREADS", "8")
    assert env.number("FLYWHEEL_WEB_THREADS") == 8


def test_a_secret_may_be_given_as_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("redis://:hush@broker/0\n")
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    monkeypatch.setenv("CELERY_BROKER_URL_FILE", str(tmp_path / "url"))
    assert env.text("CELERY_BROKER_URL") == "redis://:hush@broker/0"


def test_a_missing_secret_file_is_named_and_its_path_is_not_guessed_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/key")
    with pytest.raises(env.ConfigurationError, match="SECRET_KEY_FILE cannot be read: No such file"):
        env.text("SECRET_KEY")


@pytest.mark.parametrize("value", ["two", "1.5", "0", "-1"])
def test_a_number_out_of_range_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FLYWHEEL_WEB_WORKERS", value)
    with pytest.raises(env.ConfigurationError, match="FLYWHEEL_WEB_WORKERS must be"):
        env.number("FLYWHEEL_WEB_WORKERS", least=1)


def test_words_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLYWHEEL_ALLOWED_HOSTS", "a.example, b.example,,")
    assert env.words("FLYWHEEL_ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_a_state_folder_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("FLYWHEEL_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(env.ConfigurationError, match=r"FLYWHEEL_HOME: the state folder .* cannot be made"):
        env.home()


def test_the_generated_secret_key_is_kept_and_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = env.secret_key(tmp_path)
    assert len(key) >= 50
    assert env.secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_children_get_defaults_only_where_nothing_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLYWHEEL_PUBLIC_URL", raising=False)
    assert env.for_children(FLYWHEEL_PUBLIC_URL="http://a")["FLYWHEEL_PUBLIC_URL"] == "http://a"
    monkeypatch.setenv("FLYWHEEL_PUBLIC_URL", "https://b")
    assert env.for_children(FLYWHEEL_PUBLIC_URL="http://a")["FLYWHEEL_PUBLIC_URL"] == "https://b"


def test_a_database_url_becomes_django_settings() -> None:
    settings = env.database("postgresql://me:p%40ss@db.example:6543/flow?sslmode=require")
    assert settings["HOST"] == "db.example"
    assert settings["PORT"] == "6543"
    assert settings["PASSWORD"] == "p@ss"
    assert settings["NAME"] == "flow"
    assert settings["OPTIONS"] == {"application_name": "flywheel", "connect_timeout": 5, "sslmode": "require"}


def test_another_database_is_refused_without_showing_the_url() -> None:
    with pytest.raises(env.ConfigurationError) as caught:
        env.database("mysql://me:hush@db/flow")
    assert "hush" not in str(caught.value)
