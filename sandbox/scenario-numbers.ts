import type { Habit, ListedEvent, Scenario, ScenarioLeak, ScenarioUser, WrittenScenario } from './scenario-document';

/** The scenario with everything that has a `count` written out: `app`, 50 times, is `app-01` to `app-50`. */
export function writtenOut({ users, events, leaks, ...rest }: WrittenScenario): Scenario {
  return {
    ...rest,
    ...(users ? { users: users.flatMap((user) => each(user, userNumbered)) } : {}),
    ...(events ? { events: events.flatMap((event) => each(event, eventNumbered)) } : {}),
    ...(leaks ? { leaks: leaks.flatMap((leak) => each(leak, leakNumbered)) } : {}),
  };
}

/** Gives a name its number, from 1. */
type Numbering = (name: string) => string;

function each<T extends object>(
  { count, ...one }: T & { readonly count?: number },
  numbered: (one: T, name: Numbering, n: number) => T,
): T[] {
  const plain = one as unknown as T;
  if (count === undefined) return [plain];
  const digits = String(count).length;
  return Array.from({ length: count }, (_, i) =>
    numbered(plain, (name) => `${name}-${String(i + 1).padStart(digits, '0')}`, i + 1),
  );
}

function userNumbered(user: ScenarioUser, name: Numbering): ScenarioUser {
  return {
    ...user,
    name: name(user.name),
    ...(user.displayName === undefined ? {} : { displayName: name(user.displayName) }),
    ...(user.keys ? { keys: user.keys.map((key) => ({ ...key, name: name(key.name) })) } : {}),
  };
}

/** Keys of one kind have the same habit at other moments. */
function eventNumbered(event: ListedEvent | Habit, name: Numbering, n: number): ListedEvent | Habit {
  const key = name(event.key);
  return 'calls' in event ? { ...event, key, seed: (event.seed ?? 1) * 1000 + n } : { ...event, key };
}

function leakNumbered(leak: ScenarioLeak, name: Numbering): ScenarioLeak {
  return { ...leak, key: name(leak.key) };
}
