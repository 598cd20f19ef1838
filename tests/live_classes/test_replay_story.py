"""A class told in order from its log: what is in the story, what is not, and what was drawn."""

import re
from xml.etree import ElementTree

from live_classes.board_svg import board_items
from live_classes.events import SYSTEM, Actor
from live_classes.story import story_of
from tests.live_classes.class_log import DECK, HOST, lesson, room_with
from tests.live_classes.every_kind import LINE, class_with_every_kind


def told(events) -> list[tuple[str, str]]:
    return [(moment.kind, moment.text) for moment in story_of(events).moments]


def recorded(*, pupils=2):
    room, people = room_with(pupils=pupils)
    room.send(SYSTEM, "recording", {"state": "on"})
    return room, people


def test_a_class_with_every_kind_of_event_is_told_for_each_reader():
    room = class_with_every_kind()
    for reader in (HOST, Actor(2, "pupil"), Actor(20, "guest")):
        story = story_of(room.seen_by(reader))
        assert story.is_recorded and story.slides
        assert [moment.at for moment in story.moments] == sorted(moment.at for moment in story.moments)


def test_slides_chat_polls_and_answers_stand_in_order():
    room, [pupil, _other] = recorded()
    room.send(HOST, "deck", {"file": DECK}, after_ms=1000)
    room.send(HOST, "slide", {"deck": DECK, "page": 2}, after_ms=1000)
    room.send(pupil, "chat", {"text": "Dạ em hiểu"}, after_ms=1000)
    poll = room.send(
        HOST,
        "poll_open",
        {"question": "1/2 = ?", "options": ["2/4", "2/3"], "isQuiz": True, "seconds": None, "results": "after"},
        after_ms=1000,
    )
    room.send(HOST, "poll_key", {"poll": poll.seq, "option": 0})
    room.send(pupil, "poll_answer", {"poll": poll.seq, "option": 0})
    room.send(HOST, "poll_close", {"poll": poll.seq}, after_ms=1000)
    asked = room.send(pupil, "question", {"text": "Vì sao ạ?"}, after_ms=1000)
    room.send(HOST, "answer", {"question": asked.seq, "text": "Vì nhân cả hai.", "shared": True}, after_ms=1000)
    story = story_of(room.seen_by(HOST))
    assert [moment.kind for moment in story.moments] == ["slide", "chat", "poll", "question", "answer"]
    slide, chat, poll, question, answer = story.moments
    assert (slide.deck, slide.page, slide.pages, slide.text) == (DECK, 2, 12, "Phân số bằng nhau.pptx")
    assert chat.by.name.endswith(("Lực", "Nhi", "Ánh")) and not chat.by.is_leading
    assert poll.poll.rows == [("2/4", 1, True), ("2/3", 0, False)]
    assert (answer.asked, answer.text, answer.is_private) == ("Vì sao ạ?", "Vì nhân cả hai.", False)
    assert question.is_private


def test_another_pupil_is_told_nothing_private():
    room, [asker, other] = recorded()
    one = room.send(asker, "question", {"text": "Câu riêng"})
    room.send(HOST, "answer", {"question": one.seq, "text": "Trả lời riêng", "shared": False})
    two = room.send(asker, "question", {"text": "Câu chung"})
    room.send(HOST, "answer", {"question": two.seq, "text": "", "shared": True})
    room.send(HOST, "groups_open", {"groups": [[asker.number], [other.number]], "minutes": None})
    room.send(asker, "chat", {"text": "Trong nhóm"})
    assert told(room.seen_by(other)) == [("answer", "")]
    assert story_of(room.seen_by(other)).moments[0].asked == "Câu chung"
    assert [text for _kind, text in told(room.seen_by(asker))] == [
        "Câu riêng",
        "Trả lời riêng",
        "Câu chung",
        "",
        "Trong nhóm",
    ]
    private = story_of(room.seen_by(asker)).moments[1]
    assert private.asked == "Câu riêng" and private.is_private


def test_a_hidden_message_is_told_to_nobody():
    room, [pupil, _other] = recorded()
    bad = room.send(pupil, "chat", {"text": "Lời không hay"})
    room.send(pupil, "chat", {"text": "Em xin lỗi"})
    room.send(HOST, "chat_hide", {"seq": bad.seq})
    assert told(room.seen_by(HOST)) == told(room.seen_by(pupil)) == [("chat", "Em xin lỗi")]


def test_what_is_written_while_the_recording_is_paused_is_not_kept_in_the_story():
    room, [pupil, _other] = recorded()
    room.send(HOST, "recording", {"state": "paused"})
    room.send(pupil, "chat", {"text": "Riêng tư"})
    room.send(HOST, "slide", {"deck": "blank", "page": 1})
    room.send(HOST, "recording", {"state": "on"})
    room.send(pupil, "chat", {"text": "Ghi tiếp"})
    assert [kind for kind, _text in told(room.events)] == ["pause", "slide", "chat"]


def test_a_class_that_was_never_recorded_says_so():
    room, [pupil, _other] = room_with(pupils=2)
    room.send(pupil, "chat", {"text": "Xin chào"})
    assert not story_of(room.events).is_recorded


def test_a_poll_without_shown_results_has_options_alone():
    room, _people = recorded()
    rules = {"isQuiz": False, "seconds": None, "results": "never"}
    room.send(HOST, "poll_open", {"question": "Hiểu chưa?", "options": ["Rồi", "Chưa"], **rules})
    assert story_of(room.events).moments[0].poll.rows == [("Rồi", None, False), ("Chưa", None, False)]


def test_each_page_shows_what_was_on_it_in_the_end():
    room, _people = recorded()
    place = {"deck": "blank", "page": 1}
    room.send(HOST, "slide", place)
    kept = room.send(HOST, "stroke", {**place, "tool": "pen", "color": 0, "width": 2, "points": LINE})
    gone = room.send(HOST, "stroke", {**place, "tool": "rect", "color": 0, "width": 2, "x": 1, "y": 1, "w": 9, "h": 9})
    room.send(HOST, "erase", {**place, "items": [gone.seq]})
    assert [item["seq"] for item in story_of(room.events).moments[0].board] == [kept.seq]


def test_all_tools_are_drawn_and_words_are_escaped():
    box = {"color": 1, "width": 2, "x": 10, "y": 20, "w": 30, "h": 40}
    items = [
        {"tool": "pen", "color": 0, "width": 1, "points": LINE},
        {"tool": "highlighter", "color": 0, "width": 4, "points": LINE},
        *({"tool": tool, **box} for tool in ("line", "arrow", "rect", "ellipse", "triangle")),
        {"tool": "text", "color": 5, "x": 1, "y": 2, "size": 40, "text": "<script>a&b</script>\nhai"},
    ]
    drawn = board_items(items)
    root = ElementTree.fromstring(f"<svg>{drawn}</svg>")
    assert len(root) == len(items) and "<script" not in drawn
    assert [span.text for span in root[-1]] == ["<script>a&b</script>", "hai"]
    assert "M100 50L103 48L103 60" in drawn
    assert board_items([{"tool": "pen", "color": 0, "width": 1, "points": "%"}, {"tool": "new", **box}]) == ""


def test_a_whole_lesson_draws_without_a_word_lost():
    room = lesson(pupils=8, minutes=12)
    story = story_of(room.events)
    chats = [event for event in room.events if event.kind == "chat"]
    assert sum(moment.kind == "chat" for moment in story.moments) == len(chats)
    drawn = "".join(board_items(items) for items in story.boards.values())
    assert len(re.findall("<path", drawn)) == sum(event.kind == "stroke" for event in room.events)
