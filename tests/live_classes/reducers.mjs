// Folds logs as a page does: `node <this, bundled> <logs.json> <states.json>`; each log is `{forStaff, events}`.
import { readFileSync, writeFileSync } from "node:fs";
import { reduceEvent } from "../../live_classes/static/live_classes/events/index.js";
import { newState } from "../../live_classes/static/live_classes/room/state.js";

const [logs, states] = process.argv.slice(-2);
const fold = ({ forStaff, events }) =>
  events.reduce((state, event) => (reduceEvent(state, event), state), newState({ forStaff }));
writeFileSync(states, JSON.stringify(JSON.parse(readFileSync(logs, "utf8")).map(fold)));
