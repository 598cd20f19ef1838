// question {text}: a question to the teachers; if its shared answer was there before it, only who asked is news.
// Twin of live_classes/events/question.py.
import { QUESTIONS_KEPT, itemOf, keepNewest, newQuestion } from "../room/state.js";

export function reduce(state, event) {
  let question = itemOf(state.questions, event.seq);
  if (!question) {
    question = newQuestion(event.seq, event.at, event.data.text);
    keepNewest(state.questions, question, QUESTIONS_KEPT);
  }
  question.by = event.by;
}
