// The registry of events: one file a kind, two lines here. Twin of live_classes/events/__init__.py.
import { reduce as person } from "./person.js";
import { reduce as knock } from "./knock.js";
import { reduce as admit } from "./admit.js";
import { reduce as remove } from "./remove.js";
import { reduce as chat } from "./chat.js";
import { reduce as chatHide } from "./chat_hide.js";
import { reduce as chatMode } from "./chat_mode.js";
import { reduce as question } from "./question.js";
import { reduce as answer } from "./answer.js";
import { reduce as hand } from "./hand.js";
import { reduce as handsDown } from "./hands_down.js";
import { reduce as reaction } from "./reaction.js";
import { reduce as reactionsClear } from "./reactions_clear.js";
import { reduce as pollOpen } from "./poll_open.js";
import { reduce as pollKey } from "./poll_key.js";
import { reduce as pollAnswer } from "./poll_answer.js";
import { reduce as pollShow } from "./poll_show.js";
import { reduce as pollClose } from "./poll_close.js";
import { reduce as slide } from "./slide.js";
import { reduce as deck } from "./deck.js";
import { reduce as stroke } from "./stroke.js";
import { reduce as erase } from "./erase.js";
import { reduce as restore } from "./restore.js";
import { reduce as boardClear } from "./board_clear.js";
import { reduce as pen } from "./pen.js";
import { reduce as floor } from "./floor.js";
import { reduce as muteAll } from "./mute_all.js";
import { reduce as timer } from "./timer.js";
import { reduce as groupsOpen } from "./groups_open.js";
import { reduce as groupsClose } from "./groups_close.js";
import { reduce as file } from "./file.js";
import { reduce as lock } from "./lock.js";
import { reduce as recording } from "./recording.js";
import { reduce as stream } from "./stream.js";
import { reduce as end } from "./end.js";
import { reduce as pointer } from "./pointer.js";

export const REDUCERS = {
  person,
  knock,
  admit,
  remove,
  chat,
  chat_hide: chatHide,
  chat_mode: chatMode,
  question,
  answer,
  hand,
  hands_down: handsDown,
  reaction,
  reactions_clear: reactionsClear,
  poll_open: pollOpen,
  poll_key: pollKey,
  poll_answer: pollAnswer,
  poll_show: pollShow,
  poll_close: pollClose,
  slide,
  deck,
  stroke,
  erase,
  restore,
  board_clear: boardClear,
  pen,
  floor,
  mute_all: muteAll,
  timer,
  groups_open: groupsOpen,
  groups_close: groupsClose,
  file,
  lock,
  recording,
  stream,
  end,
  pointer,
};

/** Change the state as an event says; kinds of a newer version are passed over. */
export function reduceEvent(state, event) {
  if (Object.hasOwn(REDUCERS, event.type)) REDUCERS[event.type](state, event);
}
