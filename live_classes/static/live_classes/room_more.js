// What the room can do without for a second: data levels, questions, people, small news. Loaded once talk and hand work.
import { wordsOf } from "./room/dom.js";
import { startLevels } from "./room/levels.js";
import { startNotes } from "./room/notes.js";
import { startPeople } from "./room/people.js";
import { startQuestions } from "./room/questions.js";

export function start(room, root, tabs) {
  const say = wordsOf(root);
  startLevels(room, root, say);
  startNotes(room, root, say);
  startQuestions(room, root, say, tabs);
  startPeople(room, root, say);
}
