// end {}: the class is over; nothing runs any more. Twin of live_classes/events/end.py.

export function reduce(state) {
  Object.assign(state, { phase: "ended", timer: null, groups: null, streams: {}, hands: [], floor: [], pens: [] });
  for (const poll of Object.values(state.polls)) poll.open = false;
}
