import { line } from '../message';
import type { Texts } from './keys';

/** The fence around a leaked key: where it works from since, or why there is none. */
export const fencedEn: Texts['fenced'] = {
  done: {
    title: (user) => `the AccessKey of ${user} works from its known networks alone`,
    headline: (s) =>
      line`The leaked AccessKey of ${s.user} works only from the networks where it worked before the leak. The deny on the user stands besides.`,
    todo: () =>
      line`If an application of yours calls from another network, it is refused from now on: compare the lists below, then rotate the key.`,
  },
  not: {
    title: (user) => `the AccessKey of ${user} could NOT be fenced in`,
    headline: (s) =>
      line`The leaked AccessKey of ${s.user} is not limited to known networks. The deny on the user stands, as it did before.`,
    todo: () => line`Nothing for the fence: the next look tries again where it can. Rotate the key.`,
  },
  keptTitle: 'It works from:',
  leftTitle: 'Left out:',
  reasons: {
    'worked-before': 'worked from there before the leak',
    'shared-with-attack': 'the business AND the attack came from there: let in, so look at it',
    attack: 'the attack came from there',
    'since-suspicion': 'first seen since the suspicion',
    'shortly-before': 'first seen shortly before the suspicion, on few days',
    'no-address': 'a service of the cloud, no address',
    'former-policy': 'the network policy that bound the key before does not allow it',
  },
  item: (address, reason) => line`${address}: ${reason}`,
  sts: 'It does not bind temporary sessions (STS) and the console.',
};
