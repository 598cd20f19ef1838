"""Words with and without marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_repo.search.folding import exact_words, fold, folded_words, has_marks, words

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ ĐÂƯ"
)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Giáo án điện tử", "giao an dien tu"),
        ("ĐƯỜNG ĐẾN TRƯỜNG", "duong den truong"),
        ("Phân số – lớp 6", "phan so lop 6"),
        ("Tập hợp y, ly", "tap hop y li"),
        ("", ""),
    ],
)
def test_marks_fall_and_d_is_folded_by_hand(written, bare):
    assert fold(written) == bare


@pytest.mark.parametrize(
    ("old", "new"), [("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("lí", "lý"), ("kì", "kỳ"), ("Mĩ", "Mỹ")]
)
def test_both_spellings_of_a_syllable_are_the_same_exact_word(old, new):
    assert exact_words(old) == exact_words(new)
    assert folded_words(old) == folded_words(new)


@pytest.mark.parametrize(
    ("one", "other"), [("má", "mà"), ("dân", "đan"), ("hoa", "hoá"), ("thúy", "thui"), ("quy", "qui")]
)
def test_different_syllables_stay_different_exact_words(one, other):
    assert exact_words(one) != exact_words(other)


def test_a_run_of_encoded_letters_is_not_a_word():
    assert words("a" * 65) == []


@given(VIETNAMESE)
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_the_normal_form_and_case_of_unicode_make_no_difference(text):
    for form in ("NFC", "NFD"):
        assert exact_words(unicodedata.normalize(form, text).upper()) == exact_words(text)
        assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(VIETNAMESE)
def test_vietnamese_folds_to_ascii_word_by_word(text):
    assert fold(text).isascii()
    assert len(folded_words(text)) == len(exact_words(text)) == len(words(text))


@given(st.text())
def test_any_text_folds_without_trouble(text):
    assert all(word and not any(letter.isspace() for letter in word) for word in folded_words(text))


def test_a_word_tells_whether_it_has_marks():
    assert has_marks("đa")
    assert has_marks("giáo")
    assert not has_marks("giao")
