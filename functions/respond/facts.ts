import type { DenyPolicy } from '../../shared/containment/apply';
import { knownMade } from '../../shared/containment/frozen';
import { isAdministrator } from '../../shared/containment/verify';
import { looked } from '../../shared/identity/looked';
import type { BeforeState, LastUse, Looked } from '../../shared/identity/types';
import { uncheckedKey, unnamedKeys } from '../../shared/ids';
import { confirmedBehind, containedFor, isConfirmedSinceAsked } from '../../shared/incident/confirmed';
import type { DecisionEntry } from '../../shared/incident/entries';
import { epochOf } from '../../shared/incident/epoch';
import { isBeforeState } from '../../shared/incident/forms';
import { damageOf, type Incident } from '../../shared/incident/journal';
import { wronglyDenied } from '../../shared/incident/misplaced';
import { isLaterRow, type Question } from '../../shared/incident/questions';
import { containmentOf, type IncidentState } from '../../shared/incident/state';
import { habitsEnd, suspicionBegan } from '../../shared/incident/suspicion';
import type { AlertFacts, IncidentFacts, Later } from '../../shared/notify/facts';
import type { Run } from '../platform';
import { alsoHeld } from './also-held';
import { useFacts } from './use-facts';

/** What the looks after the deny have shown, beside the journal. */
export interface Looks {
  readonly administrator: Looked<boolean>;
  readonly before: BeforeState | undefined;
  readonly caveats: readonly string[];
}

const LATER: Later = { later: true };

/**
 * The step under which an alert is claimed: one alert for a containment, however many notices of it come; one for each
 * leak in all other cases. What Security Center confirms behind a notice that anybody can have sent is told once more. A
 * release, and a closing, begins a new count, so that a containment after it is told again.
 */
export function alertStep(
  { id, state, entries }: Pick<Incident, 'id' | 'state' | 'entries'>,
  entry: DecisionEntry,
): string {
  const { decision, signal } = entry;
  const epoch = epochOf(state);
  const confirmed = confirmedBehind(containedFor(entries)) === undefined ? '' : ':confirmed';
  const contained =
    decision.verdict === 'contain' || (decision.row === 'already-inactive' && state.mayHaveDisabled.size > 0);
  // What an investigation found is told on its own; asked about first, and done once somebody approved, it is told twice.
  // That one whom it names bears another name by now is news, once for each.
  const renamed = new Set(knownMade(entries).flatMap(({ id, nameNow }) => (nameNow === undefined ? [] : id))).size;
  if (isLaterRow(decision.row)) {
    // Asked once more, it is about more than it was.
    const asked = entries.filter(
      (e) => e.type === 'decision' && isAsked(e) && e.signal.leakId === signal.leakId,
    ).length;
    const more = isAsked(entry) && asked > 1 ? `:asked-${asked}` : '';
    return `${decision.row}:${decision.verdict}:${signal.leakId}${more}${renamed > 0 ? `:${renamed}` : ''}`;
  }
  if (decision.verdict === 'contain' && entry.mode === 'observe') return `observed:${epoch}${confirmed}`;
  if (!contained) return `${decision.row}:${signal.leakId}${isConfirmedSinceAsked(entries, entry) ? ':confirmed' : ''}`;
  // A first try that attached nothing was told as such; the one that succeeds is news.
  // That a key is switched off as well is news for whoever runs an application with it.
  if (state.disabledKeys.has(id.accessKeyId) || decision.row === 'already-inactive')
    return `disabled:${epoch}${confirmed}`;
  if (state.denyAt === null) return `not-contained:${epoch}`;
  // Who carries a deny for another's key must hear of it, whatever was told before.
  const wrongly = wronglyDenied(entries).length;
  return `contained:${epoch}${confirmed}${wrongly > 0 ? `:${wrongly}` : ''}`;
}

const isAsked = ({ decision }: Pick<DecisionEntry, 'decision'>): boolean => decision.verdict === 'hold';

/** The first alert's facts, from the journal and the looks. */
export async function incidentAlert(
  run: Run,
  incident: Incident,
  entry: DecisionEntry,
  looks: Looks,
): Promise<AlertFacts> {
  return {
    kind: 'incident',
    at: run.clock.now().toISOString(),
    incident: await incidentFacts(run, incident, entry, looks),
  };
}

