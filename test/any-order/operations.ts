import fc from 'fast-check';
import type { Fault } from '../../sandbox/kernel/types';

/** Keys that a signal may name, or a person. */
export type KeyName = 'ci-bot' | 'second' | 'excluded';

/**
 * The process dies at its n-th call of any kind, or at the first of one kind (`ram AttachPolicyToUser`). `done`: the call
 * was made, and its answer never came.
 */
export interface Kill {
  readonly at: number | string;
  readonly done: boolean;
}

export type RotationStep = 'start' | 'start-file' | 'discard' | 'narrow' | 'verify' | 'finish' | 'delete' | 'undo';

/** What a sequence is made of. Plain data, so that a failure can be shrunk and printed. */
export type Op =
  /** The leak stands in Security Center's list: the timer's poll finds it. */
  | { readonly kind: 'listed'; readonly key: KeyName; readonly tokenValid: 0 | 1 | 2 }
  | { readonly kind: 'event'; readonly key: KeyName; readonly by: 'bus' | 'refusal' | 'manual'; readonly id: number }
  | { readonly kind: 'again' }
  | { readonly kind: 'at-once' }
  | { readonly kind: 'timer'; readonly kill: Kill | undefined }
  | { readonly kind: 'dies'; readonly key: KeyName; readonly id: number; readonly kill: Kill }
  /** Asynchronous invocations that the platform has taken: run now, or lost. */
  | { readonly kind: 'invoked'; readonly lost: boolean; readonly kill: Kill | undefined }
  | {
      readonly kind: 'person';
      readonly key: KeyName;
      readonly command: 'respond' | 'approve' | 'investigate';
      readonly kill: Kill | undefined;
    }
  | {
      readonly kind: 'release';
      readonly key: KeyName;
      readonly falseAlarm: boolean;
      readonly reactivate: boolean;
      readonly ownKeys: boolean;
      readonly kill: Kill | undefined;
    }
  | { readonly kind: 'rotate'; readonly step: RotationStep; readonly kill: Kill | undefined }
  | { readonly kind: 'thief'; readonly does: 'looks' | 'makes-user' | 'makes-role' | 'gives-bystander-key' }
  | {
      readonly kind: 'by-hand';
      readonly does:
        | 'deletes-key'
        | 'switches-on'
        | 'renames'
        | 'detaches'
        | 'edits-policy'
        | 'mends-policy'
        | 'sets-network';
    }
  | {
      readonly kind: 'trouble';
      readonly at: readonly [string, string | undefined];
      readonly fault: Fault;
      readonly times: number;
    }
  /** Time passes, and trouble with it. */
  | { readonly kind: 'later'; readonly minutes: number };

export interface Settings {
  readonly containment: 'quarantine' | 'fence' | 'freeze' | 'disable';
  readonly escalate: 'ask' | 'auto';
  readonly maxPerHour: 1 | 20;
  /** Whether the business uses the leaked key. */
  readonly isUsed: boolean;
}

const kill: fc.Arbitrary<Kill> = fc.record({ at: fc.integer({ min: 1, max: 60 }), done: fc.boolean() });
const perhaps = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: kill });
const key = fc.oneof(
  { weight: 9, arbitrary: fc.constant<KeyName>('ci-bot') },
  { weight: 2, arbitrary: fc.constant<KeyName>('second') },
  { weight: 1, arbitrary: fc.constant<KeyName>('excluded') },
);
const id = fc.integer({ min: 1, max: 3 });
const of = <K extends Op['kind']>(kind: K) => ({ kind: fc.constant(kind) });

const TROUBLE: readonly (readonly [string, string | undefined])[] = [
  ['oss', undefined],
  ['ram', 'AttachPolicyToUser'],
  ['ram', 'UpdateAccessKey'],
  ['ram', 'DetachPolicyFromUser'],
  ['ram', 'ListAccessKeys'],
  ['ram', 'GetPolicy'],
  ['ims', 'SetAccessKeyPolicy'],
  ['fc', undefined],
  ['smtp', undefined],
  ['dingtalk', undefined],
];

