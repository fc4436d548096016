import { CLI, WITH_REASON } from '../../shared/command-line';
import type { StepResult } from '../../shared/containment/types';
import { looked } from '../../shared/identity/looked';
import { isRestore } from '../../shared/incident/epoch';
import type { Incident } from '../../shared/incident/journal';
import { isFalseAlarm } from '../../shared/incident/release-state';
import type { RotationStep } from '../../shared/incident/rotation-entries';
import {
  type Act,
  newKeyMissing,
  planDelete,
  planFinish,
  type StepFacts,
  type StepPlan,
} from '../../shared/rotation/after';
import { ROOT, stageOf } from '../../shared/rotation/stage';
import { againLine } from '../../shared/rotation/start-line';
import { contain, planUndo } from '../../shared/rotation/undo';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import type { CliRun } from '../run';
import { doIt, inWords, nameOf } from './acts';
import { mark } from './contained-anew';
import { liftAfter, liftLines } from './lift';
import { factsOf, isBound } from './looks';
import { orphansOf, usersLeft } from './orphans';
import { showSteps, tell } from './output';
import { type Claim, claimed, noted, openRoom, type Performed, type Room, type RotateOptions, record } from './room';
import { uninterrupted } from './uninterrupted';
import { noteMissing } from './verify';

export interface StepOptions extends RotateOptions {
  readonly anyway: boolean;
  /** `delete` alone: before the time of observation is over. */
  readonly now?: boolean;
  /** `undo` alone: one more step back. Whom the plan asks sees it there, and need not say so. */
  readonly again?: boolean;
  /** `finish` alone: nothing of the owner's uses the key, so that no new one takes its place. */
  readonly unused?: boolean;
  /** `finish` alone: for how many days the old key is watched before it may be deleted. */
  readonly observeDays?: number;
  /** `finish` alone: take the deny off before the old key is deleted. */
  readonly liftEarly?: boolean;
}

type After = Exclude<RotationStep, 'start'>;

const PLANS: Readonly<Record<After, typeof planFinish>> = {
  finish: planFinish,
  delete: planDelete,
  undo: planUndo,
};

const DAY_MS = 86_400_000;
const UNOBSERVED =
  'leave out the time of observation: the old key may be deleted at once, and what still needs it has not shown';

/**
 * Switches the old key off, deletes it, or takes one step back. Exit code 4: it is refused, and why stands there. Behind
 * the deletion, or at the end of `finish --lift-early`, the deny comes off as by `release`.
 */
export async function stepCommand(
  cli: CliRun,
  key: string,
  step: After,
  options: StepOptions,
  room: Room = openRoom(cli, key),
): Promise<ExitCode> {
  if ((options.anyway || options.now || options.liftEarly) && !options.reason)
    throw new CommandEnded(EXIT.usage, 'Say why: --reason "…". It stands in the journal.');
  const claim = await claimed<readonly Act[]>(room, step, options, async (incident, userName) => {
    const [looks, orphans] = await Promise.all([
      factsOf(room, incident, userName),
      step === 'undo' ? orphansOf(room, incident, userName) : [],
    ]);
    const mayBeOn = statusOf(looks) === 'Inactive' || stageOf(incident.state.rotation) === 'finished';
    const mayTurnOn = step === 'undo' && userName !== ROOT && mayBeOn;
    const facts = { ...looks, orphans, isBound: mayTurnOn ? await isBound(room, userName) : looks.isBound };
    const { anyway, now = false, unused = false } = options;
    const again = options.again ?? !options.yes;
    const wish = { anyway, now, again, isUnused: unused, unusedDays: cli.config.unusedDays };
    const plan: StepPlan = PLANS[step](facts, wish);
    if (plan.kind === 'refused') {
      await noteMissing(room, incident, options.by, facts.verdict);
      throw new CommandEnded(EXIT.person, plan.why);
    }
    if (plan.kind === 'stands') return { end: EXIT.done, say: plan.why };
    const observeUntil = new Date(facts.now.getTime() + watchedMs(options, incident)).toISOString();
    return {
      lines: [
        ...(plan.over ?? []).map((over) => `go over this: ${over}`),
        ...plan.act.map((act) => inWords(act, room.signer)),
        ...(step === 'finish' && options.observeDays === 0 ? [UNOBSERVED] : []),
        ...(step === 'undo' ? [] : withoutOne(facts)),
        ...notContained(plan.act, facts),
        ...withoutFence(room, plan.act, incident),
        ...liftLines(step, options, facts.isDenied, incident),
      ],
      intent: {
        userName,
        keysBefore: facts.oldKeys ?? [],
        ...(plan.act.some(isSwitchingOff) ? { observeUntil } : {}),
        ...(step === 'finish' ? { wasActive: statusOf(facts) === 'Active' } : {}),
        ...(plan.undoes ? { undoes: plan.undoes } : {}),
        mayAttach: plan.act.flatMap((act) => (act.do === 'attach' ? [act.policy] : [])),
      },
      plan: plan.act,
    };
  });
  if ('end' in claim) {
    const lifted = await liftAfter(room, step, options);
    return tell(room, step, options, { code: worst(claim.end, lifted.code), say: claim.say, again: lifted.next });
  }
  const { steps, isWritten } = await uninterrupted(() => perform(room, step, options, claim));
  showSteps(steps);
  const code = steps.every(({ ok }) => ok) && isWritten ? EXIT.done : EXIT.failed;
  const lifted = code === EXIT.done ? await liftAfter(room, step, options) : { code };
  if (code === EXIT.done && step === 'undo') {
    await sayUncontained(room, claim.plan);
    await sayUsers(room, claim.plan);
    await sayFenced(room, claim.plan);
  }
  const isRoot = room.root !== undefined;
  const again = code === EXIT.done ? lifted.next : againLine(step, room.id.accessKeyId, options, isRoot);
  return tell(room, step, options, { code: worst(code, lifted.code), steps, again });
}

