import type { StepResult } from '../../shared/containment/types';
import { parseAccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { isSamePlace, type SecretFormat, type SecretPlace } from '../../shared/incident/rotation-entries';
import type { RotationState } from '../../shared/incident/rotation-state';
import { versionOf } from '../../shared/rotation/after';
import { wasReserved } from '../../shared/rotation/attempts';
import { ownPolicies, type PolicyThere, policyClash } from '../../shared/rotation/new-user-policies';
import { deletionOf, MOST_KEYS } from '../../shared/rotation/no-room';
import { type Orphan, tellOrphan } from '../../shared/rotation/orphans';
import { called, stageOf } from '../../shared/rotation/stage';
import { planStart, type StartFacts } from '../../shared/rotation/start';
import { startLine } from '../../shared/rotation/start-line';
import type { PlanLine } from '../confirm';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import type { CliRun } from '../run';
import { type FoundPlan, goOn } from './found';
import { givenOnce, recorded } from './given';
import { holderOf } from './holder';
import { ARRIVAL_UNKNOWN, type MakePlan, makeKey } from './make-key';
import { type Proposal, policiesThere, proposalOf } from './new-user';
import { orphansOf, switchOffByHand, usersLeft } from './orphans';
import { notDiscarded, showSteps, tell } from './output';
import { inWords, type Place, placeOf } from './place';
import { claimed, openRoom, type Planned, type Room, type RotateOptions } from './room';
import { foundAtPlace, isOurs, lastUses, leakedOf, successorOf, targetOf } from './start-looks';
import { uninterrupted } from './uninterrupted';

export interface StartOptions extends RotateOptions {
  readonly place: SecretPlace | undefined;
  readonly format: SecretFormat;
  readonly newUser?: string;
  readonly discard?: string;
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
  const step = await claimed<Plan>(room, 'start', options, (incident, userName) =>
    planned(room, incident, userName, options),
  );
  if ('end' in step) return tell(room, 'start', options, { code: step.end, say: step.say });
  const { plan, mayAct } = step;
  const steps = await uninterrupted(() =>
    'found' in plan ? goOn(room, options, plan, mayAct) : makeKey(room, options, plan, mayAct),
  );
  showSteps(steps, 'go on with the next command');
  const discard = notDiscarded(options.discard, steps);
  return tell(room, 'start', options, { code: codeOf(steps), steps, discard });
}

function codeOf(steps: readonly StepResult[]): ExitCode {
  const failed = steps.filter(({ ok }) => !ok);
  if (failed.length === 0) return EXIT.done;
  if (!failed.every(({ step }) => step === ARRIVAL_UNKNOWN)) return EXIT.failed;
  process.stderr.write('The new key stays on, because its secret may be where your workload reads it.\n');
  return EXIT.unchecked;
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
  if (plan.kind === 'refused') throw new CommandEnded(EXIT.person, plan.why);
  if (plan.kind === 'stands') return { end: EXIT.done, say: plan.why };
  if (plan.kind === 'given') throw givenOnce(room, plan.newKey, rotation?.place ?? null, plan.to);
  const keysBefore = rotation?.keysBefore ?? [];
  if (plan.kind === 'found') {
    const place = rotation?.place ?? undefined;
    const where = place ? inWords(place) : 'its place';
    const { newKey, isRecorded, isOff } = plan;
    return {
      lines: [
        ...(isRecorded ? [] : [`write into the journal that ${where} holds the new key ${newKey}`]),
        ...(wanted && !isSamePlace(place ?? null, wanted)
          ? [`leave ${inWords(wanted)} without it: RAM tells a secret once, when it makes the key`]
          : []),
        ...(isOff ? [`switch the new key ${newKey} of ${called(targetName)} on again: ${where} holds it`] : []),
      ],
      intent: { userName, keysBefore, ...(place ? { place } : {}), ...formatOf(rotation), ...newUserOf(rotation) },
      plan: { found: newKey, isRecorded, isOff, place: place ?? null, target },
    };
  }
  if (options.place === undefined)
    throw new CommandEnded(
      EXIT.usage,
      'Say where the new secret goes: --to-kms <secret>, --to-file <path> or --to-stdout.',
    );
  const given = await placeOf(options.place, options.format, room.cloud, (file) => wasReserved(entries, file));
  const place = isOn === null ? given : behindOwn(given, isOn);
  const isOther = targetName !== userName;
  const proposal = isOther ? await ownProposal(room, incident, targetName, isOn) : undefined;
  const there = await policiesThere(room, proposal?.policies ?? []);
  const again = startLine(id.accessKeyId, { place: place.record, format: options.format, discard: options.discard });
  const clash = policyClash(there, targetName, again);
  if (clash !== undefined) throw new CommandEnded(EXIT.person, clash);
  const binds = state.isContaining
    ? [
        `leave the deny on ${userName}: until the old key is deleted it binds his new key as well (--new-user moves the workload to a user of its own)`,
      ]
    : [];
  return {
    lines: [
      ...(plan.discard ? [deletionOf(plan.discard, targetName)] : []),
      ...(proposal ? proposalLines(proposal, targetName, plan.makeUser, there) : []),
      `make a new AccessKey for ${called(targetName)}; ${id.accessKeyId} stays as it is`,
      ...place.lines,
      ...leftBehind(targetName, users, orphans),
      ...(isOther ? [`leave ${userName} and the deny on him as they are`] : binds),
    ],
    intent: {
      userName,
      keysBefore: (targetKeys ?? []).filter((one) => one.id !== plan.discard),
      place: place.record,
      format: options.format,
      ...(proposal ? { newUser: { userName: targetName, policies: proposal.policies.map(({ name }) => name) } } : {}),
    },
    plan: { target, discard: plan.discard, makeUser: plan.makeUser, proposal, place },
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

async function ownProposal(
  room: Room,
  { state }: Incident,
  userName: string,
  isOn: RotationState | null,
): Promise<Proposal> {
  const proposal = await proposalOf(room, state);
  const recorded = isOn?.newUser === userName ? isOn.policies : [];
  return { ...proposal, policies: ownPolicies(proposal.policies, userName, recorded) };
}

const formatOf = (rotation: RotationState | null) => (rotation?.format ? { format: rotation.format } : {});

const newUserOf = (rotation: RotationState | null) =>
  rotation?.newUser ? { newUser: { userName: rotation.newUser, policies: rotation.policies } } : {};

/** What earlier starts made for others than this one's target: nothing else would name it. */
function leftBehind(targetName: string, users: readonly string[], orphans: readonly Orphan[]): string[] {
  return [
    ...users.map((one) => `leave ${one}`),
    ...orphans
      .filter(({ userName, key }) => userName !== targetName && key.status === 'Active')
      .map((one) => `leave an AccessKey on: ${tellOrphan(one)}; ${switchOffByHand(one)}`),
  ];
}

function proposalLines(
  { policies, notes, actions }: Proposal,
  userName: string,
  makeUser: boolean,
  there: ReadonlyMap<string, PolicyThere>,
): PlanLine[] {
  return [
    ...(makeUser ? [`make the RAM user ${userName}, without a console login`] : []),
    ...policies.map(({ name, document }) => ({
      line: `${there.get(name) === 'same' ? `attach the policy ${name}, which is there already, to` : `make the policy ${name} and attach it to`} ${userName}:`,
      below: JSON.stringify(JSON.parse(document), null, 2).split('\n'),
    })),
    `which allows what ${actions} kinds of calls of the business need, as the evidence shows them`,
    ...notes.map((note) => `(mind: ${note})`),
  ];
}
