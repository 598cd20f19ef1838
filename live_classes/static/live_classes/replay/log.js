// The log of a class over HTTP, page after page.

/** Return all events from `address` (`?sau=`); `told(bytes)` says how much has come. */
export async function loadEvents(address, told) {
  const events = [];
  let bytes = 0;
  for (let after = 0; ;) {
    const answer = await fetch(`${address}?sau=${after}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(`events ${answer.status}`);
    const text = await answer.text();
    told((bytes += text.length));
    const page = JSON.parse(text);
    events.push(...page.events);
    if (page.seq >= page.head || page.seq <= after) return events;
    after = page.seq;
  }
}
