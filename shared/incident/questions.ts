import type { MadeIdentity, MadeWays } from '../containment/made';
import type { Decision } from '../containment/types';
import type { ApprovalEntry, DecisionEntry, Entry } from './entries';
import type { IncidentState } from './state';

/** Rows of the decision table that an investigation asks for, after a leak was decided about. */
const LATER_ROWS = ['success-after-deny', 'persistence-after-leak'] as const;
export type LaterRow = (typeof LATER_ROWS)[number];

export function isLaterRow(row: string): row is LaterRow {
  return (LATER_ROWS as readonly string[]).includes(row);
}

/** What a person is asked, and nobody has answered: an approval or a release of it does, or its own containment. */
export interface Question {
  /** The number of the hold that asked it last: an approval names it. */
  readonly seq: number;
  readonly since: string;
  readonly leakId: string;
  readonly row: Decision['row'];
  readonly reason: string;
  /** What an investigation says the attack made, over all times that it asked. */
  readonly made?: readonly MadeIdentity[];
  readonly ways?: MadeWays;
  /** A release has begun behind it: the end of that answers it. */
  readonly answering?: true;
}

/** A person's word: contain. What it stands for is what was asked when it was given, and nothing that comes later. */
export interface ApprovalState {
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  /** The leak itself, by this approval or one before it: whatever notices of it come later. */
  readonly leak: boolean;
  /** What investigations had asked, by this approval or one before it. */
  readonly findings: readonly Question[];
}

/** What an investigation asks for, and whom that is about. */
export type Asked = Pick<Question, 'leakId' | 'made' | 'ways'>;

/** The questions of leaks are one, whether to contain the key; each finding of an investigation is one of its own. */
const isOfSame = (a: Pick<Question, 'leakId' | 'row'>, b: Pick<Question, 'leakId' | 'row'>): boolean =>
  isLaterRow(a.row) || isLaterRow(b.row) ? a.leakId === b.leakId : true;

/** Whether what is known names everybody whom the other names: a later look may have found more of what the attack made. */
export function namesAll(known: Omit<Asked, 'leakId'>, asked: Omit<Asked, 'leakId'>): boolean {
  const isNamed = ({ type, name, id }: MadeIdentity): boolean =>
    known.made?.some((one) => one.type === type && one.name === name && (id === undefined || one.id === id)) === true;
  return (asked.made ?? []).every(isNamed) && (asked.ways === undefined || known.ways !== undefined);
}

/** The open questions behind a decision. What was contained for another reason answers none that an investigation asked. */
export function withDecided(questions: readonly Question[], entry: Entry & DecisionEntry): readonly Question[] {
  const { decision, signal, mode, made, ways } = entry;
  const { row, verdict, reason } = decision;
  if (verdict === 'hold') {
    const one = { seq: entry.seq, since: entry.at, leakId: signal.leakId, row, reason };
    const before = isLaterRow(row) ? questions.find((known) => isOfSame(known, one)) : undefined;
    const all = [
      ...(before?.made ?? []).filter((known) => !namesAll({ made: made ?? [] }, { made: [known] })),
      ...(made ?? []),
    ];
    const known = ways ?? before?.ways;
    const asked = { ...one, ...(all.length > 0 ? { made: all } : {}), ...(known ? { ways: known } : {}) };
    return [...questions.filter((other) => !isOfSame(other, one)), asked];
  }
  if (verdict !== 'contain' || mode !== 'enforce') return questions;
  const isDone = (one: Question): boolean =>
    isLaterRow(one.row)
      ? one.leakId === signal.leakId && namesAll(entry, one)
      : !isLaterRow(row) || decision.actions.some(({ kind }) => kind === 'attach');
  return questions.filter((one) => !isDone(one));
}

/** What an approval answers: what it names; one of before names nothing, and was given to all that was asked. */
export function answeredBy({ of }: Pick<ApprovalEntry, 'of'>, questions: readonly Question[]): readonly Question[] {
  return of === undefined ? questions : questions.filter(({ seq }) => of.includes(seq));
}

/** Of a key about which nobody is asked, an approval says that its leak is to be contained. */
export function withApproval(
  { approval, questions }: Pick<IncidentState, 'approval' | 'questions'>,
  entry: Entry & ApprovalEntry,
): Pick<IncidentState, 'approval' | 'questions' | 'release'> {
  const answered = answeredBy(entry, questions);
  const findings = answered.filter(({ row }) => isLaterRow(row));
  const isOfLeak = entry.of === undefined ? findings.length === 0 : entry.of.length === 0;
  const { by, reason, at } = entry;
  return {
    approval: {
      ...{ by, reason, at },
      leak: approval?.leak === true || isOfLeak || findings.length < answered.length,
      findings: [...(approval?.findings ?? []), ...findings],
    },
    questions: questions.filter((one) => !answered.includes(one)),
    release: null,
  };
}

/** Whether a person has approved this finding, and all whom it names. Pure. */
export function isApproved(approval: ApprovalState | null, asked: Asked): boolean {
  const of = (approval?.findings ?? []).filter(({ leakId }) => leakId === asked.leakId);
  const ways = of.find((one) => one.ways !== undefined)?.ways;
  return of.length > 0 && namesAll({ made: of.flatMap(({ made }) => made ?? []), ...(ways ? { ways } : {}) }, asked);
}

/** The question that a person hears of first: what the attack made before the leak itself, the longest open before others. Pure. */
export function foremost(questions: readonly Question[]): Question | undefined {
  return questions.find(({ row }) => isLaterRow(row)) ?? questions[0];
}

/** The question under this leak id; of a leak, the one question of leaks. Pure. */
export function questionOf(questions: readonly Question[], leakId: string): Question | undefined {
  return questions.find((one) => one.leakId === leakId) ?? questions.find((one) => isOfLeaks(one, leakId));
}

const isOfLeaks = ({ row }: Question, leakId: string): boolean => !isLaterRow(row) && !isOfFinding(leakId);

/** Whether a leak id is that of a finding: its row, and which containment of the key that was. */
export const isOfFinding = (leakId: string): boolean => isLaterRow(leakId.replace(/:\d+$/, ''));
