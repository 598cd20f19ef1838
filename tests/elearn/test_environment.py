"""Where an installation keeps its secrets: made once, readable by nobody else."""

from elearn.environment import Environment


def test_the_key_made_at_the_first_start_is_kept_and_private(tmp_path):
    environment = Environment(data_dir=tmp_path / "var", secret_key="")
    key = environment.signing_key()
    assert len(key) >= 48
    assert environment.signing_key() == key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_two_installations_have_two_keys(tmp_path):
    first, second = (Environment(data_dir=tmp_path / name, secret_key="") for name in ("a", "b"))
    assert first.signing_key() != second.signing_key()


def test_a_key_given_is_used_and_leaves_no_file(tmp_path):
    environment = Environment(data_dir=tmp_path / "var", secret_key="given")
    assert environment.signing_key() == "given"
    assert not (tmp_path / "var").exists()
