"""DIR-3: the record of processing says what the models say, and every room of the retention table is in it."""

import pytest

from proxenia.core.retention import rules
from tools import personal_data

pytestmark = pytest.mark.once


@pytest.mark.asvs("14.1.1")
def test_dir_3_the_record_of_processing_is_that_of_the_models() -> None:
    written = personal_data.TARGET.read_text("utf-8")
    assert written == personal_data.page(), "run python tools/personal_data.py"
    assert all(str(rule.what) in written for rule in rules())
    assert "directory.Person" in written
