"""Vietnamese for the words that H5P libraries carry as English defaults: what pupils read on buttons and in results.

The key is the English default of the semantics, so one line serves every library that says the same.
"""

_CHECK_ALOUD = "Check the answers. The responses will be marked as correct, incorrect, or unanswered."
_SOLUTION_ALOUD = "Show the solution. The task will be marked with its correct solution."
_RETRY_ALOUD = "Retry the task. Reset all responses and start the task over again."

VIETNAMESE: dict[str, str] = {
    # buttons
    "Check": "Kiểm tra",
    "Submit": "Nộp bài",
    "Show solution": "Xem đáp án",
    "Show solution(s)": "Xem đáp án",
    "Retry": "Làm lại",
    "Cancel": "Thôi",
    "Confirm": "Đồng ý",
    "Close": "Đóng",
    "Continue": "Tiếp tục",
    "Go back": "Quay lại",
    "Finish": "Kết thúc",
    "Skip video": "Bỏ qua video",
    "Start Quiz": "Bắt đầu",
    "Previous question": "Câu trước",
    "Next question": "Câu sau",
    "Mute feedback sound": "Tắt tiếng báo",
    # questions before something happens
    "Finish ?": "Kết thúc?",
    "Retry ?": "Làm lại?",
    "Are you sure you wish to finish ?": "Em muốn kết thúc bài làm?",
    "Are you sure you wish to retry ?": "Em muốn làm lại từ đầu?",
    "Reset drop": "Bỏ từ đã đặt",
    "Are you sure you want to reset this drop zone?": "Em muốn bỏ từ đã đặt vào ô này?",
    # tasks
    "Fill in the missing words": "Điền từ còn thiếu vào chỗ trống",
    "Drag the words into the correct boxes": "Kéo từ vào đúng ô",
    "True": "Đúng",
    "False": "Sai",
    # results
    "Correct!": "Đúng!",
    "Incorrect!": "Chưa đúng!",
    "Correct answer": "Đáp án đúng",
    "Correct answer:": "Đáp án đúng:",
    "Wrong answer": "Đáp án chưa đúng",
    "Answered correctly": "Đã trả lời đúng",
    "Answered incorrectly": "Trả lời chưa đúng",
    "':ans' is correct": "“:ans” là đúng",
    "':ans' is wrong": "“:ans” là chưa đúng",
    "Should have been checked": "Lẽ ra phải chọn",
    "Should not have been checked": "Lẽ ra không chọn",
    "Please answer before viewing the solution": "Em trả lời rồi mới xem đáp án",
    "Please fill in all blanks to view solution": "Em điền hết chỗ trống rồi mới xem đáp án",
    "You got :num out of :total points": "Em được :num trên :total điểm",
    "You got @score of @total points": "Em được @score trên @total điểm",
    "You got @finals out of @totals points": "Em được @finals trên @totals điểm",
    "You got :numcorrect of :maxscore correct": "Em trả lời đúng :numcorrect trên :maxscore câu",
    "Your result:": "Kết quả của em:",
    "Finished": "Đã làm xong",
    "Solution": "Đáp án",
    "Solution list": "Các đáp án",
    "Feedback": "Nhận xét",
    # hints
    "Tip": "Gợi ý",
    "Show tip": "Xem gợi ý",
    "Tip available": "Có gợi ý",
    "Feedback available": "Có nhận xét",
    "Read feedback": "Đọc nhận xét",
    # where one is
    "Question": "Câu hỏi",
    "Questions": "Các câu hỏi",
    "Question :num": "Câu :num",
    "Question: @current of @total questions": "Câu @current trên @total",
    "Question @current of @total": "Câu @current trên @total",
    "Question %d of %total": "Câu %d trên %total",
    "Slide :num of :total": "Câu :num trên :total",
    "Unanswered": "Chưa trả lời",
    "Answered": "Đã trả lời",
    "Current question": "Câu đang làm",
    "Checking mode": "Đang xem kết quả",
    # read aloud
    _CHECK_ALOUD: "Kiểm tra bài làm. Mỗi câu trả lời sẽ được đánh dấu đúng, chưa đúng hoặc chưa trả lời.",
    _SOLUTION_ALOUD: "Xem đáp án. Đáp án đúng sẽ được đánh dấu.",
    _RETRY_ALOUD: "Làm lại. Xoá mọi câu trả lời và bắt đầu lại từ đầu.",
    "Show the solution. The task will be marked with its correct solution": "Xem đáp án. Đáp án đúng sẽ được đánh dấu.",
    "Blank input @num of @total": "Chỗ trống @num trên @total",
    "Drop Zone @index.": "Ô @index.",
    "Drop Zone @index is empty.": "Ô @index còn trống.",
    "Drop Zone @index contains draggable @draggable.": "Ô @index có từ @draggable.",
    "@index of @count draggables.": "Từ @index trên @count.",
    "Draggable is grabbed.": "Đã cầm từ.",
    "Cancelled dragging.": "Đã thôi kéo.",
}