export async function incidentFacts(
  run: Run,
  incident: Incident,
  entry: DecisionEntry,
  looks: Looks,
): Promise<IncidentFacts> {
  const { state, id } = incident;
  const { signal } = entry;
  const decision = entry.decision.verdict === 'contain' && state.decision !== null ? state.decision : entry.decision;
  const attached = holding(state);
  // A person's decision holds until another one: what was contained before it is contained no more.
  const released = state.release !== null && state.attached.size === 0 && state.disabledKeys.size === 0;
  // What an investigation found, or a person is asked about, is news of its own.
  const isOfLeak = entry.decision.verdict === 'contain' && !isLaterRow(entry.decision.row);
  const behind = isOfLeak ? confirmedBehind(containedFor(incident.entries))?.first.source : undefined;
  const confirmed = isConfirmedSinceAsked(incident.entries, entry) ? signal.source : behind;
  const suspected = suspicionBegan(incident, habitsEnd) ?? run.receivedAt;
  // Of all that the cap holds one message asks.
  const waiting = decision.row === 'over-cap' ? await alsoHeld(run, id.accessKeyId) : undefined;
  const use = entry.owner
    ? await useFacts(run, id.accessKeyId, suspected, released ? undefined : (attached ?? plannedDeny(decision)))
    : {};
  return {
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accountId: id.accountId,
    accessKeyId: id.accessKeyId,
    mode: entry.mode,
    row: decision.row,
    verdict: released && decision.verdict === 'contain' ? 'none' : decision.verdict,
    reason: decision.reason,
    plan: entry.mode === 'observe' ? decision.actions.map(planned) : [],
    findings: decision.findings,
    window: {
      ...(signal.published.at ? { publishedAt: signal.published.at } : {}),
      ...(signal.foundAt ? { foundAt: signal.foundAt } : {}),
      signalAt: signal.receivedAt,
      ...(state.denyAt && !isPower(state) ? { denyAt: state.denyAt } : {}),
    },
    thief: thiefFact(incident, decision),
    owner: ownerFacts(entry, id.accessKeyId, looks),
    ...keyDeletedFact(entry, id.accessKeyId),
    ...(attached ? { attached } : {}),
    keyDisabled: state.disabledKeys.has(id.accessKeyId),
    ...lastUseFact(state.lastUse),
    ...use,
    // Of a key that is none of ours, and of one that was dealt with before, nobody looks for more.
    ...(wantsEvidence(entry) ? { liveSessions: LATER, billable: LATER } : {}),
    published: {
      ...(signal.link ? { url: signal.link } : {}),
      ...(signal.published.repository ? { repository: signal.published.repository } : {}),
      ...(signal.published.file ? { file: signal.published.file } : {}),
    },
    source: signal.source,
    ...(confirmed ? { confirmedBehind: confirmed } : {}),
    steps: state.steps,
    ...(state.verification ? { verification: state.verification } : {}),
    heldUntilDecision: decision.verdict === 'hold',
    ...(state.release
      ? { releasedBefore: { by: state.release.by, at: state.release.at, reason: state.release.reason } }
      : {}),
    ...(waiting && 'value' in waiting && waiting.value.length > 0 ? { alsoWaiting: waiting.value } : {}),
    caveats: [
      ...looks.caveats,
      ...uncheckedKeys(entry),
      ...(waiting && 'couldNotCheck' in waiting
        ? [`which other keys wait for a decision could not be checked: ${waiting.couldNotCheck}`]
        : []),
    ],
    reportAt: { bucket: run.config.evidence.bucket, key: run.paths.reportHtml(id) },
  };
}

/** What was attached as a deny gives power, as the last look back has shown. */
const isPower = ({ verification }: Pick<IncidentState, 'verification'>): boolean =>
  verification?.givesPower !== undefined;

/** The deny that holds, if it is one. Pure. */
function holding({ attached, verification }: Pick<IncidentState, 'attached' | 'verification'>): DenyPolicy | undefined {
  if (isPower({ verification })) return undefined;
  return (['freeze', 'quarantine'] as const).find((policy) => attached.has(policy));
}

/** ActionTrail shows a call about ten minutes late: only what a look has seen says anything about the last minutes. */
function thiefFact({ entries }: Incident, { row }: DecisionEntry['decision']): IncidentFacts['thief'] {
  if (row !== 'persistence-after-leak') return { seen: 'not visible yet' };
  const look = entries.findLast((entry) => entry.type === 'investigated');
  return { seen: 'yes', ...(look ? { dataUpTo: look.dataUpTo } : {}) };
}

