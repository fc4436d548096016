/** A set that cannot be changed: Object.freeze alone leaves `add` working. */
export class FrozenSet<T> extends Set<T> {
  constructor(items: Iterable<T>) {
    super();
    for (const item of items) super.add(item);
    Object.freeze(this);
  }

  override add(_item: T): never {
    throw new TypeError('the configuration cannot be changed');
  }

  override delete(_item: T): never {
    throw new TypeError('the configuration cannot be changed');
  }

  override clear(): never {
    throw new TypeError('the configuration cannot be changed');
  }
}

const URL_PARTS = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

/** A URL whose parts refuse assignment: they are setters of the class, which Object.freeze does not reach. */
export function frozenUrl(url: URL): URL {
  for (const part of URL_PARTS) Object.defineProperty(url, part, { value: url[part], writable: false });
  return Object.freeze(url);
}

/** Freezes plain objects and arrays, all the way down. */
export function deepFrozen<T extends object>(value: T): T {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null && !Object.isFrozen(member)) deepFrozen(member);
  }
  return Object.freeze(value);
}
