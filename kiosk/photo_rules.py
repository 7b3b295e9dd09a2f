"""Reads what configuration says of the photograph of a licence; for the terminal and for its face process."""

from pathlib import Path

from domain.licence_photo import PhotoRules, parse_photo_rules


def read_photo_rules(config_dir: Path) -> PhotoRules:
    """Read `photo.toml`; raises :class:`OSError` or :class:`domain.config_table.ConfigError`."""
    return parse_photo_rules((config_dir / "photo.toml").read_text("utf-8"))
