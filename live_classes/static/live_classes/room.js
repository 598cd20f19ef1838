// The page of the room: everything a pupil needs at once; drawing, voice and the teacher's tools come when needed.
import { startComposer } from "./room/composer.js";
import { startControls } from "./room/controls.js";
import { find, wordsOf } from "./room/dom.js";
import { startDrops } from "./room/drops.js";
import { firstLevel, startLevels } from "./room/levels.js";
import { startNotes } from "./room/notes.js";
import { startParts } from "./room/parts.js";
import { startPeople } from "./room/people.js";
import { startQuestions } from "./room/questions.js";
import { joinRoom } from "./room/room.js";
import { startSlides } from "./room/slides.js";
import { startTabs } from "./room/tabs.js";
import { startTalk } from "./room/talk.js";
import { followKeyboard } from "./room/viewport.js";
import { startSpeaker } from "./voice/status.js";

const root = find("[data-room]");
const { socket, page, token, uuid, number, role } = root.dataset;
const scheme = location.protocol === "https:" ? "wss:" : "ws:";
const room = joinRoom({
  address: `${scheme}//${location.host}${socket}`,
  page,
  token,
  uuid,
  role,
  number: Number(number),
  level: firstLevel(),
});
const say = wordsOf(root);
const tabs = startTabs(root);

startSlides(room, root);
startSpeaker(room, root);
startTalk(room, root, say, tabs);
startQuestions(room, root, say, tabs);
startPeople(room, root, say);
startComposer(room, root, tabs);
startControls(room, root, say);
startNotes(room, root, say);
startDrops(room, root, say);
startLevels(room, root, say);
startParts(room, root);
followKeyboard();

find("[data-starting]", root).remove();
find("[data-leave]").addEventListener("click", () => room.leave());
addEventListener("pagehide", () => room.leave({ isMeant: false }));
addEventListener("pageshow", (event) => event.persisted && location.reload());
