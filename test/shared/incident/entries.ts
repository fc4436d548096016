import type { Decision, StepResult, Verification } from '../../../shared/containment/types';
import type { Owner } from '../../../shared/identity/types';
import { parseAccessKeyId, parseAccountId, parseUserName } from '../../../shared/ids';
import type {
  DecisionEntry,
  Entry,
  EntryBody,
  InvestigatedEntry,
  OutcomeEntry,
  ReleaseEntry,
  SignalRecord,
} from '../../../shared/incident/entries';
import type { RotationEntry, RotationIntentEntry, RotationStep } from '../../../shared/incident/rotation-entries';
import type { TamperedEntry } from '../../../shared/incident/tamper-entries';

export const LEAKED = 'LTAI5tTheLeakedKey000001';
export const OTHER = 'LTAI5tSomeOtherKey000001';
export const NEW = 'LTAI5tTheNewKey000000001';
const accountId = parseAccountId('1234567890123456');
export const ID = { accountId, accessKeyId: parseAccessKeyId(LEAKED) };

export const only = <T>(...all: T[]): ReadonlySet<T> => new Set(all);
export const none: ReadonlySet<never> = new Set();

/** The time of the entry with this number, from 1: they come an hour after one another. */
export const at = (seq: number): string => new Date(Date.parse('2026-05-20T00:00:00Z') + seq * 3_600_000).toISOString();

/** A journal of these entries, in this order. */
export const journal = (...bodies: readonly EntryBody[]): Entry[] =>
  bodies.map((body, i) => ({ ...body, schema: 1, seq: i + 1, at: at(i + 1), previous: null, nonce: `${i}` }));

/** When a step went as it went, told by the step and not by its entry. */
export const STEP_AT = '2026-05-19T00:00:00.000Z';
export const went = (step: string, when = STEP_AT): StepResult => ({ step, ok: true, detail: '', at: when });
export const failed = (step: string): StepResult => ({ step, ok: false, detail: 'it was refused', at: STEP_AT });

export const signal = (leakId = 'sas:1', more: Partial<SignalRecord> = {}): SignalRecord => ({
  ...{ leakId, source: 'security-center', foundAt: null, receivedAt: at(0), claimedUser: null, link: null },
  ...{ reason: null, dealt: null, tokenValid: 1, published: {} },
  ...more,
});
export const owner: Owner = {
  type: 'ram-user',
  accountId,
  userName: parseUserName('ci-bot'),
  foundBy: 'signal',
  keys: [],
};
export const quarantine = { kind: 'attach', policy: 'quarantine' } as const;
export const freeze = { kind: 'attach', policy: 'freeze' } as const;
export const fenceIt = { kind: 'fence', accessKeyId: LEAKED } as const;
export const decision = (more: Partial<Decision> = {}): Decision => ({
  ...{ row: 'in-use', verdict: 'contain', reason: 'it is in use', actions: [quarantine], findings: [] },
  ...more,
});

export const decided = (of: Partial<Decision> = {}, more: Partial<DecisionEntry> = {}): DecisionEntry => ({
  ...{ type: 'decision', mode: 'enforce', signal: signal(), owner, decision: decision(of), mayDisable: [] },
  keysBefore: null,
  ...more,
});
export const contain = decided();
export const hold = decided({ row: 'excluded', verdict: 'hold', reason: 'it is excluded', actions: [] });
export const outcome = (steps: readonly StepResult[] = [], more: Partial<OutcomeEntry> = {}): OutcomeEntry => ({
  ...{ type: 'outcome', leakId: 'sas:1', decision: decision(), lastUse: { kind: 'not-asked' }, steps },
  ...{ denyAt: null, verification: null },
  ...more,
});
/** The quarantine is on, from this moment. */
export const denied = (when = STEP_AT): OutcomeEntry => outcome([went('attach-quarantine', when)], { denyAt: when });
export const verification = (state: Verification['state'] = 'deny attached'): Verification => ({
  ...{ state, at: at(0), problems: [], residual: { value: [] } },
});

const BY_ALICE = { by: 'alice', reason: 'it is ours' };
export const approval = { type: 'approval', ...BY_ALICE } as const;
export const releaseIntent = { type: 'release-intent', ...BY_ALICE, leakIds: ['sas:1'] } as const;
export const released = (steps: readonly StepResult[] = [], more: Partial<ReleaseEntry> = {}): ReleaseEntry => ({
  ...{ type: 'release', ...BY_ALICE, leakIds: ['sas:1'], steps, complete: true },
  ...more,
});
export const partly = (...steps: readonly StepResult[]): ReleaseEntry => released(steps, { complete: false });

export const rotationIntent = (step: RotationStep, more: Partial<RotationIntentEntry> = {}): RotationIntentEntry => ({
  ...{ type: 'rotation-intent', step, ...BY_ALICE, run: 'run-1', leaseUntil: at(99), userName: 'ci-bot' },
  keysBefore: [{ id: LEAKED, status: 'Active', createdAt: null }],
  ...more,
});
/** The deny is about to be put back. */
export const denyBackIntent = rotationIntent('undo', { mayAttach: ['quarantine'] });
export const rotated = (step: RotationStep, ...steps: readonly StepResult[]): RotationEntry => ({
  ...{ type: 'rotation', step, by: 'alice', run: 'run-1', steps, ended: true },
});

export const tampered = (
  gone: readonly string[],
  verdict: TamperedEntry['verdict'] = 'put-back',
  more: Partial<TamperedEntry> = {},
): TamperedEntry => ({
  ...{ type: 'tampered', gone, doer: null, verdict, row: 'unknown', reason: 'nobody knows who it was' },
  ...more,
});
export const mended = (gone?: readonly string[], ...steps: readonly StepResult[]): EntryBody => ({
  ...{ type: 'mended', how: 'put-back', steps },
  ...(gone ? { gone } : {}),
});
export const followed = (key: 'Active' | 'Inactive' | 'gone', more: object = {}): EntryBody => ({
  ...{ type: 'followed', key },
  ...more,
});
export const closed = { type: 'closed', reason: 'nothing is left to do' } as const;
export const investigated = (round: number, more: Partial<InvestigatedEntry> = {}): InvestigatedEntry => ({
  ...{ type: 'investigated', round, events: 0, complete: true, dataUpTo: at(0), thiefSeen: 'no' },
  ...{ manifestSha256: '', verification: null },
  ...more,
});
export const failure = { type: 'failure', where: 'audit', code: 'TEST', message: 'it failed' } as const;
