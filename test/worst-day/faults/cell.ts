import type { RunningSandbox } from '../../../sandbox/start';
import type { User } from '../../../sandbox/world/entities';
import { messageOf } from '../../../shared/identity/looked';
import { roleName } from '../../../shared/ram-policy/role-rights';
import { textOf } from '../../world-text';
import { AccountClock } from './account-clock';
import { type Attempt, listen, type Trouble } from './calls';
import type { Drive } from './drives';
import type * as Instance from './instance';

/** A user, or a role, as a responder could have changed it. */
export interface UserState {
  readonly policies: readonly string[];
  readonly groups: readonly string[];
  readonly keys: Readonly<Record<string, string>>;
  readonly console: string;
}

/** What one invocation came to. */
export interface Played {
  readonly attempts: readonly Attempt[];
  /** What was waited for before further tries. */
  readonly pauses: readonly number[];
  /** By the account's clock, the late answers and the waits in it. */
  readonly tookMs: number;
  readonly timeLimitMs: number;
  /** The powers that it asked for, in every spelling. */
  readonly powers: ReadonlySet<string>;
  /** Undefined where the invocation came to a good end. */
  readonly failure: string | undefined;
  readonly answer: unknown;
  readonly users: Readonly<Record<string, UserState>>;
  /** Everything else that a responder could have changed. */
  readonly rest: string;
  /** Each with its title and text, of either channel; what differs from account to account is levelled. */
  readonly mails: readonly string[];
  readonly chats: readonly string[];
  /** The tool's own objects, by name, levelled likewise. */
  readonly objects: ReadonlyMap<string, string>;
}

/** As s.yaml gives them. */
const TIME_LIMIT_MS = { respond: 120_000, investigate: 600_000, hygiene: 600_000 } as const;

/**
 * Plays one invocation in an account of its own, with `trouble` in the way of its calls. `fresh`: by an instance of its
 * own, which asks for what another one knows already.
 */
export async function play(
  drive: Drive,
  trouble?: Trouble,
  fresh = trouble !== undefined && ONCE_AN_INSTANCE.has(trouble.call),
): Promise<Played> {
  if (!fresh) return playIn(await import('./instance'), drive, trouble);
  let played: Played | undefined;
  // What is loaded on the way belongs to the instance: it is played inside.
  await jest.isolateModulesAsync(async () => {
    played = await playIn(await import('./instance'), drive, trouble);
  });
  return played as Played;
}

/** What an instance asks once in its life is only asked by a new one. */
const ONCE_AN_INSTANCE = new Set(['oss GetBucketVersioning']);

async function playIn(instance: typeof Instance, drive: Drive, trouble?: Trouble): Promise<Played> {
  const sandbox = await drive.account().start({ env: { ...drive.env } });
  // Functions that are invoked are taken and dropped: the invocation in hand is what is tried.
  await sandbox.fc.stop();
  let clock: AccountClock | undefined;
  try {
    const event = Buffer.from(JSON.stringify(await drive.before(sandbox, instance)));
    const before = { mails: sandbox.inbox.mail.length, chats: sandbox.inbox.dingtalk.length };
    clock = new AccountClock(sandbox);
    const timeLimitMs = TIME_LIMIT_MS[drive.role];
    const usual = await instance.aRun(sandbox, drive.env, drive.role, clock, undefined, timeLimitMs / 1000);
    const run = drive.but?.(usual, sandbox) ?? usual;
    const asked = sandbox.kernel.authorisations.all().length;
    const attempts = listen(sandbox, clock, trouble);
    const beganMs = clock.elapsedMs();
    let failure: string | undefined;
    let answer: unknown;
    try {
      answer = await instance[drive.role](event, run);
    } catch (error) {
      failure = messageOf(error);
    }
    const level = leveller(sandbox);
    return {
      attempts,
      pauses: clock.pauses,
      tookMs: clock.elapsedMs() - beganMs,
      timeLimitMs,
      powers: new Set(
        sandbox.kernel.authorisations
          .all()
          .slice(asked)
          .flatMap(({ caller, actions }) => (caller.roleName === roleName(drive.role) ? actions : [])),
      ),
      failure,
      answer,
      users: usersOf(sandbox, level),
      rest: level(restOf(sandbox, drive)),
      mails: sandbox.inbox.mail.slice(before.mails).map(({ subject, text }) => level(`${subject}\n${text}`)),
      chats: sandbox.inbox.dingtalk.slice(before.chats).map(({ title, text }) => level(`${title}\n${text}`)),
      objects: objectsOf(sandbox, level),
    };
  } finally {
    clock?.end();
    await sandbox.stop();
  }
}

/** A credential report is the account's own record, made anew by whoever asks. */
function restOf({ world }: RunningSandbox, { leaked }: Drive): string {
  const { policies, settings, notices } = world;
  const roles = [...world.roles.values()].filter(({ name }) => !leaked.includes(name));
  return textOf([policies, roles, { ...settings, credentialReport: undefined }, notices]);
}

function usersOf({ world }: RunningSandbox, level: (text: string) => string): Record<string, UserState> {
  const policiesOf = (of: Pick<User, 'attached'>): string[] =>
    of.attached.current.map(({ policy }) => policy.name).sort();
  const users = [...world.users.values()].map((user): [string, UserState] => [
    user.name,
    {
      policies: policiesOf(user),
      groups: user.groups.current.map(({ group }) => group.name).sort(),
      keys: Object.fromEntries(user.keys.map((key, at) => [String(at), key.status])),
      console: level(textOf(user.login ?? null)),
    },
  ]);
  const roles = [...world.roles.values()].map((role): [string, UserState] => [
    role.name,
    { policies: policiesOf(role), groups: [], keys: {}, console: '' },
  ]);
  return Object.fromEntries([...users, ...roles]);
}

function objectsOf(sandbox: RunningSandbox, level: (text: string) => string): Map<string, string> {
  const bucket = sandbox.oss.buckets.get('ak-tourniquet-evidence');
  return new Map(
    [...(bucket?.objects.entries() ?? [])].map(([key, { body }]) => [
      level(key.replace(/^ak-tourniquet\//, '')),
      level(body.toString()),
    ]),
  );
}

/** Takes out of a text what differs from one account and one moment to the next. */
function leveller(sandbox: RunningSandbox): (text: string) => string {
  const names = [...sandbox.keys].map(([name, { key }]) => [key.accessKeyId, `<key ${name}>`] as const);
  return (text) =>
    names
      .reduce((levelled, [id, name]) => levelled.replaceAll(id, name), text)
      .replace(/"password": "\w+"/g, '"password": "<password>"')
      // An answer that was lost is found done by the next try.
      .replace(/\((already|added)\)/g, '(attached)')
      .replace(/LTAI(…\w{4}|\w{12,})/g, '<key>')
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)?/g, '<time>')
      .replace(/\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
      .replace(/\d+(\.\d+)? (s|ms|min|h)\b/g, '<span>')
      .replace(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/gi, '<id>')
      .replace(/"bytes": \d+/g, '"bytes": <n>')
      .replace(/[0-9a-f]{16,}/g, '<hex>')
      .replace(/\d{6,}/g, '<n>');
}
