import path from 'node:path';
import { approveCommand } from '../../cli/approve';
import { EXIT } from '../../cli/exit';
import { investigateCommand } from '../../cli/investigate';
import { releaseCommand } from '../../cli/release';
import { respondCommand } from '../../cli/respond';
import { narrowCommand } from '../../cli/rotate/narrow';
import { startCommand } from '../../cli/rotate/start';
import { stepCommand } from '../../cli/rotate/step';
import { verifyCommand } from '../../cli/rotate/verify';
import type { CliRun } from '../../cli/run';
import { handOver, type PlayedAccount, SECRET } from './account';
import { commandKilled } from './killed';
import type { KeyName, Kill, RotationStep } from './operations';

/** Gives the power back, as the person at the terminal wishes. Resolves with the exit code. */
export async function release(
  account: PlayedAccount,
  name: KeyName,
  wish: {
    readonly falseAlarm: boolean;
    readonly reactivate: boolean;
    readonly ownKeys: boolean;
    readonly keepNetwork?: boolean;
    /** Whatever of ours is on him, and whatever he has gained since. */
    readonly whatever?: boolean;
  },
  kill?: Kill,
): Promise<number> {
  const key = account.keyOf(name);
  const others = account.leaked.keys.filter(({ accessKeyId }) => accessKeyId !== key).map((one) => one.accessKeyId);
  const { reactivate, ownKeys } = {
    reactivate: wish.reactivate ? await offByUs(account, name) : [],
    ownKeys: wish.ownKeys && name !== 'excluded' ? others : [],
  };
  if (kill !== undefined) {
    const args = ['release', key, '--reason', 'done', '--yes'];
    if (wish.falseAlarm) args.push('--false-alarm');
    if (reactivate.length > 0) args.push('--reactivate', ...reactivate);
    if (ownKeys.length > 0) args.push('--own-key', ...ownKeys);
    const { ok, output } = await commandKilled(account.sandbox, args, kill);
    account.output += output;
    return ok ? 0 : 1;
  }
  const { falseAlarm, keepNetwork = false, whatever: acceptChanges = false } = wish;
  const whatever = { acceptChanges, allDenies: acceptChanges, confirmedToo: acceptChanges };
  const wanted = { falseAlarm, reactivate, ownKeys, keepNetwork, ...whatever };
  const options = { reason: 'done', by: 'alice', yes: true, ...wanted };
  return account.cli((cli) => releaseCommand(cli, key, options));
}

async function offByUs(account: PlayedAccount, name: KeyName): Promise<string[]> {
  const of = (await account.incidents()).find(({ id }) => id.accessKeyId === account.keyOf(name));
  return [...(of?.state.offByUs ?? [])];
}

export async function command(
  account: PlayedAccount,
  command: 'respond' | 'approve' | 'investigate',
  name: KeyName,
  kill?: Kill,
): Promise<void> {
  const key = account.keyOf(name);
  if (command === 'approve') account.approved.add(name);
  account.sandbox.clock.advance(2_000);
  const why = { reason: 'seen on a forum', by: 'alice', yes: true };
  const act = (cli: CliRun): Promise<number> => {
    if (command === 'investigate') return investigateCommand(cli, key, false);
    return command === 'respond' ? respondCommand(cli, key, why) : approveCommand(cli, [key], why);
  };
  const again = async (): Promise<boolean> => (await account.cli(act)) !== EXIT.failed;
  // Who sees his command die runs it again; an approval that stands in the journal is the timer's to bring to its end.
  const delivery = command === 'respond' || kill === undefined ? account.delivery(name, again) : undefined;
  if (kill === undefined) return delivery && handOver(delivery);
  const reason = command === 'investigate' ? [] : ['--reason', why.reason, '--yes'];
  const { ok, output } = await commandKilled(account.sandbox, [command, key, ...reason], kill);
  account.output += output;
  if (delivery) delivery.isDone = ok;
}

/** One step of the rotation of the leaked key. */
export async function rotate(account: PlayedAccount, step: RotationStep, kill?: Kill): Promise<void> {
  const key = account.keyOf('ci-bot');
  const newKey = account.leaked.keys.find(({ accessKeyId }) => !isFirst(account, accessKeyId));
  const discard = step === 'discard' ? (newKey?.accessKeyId ?? account.keyOf('second')) : undefined;
  if (discard !== undefined) account.askedToDelete.add(discard);
  if (step === 'delete') account.askedToDelete.add(key);
  const place = step === 'start-file' ? path.join(account.folder, account.sandbox.world.newId('numeric')) : undefined;
  if (kill !== undefined) {
    const to = place === undefined ? ['--to-kms', SECRET] : ['--to-file', place];
    const args = {
      start: ['start', key, ...to, '--yes'],
      'start-file': ['start', key, ...to, '--yes'],
      discard: ['start', key, ...to, '--discard', discard ?? '', '--yes'],
      narrow: ['narrow', key, '--yes'],
      verify: ['verify', key],
      finish: ['finish', key, '--anyway', '--reason', 'known', '--yes'],
      delete: ['delete', key, '--now', '--anyway', '--reason', 'known', '--yes'],
      undo: ['undo', key, '--anyway', '--reason', 'known', '--yes'],
    }[step];
    account.output += (await commandKilled(account.sandbox, ['rotate', ...args], kill)).output;
    return;
  }
  const by = { by: 'alice', yes: true, json: false };
  await account.cli((cli) => {
    switch (step) {
      case 'start':
      case 'start-file':
      case 'discard': {
        const to =
          place === undefined ? { kind: 'kms' as const, secretName: SECRET } : { kind: 'file' as const, path: place };
        return startCommand(cli, key, { ...by, place: to, format: 'json', ...(discard ? { discard } : {}) });
      }
      case 'narrow':
        return narrowCommand(cli, key, by);
      case 'verify':
        return verifyCommand(cli, key, by);
      default:
        return stepCommand(cli, key, step, { ...by, anyway: true, reason: 'known', observeDays: 0 });
    }
  });
}

function isFirst(account: PlayedAccount, id: string): boolean {
  return id === account.keyOf('ci-bot') || id === account.keyOf('second');
}
