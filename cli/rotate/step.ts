import { CURRENT_STAGE } from '../../shared/aliyun/secrets';
import type { StepResult } from '../../shared/containment/types';
import { looked, messageOf } from '../../shared/identity/looked';
import { parseAccessKeyId } from '../../shared/ids';
import type { RotationStep } from '../../shared/incident/rotation-entries';
import { type Act, planDelete, planFinish, planUndo, type StepFacts, type StepPlan } from '../../shared/rotation/after';
import { ROOT } from '../../shared/rotation/stage';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { releaseCommand } from '../release';
import type { CliRun } from '../run';
import { holderOf } from './holder';
import { factsOf } from './looks';
import { showSteps, tell } from './output';
import { type Claim, claimed, noted, openRoom, type Room, type RotateOptions, record } from './room';
import { shown } from './shown';
import { uninterrupted } from './uninterrupted';

export interface StepOptions extends RotateOptions {
  readonly anyway: boolean;
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
  if ((options.anyway || options.liftEarly) && !options.reason)
    throw new CommandEnded(EXIT.usage, 'Say why: --reason "…". It stands in the journal.');
  const claim = await claimed<readonly Act[]>(room, step, options, async (incident, userName) => {
    const facts = await factsOf(room, incident, userName);
    const wish = { anyway: options.anyway, isUnused: options.unused ?? false, unusedDays: cli.config.unusedDays };
    const plan: StepPlan = PLANS[step](facts, wish);
    if (plan.kind === 'refused') throw new CommandEnded(EXIT.person, plan.why);
    if (plan.kind === 'stands') return { end: EXIT.done, say: plan.why };
    const observeUntil = new Date(facts.now.getTime() + (options.observeDays ?? 0) * DAY_MS).toISOString();
    return {
      lines: [...plan.act.map(inWords), ...liftLines(step, options, incident.state.isContaining)],
      intent: {
        userName,
        keysBefore: facts.oldKeys ?? [],
        ...(step === 'finish' ? { observeUntil, wasActive: isOn(facts) } : {}),
      },
      plan: plan.act,
    };
  });
  if ('end' in claim) {
    const lifted = await liftAfter(room, step, options);
    return tell(room, step, options, { code: worst(claim.end, lifted), say: claim.say });
  }
  const { steps, isWritten } = await uninterrupted(() => perform(room, step, options, claim));
  showSteps(steps);
  const code = steps.every(({ ok }) => ok) && isWritten ? EXIT.done : EXIT.failed;
  const lifted = code === EXIT.done ? await liftAfter(room, step, options) : EXIT.done;
  return tell(room, step, options, { code: worst(code, lifted), steps });
}

const isOn = ({ oldKeys, accessKeyId }: StepFacts): boolean =>
  oldKeys?.some(({ id, status }) => id === accessKeyId && status === 'Active') ?? false;

async function perform(room: Room, step: After, options: StepOptions, { plan, mayAct }: Claim<readonly Act[]>) {
  const steps: StepResult[] = [];
  for (const act of plan) {
    const isDone = await noted(steps, room, nameOf(act), async () => {
      mayAct();
      return doIt(room, act);
    });
    if (!isDone) break;
  }
  const isWritten = await record(room, step, options, steps, { ended: true });
  return { steps, isWritten };
}

function nameOf(act: Act): string {
  switch (act.do) {
    case 'note':
      return act.step;
    case 'stage-back':
      return `stage-back:${act.secretName}`;
    case 'switch-off-new':
      return `switch-off-new:${act.key}`;
    default:
      return `${act.do}-key:${act.key}`;
  }
}