const listed: fc.Arbitrary<Op> = fc.record({ ...of('listed'), key, tokenValid: fc.constantFrom(1, 1, 1, 1, 0, 2) });
const event: fc.Arbitrary<Op> = fc.record({ ...of('event'), key, by: fc.constantFrom('bus', 'refusal', 'manual'), id });

const thiefs: fc.Arbitrary<Op> = fc.record({
  ...of('thief'),
  does: fc.constantFrom('looks', 'makes-user', 'makes-role', 'gives-bystander-key'),
});

const operations: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Op> }[] = [
  { weight: 3, arbitrary: listed },
  { weight: 3, arbitrary: event },
  { weight: 1, arbitrary: fc.record(of('again')) },
  { weight: 1, arbitrary: fc.record(of('at-once')) },
  { weight: 5, arbitrary: fc.record({ ...of('timer'), kill: perhaps }) },
  { weight: 3, arbitrary: fc.record({ ...of('dies'), key, id, kill }) },
  { weight: 3, arbitrary: fc.record({ ...of('invoked'), lost: fc.boolean(), kill: perhaps }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...of('person'),
      key,
      command: fc.constantFrom('respond', 'approve', 'investigate'),
      kill: perhaps,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...of('release'),
      key,
      falseAlarm: fc.boolean(),
      reactivate: fc.boolean(),
      ownKeys: fc.boolean(),
      kill: perhaps,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...of('rotate'),
      step: fc.constantFrom<RotationStep>(
        'start',
        'start-file',
        'discard',
        'narrow',
        'verify',
        'finish',
        'delete',
        'undo',
      ),
      kill: perhaps,
    }),
  },
  { weight: 2, arbitrary: thiefs },
  {
    weight: 2,
    arbitrary: fc.record({
      ...of('by-hand'),
      does: fc.constantFrom(
        'deletes-key',
        'switches-on',
        'renames',
        'detaches',
        'edits-policy',
        'mends-policy',
        'sets-network',
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...of('trouble'),
      at: fc.constantFrom(...TROUBLE),
      fault: fc.constantFrom<Fault>('500', 'deny', 'malformed', 'reset'),
      times: fc.constantFrom(1, 4, 1_000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ ...of('later'), minutes: fc.constantFrom(3, 20, 180, 1_500) }) },
];

/** A leak, and what the thief does before anybody looks. */
export const openings: fc.Arbitrary<readonly Op[]> = fc
  .tuple(listed, fc.array(thiefs, { maxLength: 3 }))
  .map(([leak, does]) => [leak, ...does]);

const TIMER: Op = { kind: 'timer', kill: undefined };

/** An opening, and anything. */
export const ops: fc.Arbitrary<readonly Op[]> = fc
  .tuple(openings, fc.array(fc.oneof(...operations), { minLength: 4, maxLength: 14 }))
  .map(([opening, rest]) => [...opening, TIMER, ...rest]);

export const settings: fc.Arbitrary<Settings> = fc.record({
  containment: fc.constantFrom('quarantine', 'quarantine', 'fence', 'freeze', 'disable'),
  escalate: fc.constantFrom('ask', 'auto'),
  maxPerHour: fc.constantFrom(20, 20, 1),
  isUsed: fc.constantFrom(true, true, false),
});

const PLAIN: ReadonlySet<Op['kind']> = new Set([
  'listed',
  'event',
  'again',
  'at-once',
  'timer',
  'dies',
  'invoked',
  'person',
  'trouble',
  'later',
]);

/** The responder's own work alone: whatever changes the account is to be taken back by releases. */
export const plainOps: fc.Arbitrary<readonly Op[]> = fc
  .array(
    fc.oneof(...operations).filter(({ kind }) => PLAIN.has(kind)),
    { minLength: 2, maxLength: 8 },
  )
  .map((rest) => [TIMER, ...rest]);
