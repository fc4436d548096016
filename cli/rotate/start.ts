import { looked, messageOf } from '../../shared/identity/looked';
import { parseAccessKeyId, parseUserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { SecretPlace } from '../../shared/incident/rotation-entries';
import type { RotationState } from '../../shared/incident/rotation-state';
import { newKeyUser, stageOf } from '../../shared/rotation/stage';
import { type LastUseWords, MOST_KEYS, planStart, type StartFacts } from '../../shared/rotation/start';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import type { CliRun } from '../run';
import { holderOf, type KeyHolder } from './holder';
import { type MakePlan, makeKey } from './make-key';
import { commentFor, type Proposal, proposalOf } from './new-user';
import { showSteps, tell } from './output';
import { type Format, inWords, keysAt, placeOf } from './place';
import { claimed, openRoom, type Planned, type Room, type RotateOptions, record } from './room';
import { uninterrupted } from './uninterrupted';

export interface StartOptions extends RotateOptions {
  readonly place: SecretPlace | undefined;
  readonly format: Format;
  readonly newUser?: string;
  readonly discard?: string;
}

type Plan = MakePlan | { readonly found: string };

/**
 * Makes the second key and puts its secret where it was asked to. The intent stands in the journal before anything is
 * made. Repeated, it goes on where it stopped: a secret that had arrived is found, one that is lost is said to be.
 */
export async function startCommand(
  cli: CliRun,
  key: string,
  options: StartOptions,
  room: Room = openRoom(cli, key),
): Promise<ExitCode> {
  // What is no key's id goes into no sentence.
  if (options.discard !== undefined) parseAccessKeyId(options.discard);
  const step = await claimed<Plan>(room, 'start', options, (incident, userName) =>
    planned(room, incident, userName, options),
  );
  if ('end' in step) return tell(room, 'start', options, { code: step.end, say: step.say });
  const { plan, mayAct } = step;
  const steps = await uninterrupted(() =>
    'found' in plan ? recordFound(room, options, plan.found) : makeKey(room, options, plan, mayAct),
  );
  showSteps(steps);
  return tell(room, 'start', options, { code: steps.every(({ ok }) => ok) ? EXIT.done : EXIT.failed, steps });
}

async function planned(
  room: Room,
  { state, id }: Incident,
  userName: string,
  options: StartOptions,
): Promise<Planned<Plan>> {
  const { rotation } = state;
  const isOn = stageOf(rotation) !== 'none' ? rotation : null;
  const targetName = options.newUser ?? (isOn ? newKeyUser(isOn) : userName);
  const target = holderOf(room, targetName);
  const [oldKeys, targetKeys] = await Promise.all([holderOf(room, userName).keys(), target.keys()]);
  const facts: StartFacts = {
    accessKeyId: id.accessKeyId,
    userName,
    rotation,
    oldKeys,
    target: { userName: targetName, keys: targetKeys, isOurs: await isOurs(room, targetName, userName) },
    foundAtPlace: await foundAtPlace(room, rotation, targetKeys ?? []),
    lastUse: (targetKeys ?? []).length >= MOST_KEYS ? await lastUses(target, targetKeys ?? []) : new Map(),
  };
  const plan = planStart(facts, { discard: options.discard, newUser: options.newUser });
  if (plan.kind === 'refused') throw new CommandEnded(EXIT.person, plan.why);
  if (plan.kind === 'stands') return { end: EXIT.done, say: plan.why };
  const keysBefore = rotation?.keysBefore ?? [];
  if (plan.kind === 'found') {
    const place = rotation?.place ?? undefined;
    return {
      lines: [`write into the journal that ${place ? inWords(place) : 'its place'} holds the new key ${plan.newKey}`],
      intent: { userName, keysBefore, ...(place ? { place } : {}), ...newUserOf(rotation) },
      plan: { found: plan.newKey },
    };
  }
  if (options.place === undefined)
    throw new CommandEnded(
      EXIT.usage,
      'Say where the new secret goes: --to-kms <secret>, --to-file <path> or --to-stdout.',
    );
  const place = await placeOf(options.place, options.format, room.cloud);
  const isOther = targetName !== userName;
  const proposal = isOther ? await proposalOf(room, state) : undefined;
  const binds = state.isContaining
    ? [
        `leave the deny on ${userName}: until the old key is deleted it binds his new key as well (--new-user moves the workload to a user of its own)`,
      ]
    : [];
  return {
    lines: [
      ...(plan.discard ? [`delete the key ${plan.discard} of ${targetName}, to the recycle bin`] : []),
      ...(proposal ? proposalLines(proposal, targetName, plan.makeUser) : []),
      `make a new AccessKey for ${targetName}; ${id.accessKeyId} stays as it is`,
      ...place.lines,
      ...(isOther ? [`leave ${userName} and the deny on him as they are`] : binds),
    ],
    intent: {
      userName,
      keysBefore: (targetKeys ?? []).filter((one) => one.id !== plan.discard),
      place: place.record,
      ...(proposal ? { newUser: { userName: targetName, policies: proposal.policies.map(({ name }) => name) } } : {}),
    },
    plan: { target, discard: plan.discard, makeUser: plan.makeUser, proposal, place },
  };
}

const newUserOf = (rotation: RotationState | null) =>
  rotation?.newUser ? { newUser: { userName: rotation.newUser, policies: rotation.policies } } : {};

async function isOurs({ cloud, id }: Room, targetName: string, userName: string): Promise<boolean> {
  if (targetName === userName) return false;
  return (await cloud.ram.commentsOf(parseUserName(targetName))) === commentFor(id.accessKeyId);
}

/** What a start that died may have put at its place. A look that fails ends the command: nothing is made on a guess. */
async function foundAtPlace(
  { cloud }: Room,
  rotation: RotationState | null,
  keys: NonNullable<StartFacts['target']['keys']>,
): Promise<string[]> {
  const stage = stageOf(rotation);
  if (!rotation?.place || (stage !== 'begun' && stage !== 'made')) return [];
  const before = new Set(rotation.keysBefore.map(({ id }) => id));
  const candidates = keys.map(({ id }) => id).filter((id) => id === rotation.newKey || !before.has(id));
  try {
    return await keysAt(rotation.place, candidates, cloud);
  } catch (error) {
    if (error instanceof CommandEnded) throw error;
    throw new CommandEnded(
      EXIT.unchecked,
      `could not check whether ${inWords(rotation.place)} holds the new key, so nothing was made: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function lastUses(
  target: KeyHolder,
  keys: NonNullable<StartFacts['target']['keys']>,
): Promise<ReadonlyMap<string, LastUseWords>> {
  const asked = keys.map(async ({ id }): Promise<[string, LastUseWords]> => {
    const look = await looked(target.lastUsed(parseAccessKeyId(id)));
    return [id, 'couldNotCheck' in look ? look : { at: look.value?.toISOString() ?? null }];
  });
  return new Map(await Promise.all(asked));
}

function proposalLines({ policies, notes, actions }: Proposal, userName: string, makeUser: boolean): string[] {
  return [
    ...(makeUser ? [`make the RAM user ${userName}, without a console login`] : []),
    ...policies.map(({ name, document }) => `make the policy ${name} and attach it to ${userName}:\n      ${document}`),
    `which allows what ${actions} kinds of calls of the business need, as the evidence shows them`,
    ...notes.map((note) => `(mind: ${note})`),
  ];
}

async function recordFound(room: Room, options: StartOptions, newKey: string) {
  const at = room.cli.clock.now().toISOString();
  const detail = 'found where a start that died had put it';
  const steps = [
    { step: `create-key:${newKey}`, ok: true, detail, at },
    { step: 'hand-over', ok: true, detail, at },
  ];
  await record(room, 'start', options, steps, { ended: true });
  return steps;
}
