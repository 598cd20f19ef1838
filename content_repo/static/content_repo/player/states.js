// Where the pupil stopped: H5P's user data, kept by the page of the site instead of by requests of H5P core.
import { send } from "./channel.js";

const MAX_CHARS = 100_000;

const keyOf = (subContentId) => `state/${subContentId || "main"}`;

/** Put functions on H5P that read from `states` and send what changes to the page. */
export function keepStates(H5P, states) {
  const sent = new Map(Object.entries(states).map(([key, value]) => [key, JSON.stringify(value)]));
  const others = new Map(); // data that is no state lasts as long as the document

  const place = (dataId, subContentId) => (dataId === "state" ? keyOf(subContentId) : `${dataId}/${subContentId || 0}`);

  H5P.getUserData = (contentId, dataId, done, subContentId) => {
    const text = (dataId === "state" ? sent : others).get(place(dataId, subContentId));
    // Nothing kept is undefined: null would tell the learner that the content has changed.
    done(undefined, text === undefined || text === "null" ? undefined : JSON.parse(text));
  };
  H5P.setUserData = (contentId, dataId, value, options = {}) => {
    const key = place(dataId, options.subContentId);
    let text;
    try {
      text = JSON.stringify(value);
    } catch (error) {
      options.errorCallback?.(error);
      return;
    }
    const kept = dataId === "state" ? sent : others;
    if (text === undefined || text === kept.get(key) || text.length > MAX_CHARS) return;
    kept.set(key, text);
    if (dataId === "state") send("state", { key, value: JSON.parse(text) });
  };
  H5P.deleteUserData = (contentId, dataId, subContentId) => {
    const key = place(dataId, subContentId);
    if (!(dataId === "state" ? sent : others).delete(key)) return;
    if (dataId === "state") send("state", { key, value: null });
  };
}

/** Save the states of all instances now. */
export function saveStates(H5P) {
  for (const instance of H5P.instances ?? []) {
    const state = instance.getCurrentState?.();
    if (state !== undefined) H5P.setUserData(instance.contentId, "state", state);
  }
}