/** As the decision's own look at the key's user showed it. */
function keyDeletedFact(
  { decision, owner, formerUser }: DecisionEntry,
  accessKeyId: string,
): Pick<IncidentFacts, 'keyDeleted'> {
  if (owner?.type === 'ram-user')
    return owner.keys.some(({ id }) => id === accessKeyId) ? {} : { keyDeleted: { user: 'there' } };
  if (owner !== null || (decision.row !== 'deleted' && !isLaterRow(decision.row))) return {};
  return { keyDeleted: { user: formerUser ?? 'unchecked' } };
}

/** Keys of the same user that nothing was asked about: whether one of them is contained as well is not known. Sentences. */
function uncheckedKeys({ owner }: DecisionEntry): string[] {
  if (owner?.type !== 'ram-user') return [];
  return unnamedKeys(owner.keys).map((key) => uncheckedKey(owner.userName, key));
}

/** The last use as an alert tells it: nothing where nobody had to look. */
export function lastUseFact(lastUse: LastUse): Pick<IncidentFacts, 'lastUse'> {
  if (lastUse.kind === 'not-asked') return {};
  return { lastUse: lastUse.kind === 'known' ? { value: lastUse.at } : { couldNotCheck: lastUse.why } };
}

/** In observe mode and while held: what would be attached. */
function plannedDeny({ actions }: DecisionEntry['decision']): DenyPolicy | undefined {
  return actions.find((action) => action.kind === 'attach')?.policy;
}

function ownerFacts(entry: DecisionEntry, accessKeyId: string, looks: Looks): IncidentFacts['owner'] {
  const { owner, signal } = entry;
  if (owner === null) return { type: 'unknown', ...(signal.claimedUser ? { claimed: signal.claimedUser } : {}) };
  if (owner.type === 'root') return { type: 'root' };
  return {
    type: 'ram-user',
    userName: owner.userName,
    administrator: looks.administrator,
    otherKeys: owner.keys.filter(({ id }) => id !== accessKeyId).map(({ id, status }) => ({ id, status })),
    console: consoleOf(looks.before),
  };
}

function consoleOf(before: Looks['before']): Looked<boolean> {
  if (before === undefined) return { couldNotCheck: 'the login profile was not read' };
  const { loginProfile } = before;
  return 'value' in loginProfile ? { value: loginProfile.value !== false } : loginProfile;
}

function planned(action: DecisionEntry['decision']['actions'][number]): string {
  return action.kind === 'attach' ? `attach-${action.policy}` : `${action.kind}:${action.accessKeyId}`;
}

/** Evidence is collected whatever was decided about a key that is or was ours. */
export function wantsEvidence({ decision }: Pick<DecisionEntry, 'decision'>): boolean {
  return decision.row !== 'not-ours' && decision.row !== 'released-same-leak';
}

/** What an alert besides the first needs to know of the user: looked at live, and as he was before. */
async function looksAgain(run: Run, incident: Incident, { owner }: DecisionEntry): Promise<Looks> {
  const caveats = damageOf(incident);
  if (owner?.type !== 'ram-user') return { administrator: { value: false }, before: undefined, caveats };
  const key = run.paths.before(incident.id, containmentOf(incident.state));
  const [administrator, before] = await Promise.all([
    looked(isAdministrator(run.cloud, owner.userName)),
    looked(
      run.cloud.evidence.get(key).then(({ body }) => run.seal.open<BeforeState>(key, body.toString(), isBeforeState)),
    ),
  ]);
  return { administrator, before: 'value' in before ? before.value : undefined, caveats };
}

type Placed = DecisionEntry & Incident['entries'][number];

/** The hold that asks this question; of none, the last one: what was approved behind it has come to nothing. Pure. */
export function holdOf({ entries }: Pick<Incident, 'entries'>, question: Question | undefined): Placed | undefined {
  return entries.findLast(
    (e): e is Placed =>
      e.type === 'decision' && e.decision.verdict === 'hold' && (question === undefined || e.seq === question.seq),
  );
}

/** The reminder of a hold, or of an approval that came to nothing; undefined when the journal no longer knows why it was held. */
export async function heldAlert(
  run: Run,
  incident: Incident,
  hours: number,
  question: Question | undefined,
): Promise<AlertFacts | undefined> {
  const entry = holdOf(incident, question);
  if (entry === undefined) return undefined;
  const looks = await looksAgain(run, incident, entry);
  return {
    kind: 'reminder',
    at: run.clock.now().toISOString(),
    incident: await incidentFacts(run, incident, entry, looks),
    hours,
    ...(question === undefined ? { approved: true as const } : {}),
  };
}
