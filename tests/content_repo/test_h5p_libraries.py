"""Names of H5P libraries and the order in which they load."""

import pytest

from content_repo.packages.h5p.libraries import LibraryName, dependencies, load_order, tree_hash, used_in


@pytest.mark.parametrize("text", ["H5P.Blanks", "H5P.Blanks 1", "a/b 1.2", "H5P.X 1.2.3", " X 1.2", "X 1.2\n", 5, None])
def test_what_is_no_name_of_a_library_is_none(text):
    assert LibraryName.parse(text) is None


def test_a_name_is_written_as_it_was_read():
    assert str(LibraryName.parse("H5P.Blanks 1.14")) == "H5P.Blanks 1.14"


def test_dependencies_are_given_once_and_broken_lines_left_out():
    line = {"machineName": "A", "majorVersion": "1", "minorVersion": 2}

    assert dependencies({"preloadedDependencies": [line, line, {}, "x"]}, "preloaded") == [LibraryName("A", 1, 2)]
    assert dependencies({"editorDependencies": "x"}, "editor") == []


def test_what_a_library_needs_loads_before_it_and_the_main_one_last():
    needs = {"Main 1.0": ["A 1.0", "B 1.0"], "A 1.0": ["C 1.0"], "B 1.0": ["C 1.0"], "Sub 1.0": ["B 1.0"]}

    assert load_order("Main 1.0", needs) == ["C 1.0", "A 1.0", "B 1.0", "Main 1.0"]
    assert load_order("Main 1.0", needs, ["Sub 1.0"]) == ["C 1.0", "B 1.0", "Sub 1.0", "A 1.0", "Main 1.0"]


def test_libraries_that_need_each_other_load_once_each():
    assert load_order("A 1.0", {"A 1.0": ["B 1.0"], "B 1.0": ["A 1.0", "B 1.0"]}) == ["B 1.0", "A 1.0"]


def test_there_is_one_version_of_a_library_on_a_page():
    assert load_order("M 1.0", {"M 1.0": ["A 1.0", "B 1.0"], "B 1.0": ["A 1.1"]}) == ["A 1.0", "B 1.0", "M 1.0"]


def test_a_long_chain_of_libraries_is_followed():
    needs = {f"L{number} 1.0": [f"L{number + 1} 1.0"] for number in range(3000)}

    assert load_order("L0 1.0", needs)[0] == "L3000 1.0"


def test_libraries_of_sub_contents_are_found_the_inner_ones_first():
    inner = {"library": "In 1.0", "params": {}}
    content = {"a": [{"library": "Out 1.0", "params": {"x": inner}}, inner, {"library": "no name", "params": {}}]}

    assert used_in(content) == ["In 1.0", "Out 1.0"]


def test_a_tree_is_told_by_names_and_bytes_of_its_files():
    one = tree_hash({"a.js": "11", "b.js": "22"})

    assert one == tree_hash({"b.js": "22", "a.js": "11", "library.json": "33"})
    assert len({one, tree_hash({"a.js": "11"}), tree_hash({"a.js": "22", "b.js": "11"})}) == 3
