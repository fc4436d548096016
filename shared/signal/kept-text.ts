/** Characters that are kept of what a stranger wrote: an address, a reason. */
const MOST_KEPT = 1_000;

/**
 * A stranger's text as it is kept: whole, or its first {@link MOST_KEPT} characters and, in figures, that it goes on:
 * `… [1000/1048450]`. What it is cut from has no secret in it any more: half of one looks like none. Pure.
 */
export function keptText(text: string): string {
  return text.length <= MOST_KEPT ? text : `${text.slice(0, MOST_KEPT)}… [${MOST_KEPT}/${text.length}]`;
}
