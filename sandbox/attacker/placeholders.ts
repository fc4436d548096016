/** What earlier steps have saved, by name. */
export type Saved = ReadonlyMap<string, unknown>;

/** The value at a dotted path; the empty path is the whole. Undefined when there is none. */
export function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  return path.split('.').reduce<unknown>((inner, name) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Object.hasOwn(inner, name) ? (inner as Record<string, unknown>)[name] : undefined;
  }, value);
}

/**
 * The parameters with `${name.Path.To.Field}`, `${accountId}` and `${n}` filled in; undefined as long as one of them
 * names what no step has saved yet.
 */
export function fill(
  parameters: Readonly<Record<string, string>>,
  saved: Saved,
  plain: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  let complete = true;
  const filled = Object.entries(parameters).map(([name, text]) => {
    const value = text.replace(/\$\{(\w+)(?:\.([\w.]+))?\}/g, (_whole, of: string, path = '') => {
      const found = path === '' && Object.hasOwn(plain, of) ? plain[of] : valueAt(saved.get(of), path);
      if (typeof found === 'string' || typeof found === 'number') return String(found);
      complete = false;
      return '';
    });
    return [name, value] as const;
  });
  return complete ? Object.fromEntries(filled) : undefined;
}
