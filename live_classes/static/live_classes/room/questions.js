// Private questions: a pupil's own with the answers, those shown to all; all of them for who leads.
import { clock } from "../../elearn/words.js";
import { copy, find, oncePerFrame, rows, setText } from "./dom.js";
import { personOf } from "./people.js";

export function startQuestions(room, root, say, tabs) {
  const panel = find("#panel-questions", root);
  let unseen = 0;
  const show = rows(
    find("[data-questions]", panel),
    ({ question }) => {
      const made = copy(root, "question");
      if (made.parts.form) answerForm(room, made, question);
      return made;
    },
    ({ element, parts }, { question, item }) => {
      const { text, answer, answeredBy, shared, at } = question || { text: item.data.text, answer: null };
      setText(parts.name, personOf(room, say, item ? room.number : question.by).name);
      setText(parts.time, clock(item ? item.at : room.wallTime(at)));
      setText(parts.text, text);
      const isOpen = answer === null;
      setText(parts.state, item ? say("waiting") : isOpen ? say("notYet") : shared ? say("shared") : "");
      parts.answered.hidden = isOpen;
      if (!isOpen) {
        setText(parts.by, personOf(room, say, answeredBy).name);
        setText(parts.answer, answer || say("answeredAloud"));
      }
      if (parts.form) parts.form.hidden = !isOpen;
      element.classList.toggle("open", isOpen);
    },
  );
  const render = oncePerFrame(() => {
    const { questions } = room.state;
    const waiting = room.pending.filter((item) => item.type === "question");
    find("[data-no-questions]", panel).hidden = questions.length + waiting.length > 0;
    // For who leads the tab says how many wait for an answer, seen or not.
    if (room.isLeading) tabs.badge("questions", questions.filter((question) => question.answer === null).length);
    if (panel.hidden) return;
    const known = questions.map((question) => ({ key: `q${question.seq}`, question }));
    if (room.isLeading) known.sort((a, b) => (b.question.answer === null) - (a.question.answer === null));
    show([...known, ...waiting.map((item) => ({ key: item.cid, item }))]);
  });
  room.on("event:answer", (event) => {
    if (room.isLeading || tabs.isShown("questions")) return;
    tabs.badge("questions", ++unseen);
    const own = room.state.questions.find((question) => question.seq === event.data.question);
    if (own?.by === room.number) room.emit("notice", say("answered"));
  });
  root.addEventListener("tab", ({ detail }) => {
    if (detail === "questions") unseen = 0;
    render();
  });
  for (const name of ["state", "pending"]) room.on(name, render);
  render();
}

function answerForm(room, { parts }, question) {
  const { form, aloud } = parts;
  const send = (text) => {
    room.send("answer", { question: question.seq, shared: form.elements.shared.checked, ...(text && { text }) });
    form.reset();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.elements.text.value.trim();
    if (text) send(text);
  });
  aloud.addEventListener("click", () => send(""));
}
