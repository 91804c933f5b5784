"""The configuration table tells the truth about every setting."""

from pathlib import Path

from vetrina.infra.settings.document import table
from vetrina.infra.settings.load import walk
from vetrina.infra.settings.root import Settings

DOCUMENT = Path(__file__).parents[3] / "docs" / "configuration.md"


def test_the_configuration_table_is_up_to_date():
    told = "run: python -m vetrina.infra.settings.document > docs/configuration.md"
    assert DOCUMENT.read_text(encoding="utf-8") == table(), told


def test_every_setting_has_a_sentence_of_help():
    without = [path for path, info in walk(Settings) if not (info.description or "").endswith(".")]
    assert without == []
