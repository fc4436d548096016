import { type Line, line } from '../message';
import type { StepFacts, StepTexts } from './keys';

export const stepsEn: StepTexts = {
  root: (f) => [
    line`Sign in as the account itself (not as a RAM user) and open ${f.page('rootKeys')}. Find ${f.key}.`,
    f.use === 'unused'
      ? line`No use of it is known: click Disable, then Delete.`
      : line`Nothing of yours uses it: click Disable, then Delete. In doubt, disable it first: one click enables it again.`,
    line`Your application uses it: create a new AccessKey, keep its secret safe, put it in place of the old one, check that everything works, then disable and delete the old one. Better: give the application a RAM user or a role instead.`,
    line`Change the account's password and turn on MFA for the account itself; require MFA for every RAM user at sign-in: ${f.page('ram')} > Settings.`,
    ...trail(f),
  ],
  ramUser: (f) => [
    ...own(f),
    ...(f.released && !f.denied
      ? []
      : [
          f.denied
            ? line`Keep the deny attached until the old key is disabled and deleted. Then remove every permission that ${f.user} does not need.`
            : line`Until the key is disabled and deleted, attach a policy to ${f.user} that denies high-risk permissions, and remove every permission that is not needed.`,
        ]),
    line`MFA: require it for the console sign-in of all RAM users, and bind a device for each: ${f.page('ram')} > Settings.`,
    ...trail(f),
  ],
  deleted: trail,
  unknown: (f) => [
    line`Search this key id in every account of yours: ${f.page('ram')} (users), ${f.page('rootKeys')} (root keys).`,
    line`Found: disable it there; rotate it first only if an application needs it.`,
  ],
};

function own(f: StepFacts): Line[] {
  const place = line`${f.page('ram')} > Users > ${f.user} > AccessKey`;
  if (f.keyDisabled) {
    return [
      line`The key is disabled already. Did an application stop? Create a new AccessKey for it (${place}), put it in place, and check that it works.`,
      line`Nothing needs the old key any more: delete it, on the same page.`,
    ];
  }
  if (f.released && !f.denied)
    return [
      line`${f.released.by} released it: if it is the leaked key still, and not a false alarm, rotate it. Create a new AccessKey, put it in place of the old one, check that everything works, then delete the old one: ${place}.`,
    ];
  const rotate = line`An application uses it: rotate now. Create a new AccessKey, keep its secret safe, put it in place of the old one, check that everything works, then disable and delete the old one: ${place}.`;
  const drop = line`Nothing uses it: disable it, then delete it: ${place}.`;
  if (f.use === 'unused') return [drop];
  if (f.use === 'used' && f.denied) return [rotate];
  return f.denied
    ? [drop, rotate]
    : [line`Disable it now, if your business can bear it (one click enables it again): ${place}.`, rotate];
}

/** Logs, other identities, bills: the same for every owner. */
function trail(f: StepFacts): Line[] {
  return [
    line`Logs: ${f.page('audit')} > AccessKey audit, enter the key id. Look for addresses that are not yours, and for resources that you did not make or delete. Data calls of OSS and SLS are not there: look into the logs of those products.`,
    line`Other users and keys: ask the owner of everything strange. A user still needed: change the password, turn on MFA. Not made by you, or idle: delete it (the recycle bin can restore it). A strange key: restrict it, then rotate it.`,
    line`Bills: ${f.page('cost')}, look for charges that you cannot explain, and protect the products they come from. Bills lag by about a day: look again tomorrow.`,
    line`Watch Alibaba Cloud's own text messages, e-mails and console messages: ${f.page('securityCenter')}.`,
  ];
}
