import { parseAccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { isSamePlace, type SecretFormat, type SecretPlace } from '../../shared/incident/rotation-entries';
import type { RotationState } from '../../shared/incident/rotation-state';
import { versionOf } from '../../shared/rotation/after';
import { wasReserved } from '../../shared/rotation/attempts';
import { givenTo } from '../../shared/rotation/new-user-policies';
import { deletionOf, MOST_KEYS } from '../../shared/rotation/no-room';
import { type Orphan, tellOrphan } from '../../shared/rotation/orphans';
import { called, stageOf } from '../../shared/rotation/stage';
import { planStart, type StartFacts } from '../../shared/rotation/start';
import { startLine, undoLine } from '../../shared/rotation/start-line';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import type { CliRun } from '../run';
import { type FoundPlan, goOn } from './found';
import { givenOnce, recorded } from './given';
import { holderOf } from './holder';
import { verdictOf } from './looks';
import { ARRIVAL_UNKNOWN, type MakePlan, makeKey } from './make-key';
import { lookAgain, planNewUser } from './new-user-plan';
import { orphansOf, switchOffByHand, usersLeft } from './orphans';
import { showSteps, stillSaid, tell } from './output';
import { inWords, type Place, placeOf } from './place';
import { claimed, openRoom, type Performed, type Planned, type Room, type RotateOptions } from './room';
import { foundAtPlace, isOurs, lastUses, leakedOf, successorOf, targetOf } from './start-looks';
import { uninterrupted } from './uninterrupted';
import { noteMissing } from './verify';

export interface StartOptions extends RotateOptions {
  readonly place: SecretPlace | undefined;
  readonly format: SecretFormat;
  readonly newUser?: string;
  readonly discard?: string;
  /** Although the new user of an earlier start has what the journal does not say that it gave him. */
  readonly anyway?: boolean;
}

type Plan = MakePlan | FoundPlan;

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
  if (options.newUser?.toLowerCase() === 'root')
    throw new CommandEnded(
      EXIT.usage,
      `A RAM user of the name ${options.newUser} reads as the account itself, in these messages and in every log: give --new-user another name.`,
    );
  if (options.anyway && !options.reason)
    throw new CommandEnded(EXIT.usage, 'Say why: --reason "…". It stands in the journal.');
  const step = await claimed<Plan>(room, 'start', options, (incident, userName) =>
    planned(room, incident, userName, options),
  );
  if ('end' in step) return tell(room, 'start', options, { code: step.end, say: step.say });
  const { plan, mayAct } = step;
  const done = await uninterrupted(() =>
    'found' in plan ? goOn(room, options, plan, mayAct) : makeKey(room, options, plan, mayAct),
  );
  const { steps } = done;
  showSteps(steps, 'go on with the next command');
  return tell(room, 'start', options, { code: codeOf(done), steps, said: stillSaid(options, steps) });
}

function codeOf({ steps, isWritten }: Performed): ExitCode {
  const failed = steps.filter(({ ok }) => !ok);
  const isDoubtful = failed.length > 0 && failed.every(({ step }) => step === ARRIVAL_UNKNOWN);
  if (isDoubtful)
    process.stderr.write('The new key stays on, because its secret may be where your workload reads it.\n');
  if (!isWritten) return EXIT.failed;
  if (failed.length === 0) return EXIT.done;
  return isDoubtful ? EXIT.unchecked : EXIT.failed;
}

