"""Settings are read once, and a wrong one stops the start with a sentence that names it."""

import stat

import pytest

from socialtrack.kernel.settings import SettingsError, read_settings

KEY = "k" * 40


def read(tmp_path, **env):
    return read_settings({f"SOCIALTRACK_{name}": value for name, value in env.items()}, tmp_path)


def test_nothing_said_is_a_small_centre_on_loopback(tmp_path):
    settings = read(tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path}/instance/socialtrack.db"
    assert (settings.host, settings.port, settings.threads) == ("127.0.0.1", 8000, 4)
    assert settings.base_url == "http://127.0.0.1:8000"
    assert not settings.is_https
    assert settings.is_sqlite
    assert settings.mail_url is None
    assert not settings.demo


def test_key_is_made_once_and_kept_from_others(tmp_path):
    first = read(tmp_path).secret_key
    file = tmp_path / "instance" / "secret-key"

    assert len(first) >= 64
    assert read(tmp_path).secret_key == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")

    assert read(tmp_path, SECRET_KEY_FILE=str(tmp_path / "key")).secret_key == KEY


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE"),
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"PORT": "٨٠٨٠٨٠"}, "PORT"),
        ({"THREADS": "0"}, "THREADS"),
        ({"PROXY_COUNT": "9"}, "PROXY_COUNT"),
        ({"BASE_URL": "suivi.example.org"}, "BASE_URL"),
        ({"BASE_URL": "ftp://suivi.example.org"}, "BASE_URL"),
        ({"BASE_URL": "https://"}, "BASE_URL"),
        ({"BASE_URL": "https://suivi.example.org/?a=b"}, "BASE_URL"),
        ({"BASE_URL": "http://suivi.example.org"}, "plain http"),
        ({"MAIL_URL": "https://mail.example.org"}, "MAIL_URL"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"HOST": "0.0.0.0"}, "BASE_URL"),  # open to everyone, and nobody said that http will do
        ({"HOST": "::"}, "BASE_URL"),
        ({"DEMO": "1", "HOST": "0.0.0.0"}, "DEMO"),
        ({"DEMO": "1", "HOST": "suivi.example.org"}, "DEMO"),
    ],
)
def test_wrong_setting_is_named(tmp_path, env, named):
    with pytest.raises(SettingsError, match=named):
        read(tmp_path, **{"SECRET_KEY": KEY, **env})


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000", "http://localhost", "http://[::1]:8000", "https://a.example"])
def test_address_that_nobody_can_listen_to_is_taken(tmp_path, url):
    assert read(tmp_path, SECRET_KEY=KEY, BASE_URL=url + "/").base_url == url


def test_plain_http_is_taken_by_who_accepts_it(tmp_path):
    assert read(tmp_path, SECRET_KEY=KEY, BASE_URL="http://a.example", ALLOW_HTTP="1").base_url == "http://a.example"


def test_demonstration_opens_on_loopback(tmp_path):
    assert read(tmp_path, SECRET_KEY=KEY, DEMO="1").demo
    assert not read(tmp_path, SECRET_KEY=KEY, DEMO="0").demo


def test_postgresql_is_not_sqlite(tmp_path):
    assert not read(tmp_path, SECRET_KEY=KEY, DATABASE_URL="postgresql://a@b/c").is_sqlite


def test_data_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "instance").write_text("a file stands in the way")

    with pytest.raises(SettingsError, match=r"can't be (read|written)"):
        read(tmp_path)


def test_tables_are_made_by_the_role_that_serves_unless_another_is_named(tmp_path):
    mine, owner = "postgresql://a@b/c", "postgresql://owner@b/c"
    (tmp_path / "owner").write_text(owner + "\n")

    assert read(tmp_path, SECRET_KEY=KEY, DATABASE_URL=mine).migration_database_url == mine
    both = read(tmp_path, SECRET_KEY=KEY, DATABASE_URL=mine, MIGRATION_DATABASE_URL_FILE=str(tmp_path / "owner"))
    assert (both.database_url, both.migration_database_url) == (mine, owner)
