import { line } from '../message';
import type { Texts } from './keys';

/** What the responder says of itself when it fails. */
export const failureEn: Texts['failure'] = {
  responder: {
    title: 'the responder itself failed',
    headline: (what) => line`The AccessKey responder failed: ${what}`,
    failures: 'What failed:',
    consequences: 'What that means:',
    todo: (isSaid) =>
      `Look at the function's log, and at the keys of open incidents by hand. ${isSaid ? 'What it means until then stands below.' : 'Until it works again, leaks may not be contained.'}`,
  },
  configuration: {
    title: "the responder's configuration is invalid: NOTHING is contained",
    headline: 'The AccessKey responder has an invalid configuration. It contains nothing until that is put right.',
    todo: 'Correct the environment variables of the function. Every problem is listed below.',
    problems: (count) => `${count} problem${count === 1 ? '' : 's'}:`,
  },
  event: {
    title: 'an event could not be understood',
    headline: 'The AccessKey responder received an event that it cannot read. It was kept, not dropped.',
    todo: 'Look at the kept event: if it tells of a leak, invoke the function by hand with the AccessKey id.',
    others:
      'Whatever else cannot be understood in the same way within this hour of the clock is kept there too, and is not told again.',
    bytes: (count) => `${count} bytes`,
  },
  unreadLeaks: {
    title: 'a leaked key could not be read: it is NOT contained',
    headline:
      'Security Center lists a leaked AccessKey whose id the AccessKey responder cannot read. Nothing was done about it; the record was kept.',
    todo: 'Look in Security Center which key it is. If it is yours and works, contain it by hand: invoke the function with its AccessKey id, or switch it off.',
    others: 'Other records whose key cannot be read are told of in the next hour of the clock.',
  },
  tampered: {
    title: "the responder's memory was tampered with",
    headline: (count) =>
      `${count} object${count === 1 ? '' : 's'} in the AccessKey responder's bucket ${count === 1 ? 'was' : 'were'} written, changed or taken away by somebody else.`,
    unchainedAlone: (count) =>
      `${count === 1 ? 'An entry' : `${count} entries`} of the AccessKey responder's memory ${count === 1 ? 'does' : 'do'} not follow from the one before: somebody put another in its place for a while, or an answer of OSS was cut when it was read.`,
    todo: 'Find out who did it (OSS access log), and take that right away: a thief may try to stop containments.',
    objects: 'Not ours any more, or gone; what they say does not count:',
    unchained:
      'Ours, and not following from the entry before them, which was another one when they were written; what they say counts:',
    putBack: 'Missing, and written again by what the journals say:',
  },
  who: "the account's administrator: now",
};
