// The tools of who leads the room, loaded after the page: hands, network, polls, groups, pages, people.
import { wordsOf } from "./room/dom.js";
import { startDesk } from "./room/lead/desk.js";
import { startGroups } from "./room/lead/groups.js";
import { startGuests } from "./room/lead/guests.js";
import { startHands } from "./room/lead/hands.js";
import { startNetwork } from "./room/lead/network.js";
import { startPages } from "./room/lead/pages.js";
import { startPersonMenu } from "./room/lead/person.js";
import { startPollDesk } from "./room/lead/polls.js";

export function start(room, root) {
  const say = wordsOf(root);
  const cells = startNetwork(room, root, say);
  startHands(room, root);
  startGuests(room, root);
  startPollDesk(room, root);
  startPages(room, root);
  startDesk(room, root);
  startGroups(room, root);
  startPersonMenu(room, root, cells);
  room.emit("state", room.state, []);
}
