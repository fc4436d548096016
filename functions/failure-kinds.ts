/** The parts of a run that a failure names before it says how: `poll: …`. */
const PART = /^(poll|schedule|observed leaks|watch|records|outbox|tampered objects|heartbeat|alert): /;
/** As CloudCallFailed writes it. The first one: what follows may be somebody else's words. */
const CALL = /(?<![\w-])([a-z]{2,20}) ([A-Z][A-Za-z0-9]{2,60}) failed: \S{1,100}(?: \(HTTP (\d{3})\))?/;
/** What a failure that no call explains is about; the first that stands in it. */
const SUBJECTS = [
  'journal',
  'bucket',
  'did not take the message',
  'not kept for later',
  'owner',
  'contained',
  'fenced',
  'switched',
  'time of this run',
  'release',
  'unexpected error',
] as const;

/**
 * What kinds of failure these are: the part of the run, and what failed in it. What is refused is refused until somebody
 * mends it, so each such call is a kind; what may pass by itself (too many calls, no answer) is one kind a service, or a bad
 * hour would be told call by call. Of our own words alone, never a name, an id or a time: nobody can make kinds without
 * end. Sorted, each once. Pure.
 */
export function kindsOf(failures: readonly string[]): readonly string[] {
  return [...new Set(failures.map(kindOf))].sort();
}

function kindOf(failure: string): string {
  const text = failure.replace(/^LTAI\S{1,60}: /, '');
  const part = PART.exec(text)?.[1] ?? 'run';
  const [, service, action, status] = CALL.exec(text) ?? [];
  const isRefused = status === '401' || status === '403';
  const subject = SUBJECTS.find((words) => text.includes(words)) ?? 'other';
  const what = service === undefined ? subject : isRefused ? `${service}-${action}-refused` : service;
  return `${part}-${what}`.replaceAll(' ', '-');
}