function inWords(act: Act): string {
  switch (act.do) {
    case 'note':
      return `write into the journal: ${act.detail}`;
    case 'stage-back':
      return `make version ${act.to} of the KMS secret ${shown(act.secretName)} the current one again, instead of ${act.from}`;
    case 'disable':
      return `switch the old key ${act.key} of ${act.userName} off; one step back switches it on again`;
    case 'switch-off-new':
      return `switch the new key ${act.key} of ${act.userName} off; it is not deleted`;
    case 'enable':
      return `switch the old key ${act.key} of ${act.userName} on again`;
    case 'delete':
      if (act.userName === ROOT)
        return `delete the old key ${act.key} of root, for good: no recycle bin is known to keep it`;
      return `delete the old key ${act.key} of ${act.userName}, to the recycle bin; rotate undo puts it back while it lies there`;
    case 'restore':
      return `put the old key ${act.key} of ${act.userName} back from the recycle bin, switched off`;
  }
}

async function doIt(room: Room, act: Act): Promise<string> {
  const { cli, cloud } = room;
  if (act.do === 'note') return act.detail;
  if (act.do === 'stage-back') {
    const versions = await cloud.secrets.listVersions(act.secretName);
    const current = versions.find(({ stages }) => stages.includes(CURRENT_STAGE))?.id;
    if (current === act.to) return `version ${act.to} is current already`;
    // Somebody has put a newer one there: what the workload reads is his choice.
    if (current !== act.from) return `left alone: version ${current ?? 'none'} is current now`;
    await cloud.secrets.makeCurrent(act.secretName, act.to, act.from);
    return `version ${act.to} is current`;
  }
  const { ims } = cli.run.cloud;
  const key = parseAccessKeyId(act.key);
  const holder = holderOf(room, act.userName);
  switch (act.do) {
    case 'disable':
    case 'switch-off-new':
      await holder.turn(key, 'Inactive');
      return 'off';
    case 'enable':
      await holder.turn(key, 'Active');
      return 'on';
    case 'delete': {
      const done = await holder.delete(key);
      if (act.userName === ROOT) return done;
      const bin = await looked(ims.getAccessKeyInfoInRecycleBin(key));
      if ('couldNotCheck' in bin) return `${done}; could not check the recycle bin: ${bin.couldNotCheck}`;
      return bin.value
        ? `${done}, in the recycle bin since ${bin.value.recycledAt}`
        : `${done}, not in the recycle bin`;
    }
    case 'restore': {
      const bin = await ims.getAccessKeyInfoInRecycleBin(key);
      if (bin?.userId === undefined)
        throw new Error(`${act.key} is not in the recycle bin any more: it cannot be put back`);
      await ims.restoreAccessKeyFromRecycleBin(key, bin.userId);
      return 'back, and off';
    }
  }
}

function liftLines(step: After, { liftEarly }: StepOptions, isContaining: boolean): string[] {
  if (step === 'delete')
    return [isContaining ? 'take the deny off, as release does' : 'close the incident, as release does'];
  if (!isContaining) return [];
  return step === 'finish' && liftEarly ? ['take the deny off before the old key is deleted, as release does'] : [];
}

/** The deny comes off, and the incident is closed, when the old key is deleted; earlier by a person's word alone, and never while the key is on. */
async function liftAfter(room: Room, step: After, options: StepOptions): Promise<ExitCode> {
  if (step === 'undo' || (step === 'finish' && !options.liftEarly)) return EXIT.done;
  const { state } = await room.cli.run.journal.read(room.id);
  const { rotation } = state;
  const isThere = step === 'delete' ? rotation?.deleted : rotation?.finished;
  const isOver = !state.isContaining && (step === 'finish' || state.release?.complete === true);
  if (!isThere || isOver || rotation?.userName === ROOT) return EXIT.done;
  try {
    return await releaseCommand(room.cli, room.id.accessKeyId, {
      reason: options.reason ?? `replaced by ${rotation?.newKey ?? 'none'} and deleted`,
      by: options.by,
      reactivate: [],
      ownKeys: [],
      falseAlarm: false,
      yes: true,
    });
  } catch (error) {
    // What the rotation did stands all the same, and is told.
    process.stderr.write(`NOT released: ${messageOf(error)}\n`);
    return error instanceof CommandEnded ? error.exitCode : EXIT.failed;
  }
}

function worst(...codes: ExitCode[]): ExitCode {
  return ([EXIT.failed, EXIT.person, EXIT.unchecked] as const).find((code) => codes.includes(code)) ?? EXIT.done;
}
