// answer {question, text, shared}: the last answer holds, whichever comes first; what was shared once stays shared.
// Twin of live_classes/events/answer.py.
import { QUESTIONS_KEPT, itemOf, keepNewest, newQuestion } from "../room/state.js";

export function reduce(state, event) {
  const { question: seq, text, shared, asked, askedAt } = event.data;
  let question = itemOf(state.questions, seq);
  if (!question && shared) {
    question = newQuestion(seq, askedAt, asked);
    keepNewest(state.questions, question, QUESTIONS_KEPT);
  }
  if (!question) return;
  question.shared ||= shared;
  if (event.seq > question.answerSeq) {
    Object.assign(question, { answer: text, answeredBy: event.by, answerSeq: event.seq });
  }
}
