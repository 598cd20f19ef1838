"""Vietnamese names: order, sorting, folding; passwords handed out."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.names import collation_key, fold, initials, name_sort_key, split_full_name
from accounts.passwords import SYLLABLES, easy_password
from accounts.services import NewPerson, open_accounts

# As a Vietnamese dictionary has them.
IN_ORDER = ["an", "ân", "bình", "dung", "dũng", "đức", "ê", "hoa", "hoà", "hoạ", "huệ", "lan", "ngọc", "ơn", "yến"]
VIETNAMESE = st.text(alphabet="aàảãáạăâbcdđeêghiklmnoôơpqrstuưvxyNĐƯ ", max_size=30)


def test_words_sort_as_in_a_vietnamese_dictionary():
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=collation_key) == IN_ORDER


def test_people_sort_by_ten_then_by_ho_dem():
    names = ["Trần Văn Ánh", "Nguyễn Thị Ánh", "Lò Văn Đức", "Đỗ Thị Dung", "Phạm Ân"]
    ordered = sorted(names, key=lambda name: name_sort_key(*split_full_name(name)))
    assert ordered == ["Nguyễn Thị Ánh", "Trần Văn Ánh", "Phạm Ân", "Đỗ Thị Dung", "Lò Văn Đức"]


@given(VIETNAMESE)
def test_sorting_does_not_depend_on_how_marks_are_stored(text):
    assert collation_key(unicodedata.normalize("NFD", text)) == collation_key(unicodedata.normalize("NFC", text))


@given(VIETNAMESE, VIETNAMESE)
def test_equal_keys_mean_equal_words(first, second):
    if collation_key(first) == collation_key(second):
        assert unicodedata.normalize("NFC", first.casefold()) == unicodedata.normalize("NFC", second.casefold())


@given(VIETNAMESE)
def test_folding_leaves_bare_letters_and_folding_twice_changes_nothing(text):
    folded = fold(text)
    assert folded.isascii()
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("full_name", "parts", "letters"),
    [("Nguyễn Thị Ánh", ("Nguyễn Thị", "Ánh"), "NÁ"), ("Ánh", ("", "Ánh"), "Á"), ("  ", ("", ""), "")],
)
def test_a_full_name_is_split_before_the_last_word(full_name, parts, letters):
    assert split_full_name(full_name) == parts
    assert initials(*parts) == letters


def test_passwords_for_children_are_plain_letters_and_differ():
    passwords = {easy_password() for _n in range(200)}
    assert len(passwords) > 195
    for password in passwords:
        *words, digits = password.split("-")
        assert len(words) == 3
        assert set(words) <= set(SYLLABLES)
        assert digits.isdigit()
        assert len(digits) == 2
        assert password.isascii()
    assert len(SYLLABLES) == len(set(SYLLABLES)) > 150


def test_accounts_are_opened_in_bulk_without_a_usable_password_and_sort_at_once(db):
    [user] = open_accounts(people=[NewPerson("hs1", "Lò Thị Mỷ")])
    user.refresh_from_db()
    assert (user.last_name, user.first_name) == ("Lò Thị", "Mỷ")
    assert user.name_sort_key == name_sort_key("Lò Thị", "Mỷ")
    assert not user.has_usable_password()
