import { line } from '../message';
import type { IdleTexts } from './idle-keys';

const are = (count: number): string => (count === 1 ? 'This key is' : `These ${count} keys are`);

export const idleEn: IdleTexts = {
  title: (count) => `${count} ${count === 1 ? 'key that nobody uses' : 'keys that nobody uses'}: warning`,
  headline: (count, days) =>
    line`${count} ${count === 1 ? 'AccessKey was' : 'AccessKeys were'} not used for ${days} days or longer, and this tool is set to switch such keys off.`,
  todo: 'Whoever needs one of them: use it once, or add it to TOURNIQUET_EXCLUDE_KEYS (or its user to TOURNIQUET_EXCLUDE_USERS). What nobody needs you may switch off yourself.',
  who: 'the users of these keys',
  rungs: {
    warn: (count, days) =>
      `First warning. ${are(count)} warned of again after ${days} days, unless ${count === 1 ? 'it is' : 'they are'} used:`,
    'warn-again': (count, days) =>
      `Second warning. ${are(count)} switched off after ${days} days more, unless ${count === 1 ? 'it is' : 'they are'} used; the night before says so:`,
    announce: (count) =>
      `${are(count)} switched off in the next night, unless ${count === 1 ? 'it is' : 'they are'} used:`,
    disable: (count) =>
      `${are(count)} switched off now, after one more look at the last use; a message for each says how it went:`,
  },
  head: ['User', 'Key', 'Last used'],
  never: 'never',
  end: {
    off: {
      title: (user) => `a key of ${user} that nobody used is off`,
      headline: (user) => line`An AccessKey of ${user} that nobody used was switched off, after two warnings.`,
      todo: 'Nothing, if nobody misses it. It was not deleted: the command below switches it on again.',
    },
    'left-on': {
      title: (user) => `a key of ${user} that was to be switched off is left as it is`,
      headline: (user) => line`An announced AccessKey of ${user} was not switched off.`,
      todo: 'Nothing: see the reason. If it stays unused, it is announced anew before it is tried again.',
    },
    'given-back': {
      title: (user) => `a key of ${user} was off for a moment, and is on again`,
      headline: (user) =>
        line`An AccessKey of ${user} was switched off, a use of it showed up at that moment or could not be ruled out, and it was switched on again at once.`,
      todo: 'See whether something failed in that moment. The key counts as used: its warnings begin anew.',
    },
  },
  back: 'Switch it on again:',
};
