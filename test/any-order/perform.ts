import { handOver, type PlayedAccount } from './account';
import { command, release, rotate } from './commands';
import type { Op } from './operations';
import { byHand, thiefActs } from './people';
import { eventOf } from './signals';

/** Plays one step. */
export async function perform(account: PlayedAccount, op: Op): Promise<void> {
  account.keepSecrets();
  switch (op.kind) {
    case 'listed':
      account.sandbox.publishLeak({ key: op.key, when: 'found', tokenValid: op.tokenValid });
      return;
    case 'event': {
      const event = eventOf(account, op.key, op.by, op.id);
      return handOver(account.delivery(op.key, () => account.respond(event)));
    }
    case 'again': {
      const last = account.deliveries.at(-1);
      return last && handOver(last);
    }
    case 'at-once': {
      const last = account.deliveries.at(-1);
      if (last) await Promise.all([handOver(last), handOver(last)]);
      return;
    }
    case 'timer':
      await account.timer(op.kill);
      return;
    case 'dies': {
      const event = eventOf(account, op.key, 'bus', op.id);
      const delivery = account.delivery(op.key, () => account.respond(event));
      delivery.isDone = (await account.killedFunction('respond', event, op.kill)).ok;
      return;
    }
    case 'invoked':
      return account.asynchronous(op.lost, op.kill);
    case 'person':
      return command(account, op.command, op.key, op.kill);
    case 'release':
      await release(account, op.key, op, op.kill);
      return;
    case 'rotate':
      return rotate(account, op.step, op.kill);
    case 'thief':
      return thiefActs(account, op.does);
    case 'by-hand':
      return byHand(account, op.does);
    case 'trouble': {
      const [service, action] = op.at;
      account.sandbox.kernel.faults.add({
        match: { service, ...(action ? { action } : {}) },
        fault: op.fault,
        times: op.times,
      });
      return;
    }
    case 'later':
      account.later(op.minutes * 60_000);
  }
}