/** The old key is off from now on, or was found so, and is watched from then on. */
const isSwitchingOff = (act: Act): boolean => /^(disable-key|found-off):/.test(nameOf(act));

/** How long the old key is watched: as it was asked, or as long as before where it came back meanwhile. */
function watchedMs({ observeDays }: StepOptions, { state: { rotation } }: Incident): number {
  if (observeDays !== undefined || !rotation?.finished) return (observeDays ?? 0) * DAY_MS;
  return Date.parse(rotation.finished.observeUntil) - Date.parse(rotation.finished.at);
}

/** A leaked key is on again, and nobody watches it: that is the step before any other. */
async function sayUncontained(room: Room, acts: readonly Act[]): Promise<void> {
  if (!acts.some((act) => nameOf(act) === `enable-key:${room.id.accessKeyId}`)) return;
  const { state } = await room.cli.run.journal.read(room.id);
  if (state.owner?.type !== 'root' && !state.isContaining && !isFalseAlarm(state))
    process.stderr.write(`The key is on, and its incident is not contained. First: ${contain(room.id.accessKeyId)}\n`);
}

/** Nothing is deleted here: who was made for the workload stays, and is named. */
async function sayUsers(room: Room, acts: readonly Act[]): Promise<void> {
  if (!acts.some((act) => act.do === 'note' && act.step === 'take-back')) return;
  const users = await looked(room.cli.run.journal.read(room.id).then((incident) => usersLeft(room, incident)));
  if ('couldNotCheck' in users)
    process.stderr.write(`Could not check which users this rotation made: ${users.couldNotCheck}\n`);
  else for (const one of users.value) process.stderr.write(`Left in the account: ${one}\n`);
}

/** The key came back with the network policy that it went with, and nobody has put the former one back. */
async function sayFenced({ cli, id }: Room, acts: readonly Act[]): Promise<void> {
  if (!acts.some((act) => nameOf(act) === `restore-key:${id.accessKeyId}`)) return;
  if ((await cli.run.journal.read(id)).state.fence === null) return;
  process.stderr.write(
    `The key is fenced in still, and works from its known networks alone. To put its former network policy back: ${CLI} release ${id.accessKeyId} ${WITH_REASON}\n`,
  );
}

const statusOf = ({ oldKeys, accessKeyId }: StepFacts) => oldKeys?.find(({ id }) => id === accessKeyId)?.status;

async function perform(
  room: Room,
  step: After,
  options: StepOptions,
  { plan, mayAct }: Claim<readonly Act[]>,
): Promise<Performed> {
  const steps: StepResult[] = [];
  for (const act of plan) {
    const isDone = await noted(steps, room, nameOf(act), async () => {
      mayAct();
      return doIt(room, act);
    });
    if (!isDone) break;
  }
  const isWritten = await record(room, step, options, steps, { ended: true });
  // The incident may have closed behind the deletion.
  if (steps.some(isRestore)) {
    const marked = await looked(mark(room));
    if ('couldNotCheck' in marked) process.stderr.write(`FAILED mark of the incident: ${marked.couldNotCheck}\n`);
  }
  return { steps, isWritten };
}

/** The key goes on without a deny, for it was never contained: a person says that it shall be. */
function notContained(acts: readonly Act[], facts: StepFacts): string[] {
  const { isDenied, isFalseAlarm, accessKeyId, userName } = facts;
  const isKnown = isDenied || isFalseAlarm || acts.some((act) => act.do === 'attach');
  if (isKnown || userName === ROOT || !acts.some((act) => nameOf(act) === `enable-key:${accessKeyId}`)) return [];
  return [
    `leave the incident held, as it is: ${contain(accessKeyId)} contains the key and watches it, once it is on (respond would only ask)`,
  ];
}

/** The deny goes back on alone: a fence comes by a containment of the functions, which have read where the key works from. */
function withoutFence({ cli, id }: Room, acts: readonly Act[], { state, entries }: Incident): string[] {
  const isMeant =
    cli.config.containment === 'fence' || entries.some((entry) => entry.type === 'fence' && entry.step.ok);
  if (!isMeant || state.fence !== null || !acts.some((act) => act.do === 'attach')) return [];
  return [
    `without its fence: ${id.accessKeyId} works from every network then, for what the deny leaves; the functions fence a key in when they contain it, and this command does not (by hand: the network policy of the key in the RAM console)`,
  ];
}

function withoutOne(facts: StepFacts): string[] {
  const missing = newKeyMissing(facts);
  return missing === undefined ? [] : [`leave the workload without either key, if it has no other way: ${missing}`];
}

function worst(...codes: ExitCode[]): ExitCode {
  return ([EXIT.failed, EXIT.person, EXIT.unchecked] as const).find((code) => codes.includes(code)) ?? EXIT.done;
}
