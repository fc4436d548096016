const MAY_HOLD_A_SECRET = /:\/\/|access_token|\bSEC[0-9a-f]|[A-Za-z0-9+/]{24,}/i;

/**
 * A configured text fit for a problem: quoted, printable, no longer than a person reads. What looks like an address with
 * a password, a token or a key (pasted into the wrong variable) is left out.
 */
export function shown(text: string, limit = 40): string {
  if (MAY_HOLD_A_SECRET.test(text)) return 'a text that is not shown here, because it may hold a secret';
  return `"${printable(text, limit)}"`;
}

/** One line without control or other invisible characters. */
export function printable(text: string, limit = 60): string {
  const clean = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  // By characters: half of one would be invisible again.
  const characters = [...clean];
  return characters.length > limit ? `${characters.slice(0, limit).join('')}…` : clean;
}