async function planned(
  room: Room,
  incident: Incident,
  userName: string,
  options: StartOptions,
): Promise<Planned<Plan>> {
  const { state, id, entries } = incident;
  const { rotation } = state;
  const isOn = stageOf(rotation) !== 'none' ? rotation : null;
  if (options.newUser === userName)
    throw new CommandEnded(
      EXIT.usage,
      `${userName} is the user whose key leaked: --new-user names one who does not exist yet. For a second key of ${userName}'s own leave --new-user away.`,
    );
  const targetName = targetOf(options.newUser, isOn, entries, userName);
  const target = holderOf(room, targetName);
  const [oldKeys, targetKeys] = await Promise.all([holderOf(room, userName).keys(), target.keys()]);
  const [orphans, users] = await Promise.all([
    orphansOf(room, incident, userName),
    usersLeft(room, incident, targetName),
  ]);
  const facts: StartFacts = {
    accessKeyId: id.accessKeyId,
    userName,
    rotation,
    oldKeys,
    target: { userName: targetName, keys: targetKeys, isOurs: await isOurs(room, targetName, userName) },
    successor: await successorOf(room, isOn, { name: targetName, keys: targetKeys }),
    leaked: await leakedOf(room, targetKeys ?? []),
    orphans,
    foundAtPlace: await foundAtPlace(room, rotation, targetKeys ?? []),
    lastUse: (targetKeys ?? []).length >= MOST_KEYS ? await lastUses(target, targetKeys ?? []) : new Map(),
  };
  const wanted = options.place && recorded(options.place);
  const plan = planStart(facts, { discard: options.discard, newUser: options.newUser, place: wanted });
  const newKeyFound = missingOf(facts, isOn);
  const isUnplaced = plan.kind === 'make' && options.place === undefined;
  if (newKeyFound !== undefined && (plan.kind === 'refused' || isUnplaced))
    await noteMissing(room, incident, options.by, await verdictOf(room, { incident, userName }));
  if (plan.kind === 'refused') throw new CommandEnded(EXIT.person, plan.why);
  if (plan.kind === 'stands') return { end: EXIT.done, say: plan.why };
  if (plan.kind === 'given')
    throw givenOnce(room, plan.newKey, rotation?.place ?? null, plan.to, rotation?.finished === null);
  const keysBefore = rotation?.keysBefore ?? [];
  const isOther = targetName !== userName;
  const given = isOther ? givenTo(entries, isOn, targetName) : undefined;
  const who = { facts, given, anyway: options.anyway ?? false };
  if (plan.kind === 'found') {
    const place = rotation?.place ?? undefined;
    const where = place ? inWords(place) : 'its place';
    const { newKey, isRecorded, isOff } = plan;
    const instead = `Or take the rotation back: ${undoLine(id.accessKeyId, false)}.`;
    // Whom a start has handed a key over is in service since: what he got there is the owner's.
    const isLooked = isOther && !isRecorded;
    const over = isLooked ? await lookAgain(room, incident, { ...who, ownKey: newKey, instead }) : [];
    return {
      lines: [
        ...over,
        ...(isRecorded ? [] : [`write into the journal that ${where} holds the new key ${newKey}`]),
        ...(wanted && !isSamePlace(place ?? null, wanted)
          ? [`leave ${inWords(wanted)} without it: RAM tells a secret once, when it makes the key`]
          : []),
        ...(isOff ? [`switch the new key ${newKey} of ${called(targetName)} on again: ${where} holds it`] : []),
      ],
      intent: {
        userName,
        keysBefore,
        ...(newKeyFound ? { newKeyFound } : {}),
        ...(place ? { place } : {}),
        ...formatOf(rotation),
        ...(given ? { newUser: { ...given, userName: targetName } } : {}),
      },
      plan: { found: newKey, isRecorded, isOff, place: place ?? null, target },
    };
  }
  if (options.place === undefined)
    throw new CommandEnded(
      EXIT.usage,
      'Say where the new secret goes: --to-kms <secret>, --to-file <path> or --to-stdout.',
    );
  const asked = await placeOf(options.place, options.format, room, (file) => wasReserved(entries, file));
  const place = isOn === null ? asked : behindOwn(asked, isOn);
  const again = startLine(id.accessKeyId, { place: place.record, format: options.format, discard: options.discard });
  const instead = facts.successor
    ? `Or take the rotation back, and start anew for another: ${undoLine(id.accessKeyId, false)}.`
    : `Or name another new user: ${again} --new-user <name>.`;
  const newUser = isOther
    ? await planNewUser(room, incident, { ...who, ownKey: plan.discard, instead }, plan.makeUser, again)
    : undefined;
  const binds = state.isContaining
    ? [
        `leave the deny on ${userName}: until the old key is deleted it binds his new key as well (--new-user moves the workload to a user of its own)`,
      ]
    : [];
  return {
    lines: [
      ...(plan.discard ? [deletionOf(plan.discard, targetName)] : []),
      ...(newUser?.lines ?? []),
      `make a new AccessKey for ${called(targetName)}; ${id.accessKeyId} stays as it is`,
      ...place.lines,
      ...leftBehind(targetName, users, orphans),
      ...(isOther ? [`leave ${userName} and the deny on him as they are`] : binds),
    ],
    intent: {
      userName,
      keysBefore: (targetKeys ?? []).filter((one) => one.id !== plan.discard),
      ...(newKeyFound ? { newKeyFound } : {}),
      place: place.record,
      format: options.format,
      ...(newUser
        ? {
            newUser: {
              userName: targetName,
              policies: newUser.policies.map(({ name }) => name),
              documents: newUser.policies.map(({ document }) => document),
            },
          }
        : {}),
    },
    plan: { target, discard: plan.discard, makeUser: plan.makeUser, policies: newUser?.policies, place },
  };
}

/**
 * What is current at the place may be an earlier attempt's of this rotation, whose key is to go, or is gone: an undo takes
 * back to what was current before that.
 */
function behindOwn(given: Place, { place, newKey, previousVersion: before }: RotationState): Place {
  const isOwn = newKey !== null && isSamePlace(place, given.record) && given.previousVersion === versionOf(newKey);
  if (!isOwn) return given;
  const { previousVersion: _, ...rest } = given;
  return before === null ? rest : { ...rest, previousVersion: before };
}

/** The new key of the start before, which nobody can use as it is. */
function missingOf({ successor }: StartFacts, rotation: RotationState | null): 'gone' | 'off' | undefined {
  if (rotation === null || rotation.newKey === null) return undefined;
  if (successor === undefined) return 'gone';
  return successor.status === 'Inactive' ? 'off' : undefined;
}

const formatOf = (rotation: RotationState | null) => (rotation?.format ? { format: rotation.format } : {});

/** What earlier starts made for others than this one's target: nothing else would name it. */
function leftBehind(targetName: string, users: readonly string[], orphans: readonly Orphan[]): string[] {
  return [
    ...users.map((one) => `leave ${one}`),
    ...orphans
      .filter(({ userName, key }) => userName !== targetName && key.status === 'Active')
      .map((one) => `leave an AccessKey on: ${tellOrphan(one)}; ${switchOffByHand(one)}`),
  ];
}
