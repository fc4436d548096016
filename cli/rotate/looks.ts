import { homeRegion } from '../../shared/aliyun';
import type { CallPatience } from '../../shared/aliyun/call';
import type { PolicyRef } from '../../shared/aliyun/ram';
import { POLICY_NAMES } from '../../shared/containment/apply';
import { parseAuditEvent } from '../../shared/evidence/event';
import { looked, messageOf } from '../../shared/identity/looked';
import type { KeyState } from '../../shared/identity/types';
import { type AccessKeyId, parseAccessKeyId, parseUserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { attachedBy } from '../../shared/incident/steps-done';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import type { StepFacts } from '../../shared/rotation/after';
import type { EarlierLook, KeyLook } from '../../shared/rotation/look';
import { newKeyUser } from '../../shared/rotation/stage';
import { judge, type RotationVerdict } from '../../shared/rotation/verify';
import { holderOf, type KeyHolder } from './holder';
import type { Room } from './room';
import { asNamedNow, type Rotating } from './whose';

const LOOK_BACK_MS = 89 * 86_400_000;
const ONE_TRY: CallPatience = { timeoutMs: 5_000, retries: 1 };

/**
 * Both keys as they are now, and what their last uses say. A look at a use that fails is its own answer. What a start may
 * have left besides is an undo's alone to look for.
 */
export async function factsOf(room: Room, incident: Incident, userName: string): Promise<StepFacts> {
  const { state, id, entries } = incident;
  const { rotation } = state;
  const now = room.cli.clock.now();
  const since = new Date(Math.max(Date.parse(rotation?.startedAt ?? now.toISOString()), now.getTime() - LOOK_BACK_MS));
  const newUser = rotation ? newKeyUser(rotation) : userName;
  const [holder, newHolder] = [holderOf(room, userName), holderOf(room, newUser)];
  const [oldKeys, newKeys] = await Promise.all([holder.keys(), newUser === userName ? undefined : newHolder.keys()]);
  const ofNew = newUser === userName ? oldKeys : newKeys;
  const newKey = rotation?.newKey ?? undefined;
  const [oldLook, newLook] = await Promise.all([
    lookAt(room, holder, id.accessKeyId, oldKeys, since),
    newKey === undefined ? undefined : lookAt(room, newHolder, newKey, ofNew, since),
  ]);
  return {
    accessKeyId: id.accessKeyId,
    userName,
    rotation,
    oldKeys,
    newKeys: ofNew,
    orphans: [],
    verdict: judge({
      now,
      startedAt: rotation?.startedAt ?? now.toISOString(),
      newKeyMadeAt: ofNew?.find(({ id: one }) => one === newKey)?.createdAt ?? null,
      looks: newKey === undefined ? [] : earlierLooks(entries, newKey),
      oldKey: oldLook,
      newKey: newLook,
    }),
    isDenied: isDenied(incident),
    isBound: isDenied(incident),
    isContained: isDenied(incident) && state.release?.complete !== false,
    wasContained: wasContained(incident),
    isFalseAlarm: state.release?.falseAlarm === true && state.release.complete && state.held === null,
    deny: room.cli.config.containment === 'freeze' ? 'freeze' : 'quarantine',
    now,
  };
}

/** What the last uses say, as a result of its own where a look fails: nobody knows whose the keys are, or how they are. */
export async function verdictOf(room: Room, known: Rotating): Promise<RotationVerdict> {
  const { rotation } = known.incident.state;
  const now = room.cli.clock.now();
  const facts = await looked(
    asNamedNow(room, known).then(({ incident, userName }) => factsOf(room, incident, userName)),
  );
  if ('value' in facts) return facts.value.verdict;
  const newKey = rotation?.newKey ? facts : undefined;
  const startedAt = rotation?.startedAt ?? now.toISOString();
  return judge({ now, startedAt, newKeyMadeAt: null, looks: [], oldKey: facts, newKey });
}

/** The incident is contained, or an undo of ours put the deny back that a release had taken off. */
export function isDenied({ state, entries }: Incident): boolean {
  const released = entries.findLastIndex(({ type }) => type === 'release');
  const since = entries.slice(released + 1);
  return state.isContaining || since.some((entry) => entry.type === 'rotation' && attachedBy(entry.steps).length > 0);
}

/** What is asked of a person later, or answered, clears the release: that the key was contained before stays true. */
function wasContained({ state, entries }: Incident): boolean {
  return state.isContaining || state.containmentsOver > 0 || entries.some(({ type }) => type === 'approval');
}

/** Whether a deny of ours binds the user, by a live look: a release that died, or somebody else, may have taken it off. */
export async function isBound({ cli }: Room, userName: string): Promise<boolean> {
  const { ram } = cli.run.cloud;
  const name = parseUserName(userName);
  const [policies, groups] = await Promise.all([ram.listPoliciesForUser(name), ram.listGroupsForUser(name)]);
  const isOurs = ({ name: policy, type }: PolicyRef): boolean =>
    type === 'Custom' && Object.values(POLICY_NAMES).includes(policy);
  return policies.some(isOurs) || groups.includes(QUARANTINE_GROUP);
}

/** What was seen of both since the new key was made: of the one before it nothing counts. */
function earlierLooks(entries: Incident['entries'], newKey: string): EarlierLook[] {
  const made = entries.findLastIndex(
    (entry) => entry.type === 'rotation' && entry.steps.some(({ step, ok }) => ok && step === `create-key:${newKey}`),
  );
  return entries.slice(made + 1).flatMap((entry) => (entry.type === 'rotation-verified' ? [entry] : []));
}

async function lookAt(
  room: Room,
  holder: KeyHolder,
  key: string,
  keys: readonly KeyState[] | undefined,
  since: Date,
): Promise<KeyLook> {
  const { cli } = room;
  const status = keys?.find(({ id }) => id === key)?.status;
  if (status === undefined) return { status, usedAt: null };
  try {
    const accessKeyId = parseAccessKeyId(key);
    // The latest of the three. The first two must answer: what one of them missed the other may have seen. Events show
    // after some ten minutes, where last uses take hours, but not those of data: they only ever add.
    const [byRam, byTrail, byEvents] = await Promise.all([
      holder.lastUsed(accessKeyId),
      cli.run.cloud.actionTrail().getAccessKeyLastUsedInfo(accessKeyId),
      looked(latestEvents(room, accessKeyId, since)),
    ]);
    const events = 'value' in byEvents ? byEvents.value : [];
    const times = [byRam, byTrail?.usedAt, ...events].flatMap((date) => date?.toISOString() ?? []).sort();
    // Uses are told in whole seconds.
    const first = times.find((at) => Date.parse(at) >= since.getTime() - since.getMilliseconds());
    return {
      status,
      usedAt: times.at(-1) ?? null,
      ...(first === undefined ? {} : { firstAt: first }),
      ...('couldNotCheck' in byEvents
        ? { note: `the latest events could not be read: ${byEvents.couldNotCheck}` }
        : {}),
    };
  } catch (error) {
    return { couldNotCheck: `last use of ${key}: ${messageOf(error)}` };
  }
}

/** When the key's latest events were, in the regions that are named and in the one that keeps the global events. */
async function latestEvents({ cli }: Room, accessKeyId: AccessKeyId, since: Date): Promise<Date[]> {
  const { config, run, clock } = cli;
  const regions = new Set([homeRegion(config.site), config.region, ...config.regions]);
  const to = clock.now();
  if (to.getTime() - since.getTime() < 1_000) return [];
  const attributes = [{ key: 'EventAccessKeyId', value: accessKeyId }];
  const pages = await Promise.all(
    [...regions].map((region) => run.cloud.actionTrail(region).lookupEvents({ attributes, from: since, to }, ONE_TRY)),
  );
  const times = pages.flatMap(({ events }) => events.map((event) => new Date(parseAuditEvent(event).at)));
  return times.filter((at) => !Number.isNaN(at.getTime()));
}
