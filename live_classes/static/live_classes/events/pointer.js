// pointer {x, y} or {}: relayed, never in the log; it leaves no trace. Twin of live_classes/events/pointer.py.

export function reduce() {}
