// The page of the room: what a pupil needs at once (talk, hand, polls, coming back after a drop); the other parts follow.
import { kept } from "../elearn/device.js";
import { startComposer } from "./room/composer.js";
import { startControls } from "./room/controls.js";
import { find, wordsOf } from "./room/dom.js";
import { startDrops } from "./room/drops.js";
import { startParts } from "./room/parts.js";
import { joinRoom } from "./room/room.js";
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
  level: kept("live-level")?.level ?? 1,
});
const say = wordsOf(root);
const tabs = startTabs(root);

startSpeaker(room, root);
startTalk(room, root, say, tabs);
startComposer(room, root, tabs);
startControls(room, root, say);
startDrops(room, root, say);
startParts(room, root, tabs);
followKeyboard();

find("[data-starting]", root).remove();
find("[data-leave]").addEventListener("click", () => room.leave());
addEventListener("pagehide", () => room.leave({ isMeant: false }));
addEventListener("pageshow", (event) => event.persisted && location.reload());
