// The line at the bottom: a message to the class, or a question that only who leads can read.
import { find } from "./dom.js";

export function startComposer(room, root, tabs) {
  const form = find("[data-composer]", root);
  const input = find("input", form);
  const label = find("label", form);
  const drafts = { chat: "", questions: "" };
  let aim = "chat";

  /** What the line is for now, by the tab that is seen and by what the teacher allows. */
  function show() {
    const { chatMode, groups } = room.state;
    const isQuestion = aim === "questions";
    const isOff = !room.isLeading && (chatMode === "off" || (chatMode === "questions" && !isQuestion));
    const words = input.dataset;
    const closed = chatMode === "off" ? words.forNobody : words.forQuestionsOnly;
    const open = isQuestion ? words.forQuestion : groups && !room.isLeading ? words.forGroup : words.forChat;
    input.placeholder = label.textContent = isOff ? closed : open;
    input.disabled = isOff;
    input.maxLength = isQuestion ? 1000 : 2000;
    find("button", form).disabled = isOff;
    form.hidden = room.isLeading && aim === "questions"; // who leads answers beside each question
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    room.send(aim === "questions" ? "question" : "chat", { text });
    input.value = drafts[aim] = "";
    if (!["chat", "questions"].includes(root.dataset.tab)) tabs.choose("chat");
    input.focus();
  });
  root.addEventListener("tab", ({ detail }) => {
    drafts[aim] = input.value;
    aim = detail === "questions" ? "questions" : "chat";
    input.value = drafts[aim];
    show();
  });
  room.on("state", show);
  show();
}
