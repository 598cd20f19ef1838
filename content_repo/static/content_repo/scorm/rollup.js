// From the items to the whole course.
//
// An item counts if it can be launched and is shown in the contents. Once completed it stays completed; of its scores the
// last one holds. The course is completed when all its items are. Of a course with one SCO the score is that of the SCO;
// of several it is the mean of those that have one, weighted as the package says (SCORM 2004). It is passed when one
// item at least was passed and none failed, failed when it is completed and one failed; else nothing was judged.

/** Items that can be launched, in the order of the contents. */
export function leaves(items) {
  return items.flatMap((item) => [...(item.href ? [item] : []), ...leaves(item.children)]);
}

/** Keep what was reached: a new attempt that says nothing yet takes nothing away. */
export function merged(old, fresh) {
  if (!old) return fresh;
  const isFarther = fresh.completion === "completed" || old.completion !== "completed";
  const isJudged = fresh.success !== "unknown";
  return {
    status: isFarther || isJudged ? fresh.status : old.status,
    completion: isFarther ? fresh.completion : old.completion,
    success: isJudged ? fresh.success : old.success,
    score: fresh.score ?? old.score,
  };
}

/** `{completion, success, score}` of a course; `summaries` maps keys of items to what they say. */
export function courseResult(items, summaries) {
  const counted = leaves(items).filter((item) => item.is_visible);
  const all = counted.length ? counted : leaves(items);
  const known = all.map((item) => ({ item, ...(summaries[item.key] ?? NOTHING) }));
  const isCompleted = known.every((one) => one.completion === "completed");
  const isStarted = known.some((one) => one.completion !== "not attempted");
  return {
    completion: isCompleted ? "completed" : isStarted ? "incomplete" : "not attempted",
    success: successOf(known, isCompleted),
    score: scoreOfAll(known),
  };
}

const NOTHING = { completion: "not attempted", success: "unknown", score: null };

function successOf(known, isCompleted) {
  if (!isCompleted) return "unknown";
  if (known.some((one) => one.success === "failed")) return "failed";
  return known.some((one) => one.success === "passed") ? "passed" : "unknown";
}

function scoreOfAll(known) {
  const scored = known.filter((one) => one.score?.scaled !== undefined);
  const judged = known.filter((one) => one.item.type === "sco");
  if (judged.length === 1) return judged[0].score;
  const weights = scored.map((one) => one.item.sequencing?.rollup.weight ?? 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!total) return null;
  const scaled = scored.reduce((sum, one, index) => sum + one.score.scaled * weights[index], 0) / total;
  const raw = Math.round(scaled * 10000) / 100;
  return { scaled: Math.round(scaled * 1e6) / 1e6, ...(raw >= 0 && { raw, min: 0, max: 100 }) };
}
