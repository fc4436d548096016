import { line } from '../message';
import { consoleEn } from './console.en';
import { failureEn } from './failure.en';
import { fencedEn } from './fenced.en';
import { followUpEn } from './follow-up.en';
import { givenEn } from './given.en';
import { hygieneEn } from './hygiene.en';
import { idleEn } from './idle-keys.en';
import type { Texts } from './keys';
import { labelsEn } from './labels.en';
import { madeStepsEn } from './made-steps.en';
import { merged } from './merged.en';
import { rotationEn } from './rotation.en';
import { situationsEn } from './situations.en';
import { stepsEn } from './steps.en';
import { tamperingEn } from './tampering.en';

export const en: Texts = {
  situations: situationsEn,
  steps: stepsEn,
  headings: {
    investigation: 'What the key did',
    window: 'Timeline',
    owner: 'Whose key, and what it can do now',
    application: 'Which application uses it',
    limited: 'Other ways in of this user',
    impact: 'What your business will feel',
    sessions: 'Temporary sessions still open',
    billable: 'New resources that cost money',
    published: 'Where it was published',
    done: 'What was done, and what could not be',
    remaining: 'What is left for you to do',
    decide: 'Commands',
    report: 'Report',
  },
  labels: labelsEn,
  tags: { danger: '[URGENT]', decide: '[DECIDE]', contained: '[CONTAINED]', info: '[NOTICE]' },
  language: 'en',
  observeTag: '[observe: nothing was changed]',
  colon: ': ',
  comma: ', ',
  zone: 'UTC',
  none: 'none',
  yes: 'yes',
  no: 'no',
  unknownTime: 'not known',
  root: 'root (the account itself)',
  rootName: 'root',
  unknownOwner: 'unknown user',
  sources: {
    'security-center': 'Security Center',
    config: 'Cloud Config',
    actiontrail: 'ActionTrail',
    bus: 'custom event bus',
    manual: 'manual invocation',
    'command-line': 'command line',
  },
  stepNames: {
    ...madeStepsEn,
    'attach-quarantine': 'attach the quarantine policy to the user',
    'attach-freeze': 'attach the freeze policy to the user',
    'add-to-group': 'add the user to the quarantine group',
    'disable-key': 'disable key',
    fence: 'limit key to its known networks:',
    'restore-network': 'put the former network policy back on key',
    'require-mfa': 'require a second factor at the console login of',
    'reset-password': 'require a second factor and a new password at the console login of',
    'close-console': 'switch off the console login of',
    'restore-console': 'put the former console login back for',
    'attach-part': 'attach a further part of the policy',
    'activate-key': 'enable key',
    detach: 'detach policy',
    'leave-group': 'take the user out of the quarantine group',
    'keep-login': 'leave for another contained key the console login of',
    'keep-deny': 'leave the deny for key',
    'leave-deny': 'leave on the user:',
    'keep-fence': 'the former network policy is not put back on key',
  },
  details: {},
  findingNames: {
    'alarms-silenced':
      'Somebody marked this leak as dealt with or whitelisted in Security Center while the key still worked: a thief may be hiding it.',
  },
  phrases: [],
  made: {
    user: (name) => line`user ${name}`,
    role: (name) => line`role ${name}`,
    other: (name) => line`rights of ${name}`,
    with: (whose, things) => line`${whose} (${things})`,
    console: 'console login',
    first: (count, made) =>
      line`First deal with what was made with the key (${count} ${count === 1 ? 'identity or grant' : 'identities or grants'}): ${made}.`,
    step: (made) =>
      line`What the key made is another way in. The deny binds the key's own user, and nobody else: look at each and disable what is not yours: ${made}.`,
  },
  couldNotCheck: (why) => line`could not check (${why})`,
  more: (count) => `… and ${count} more`,
  shortened: 'Shortened: this message was too long for the channel. The whole of it is in the e-mail and the report.',
  maskedHint: 'The key id is masked here. Put in the whole id from the e-mail or the report.',
  owner: {
    administrator: (is) => (is ? 'YES: the key could do everything' : 'no'),
    ableQuarantine: 'read data and make low-risk calls: quarantine denies high-risk calls only',
    ableFreeze: 'nothing: every call of the user is denied',
    ableDisabled: 'nothing: the key is disabled',
    ableDeleted: 'nothing: the key is deleted',
    ableAll: 'do everything that its owner may do',
    ableReleased: 'do what its owner may do, unless the key was disabled or deleted when it was released',
    neverUsed: 'no use on record',
    otherKey: (key, status) => line`${key} (${status})`,
    claimed: (user) => line`not found in this account (the notice claims: ${user})`,
    console: {
      limited: 'the user can sign in to the console, under the same deny',
      open: 'the user can sign in to the console, and is not limited there',
      absent: 'no console sign-in',
    },
    limitedToo: 'The deny is on the user, not on the key alone: its other keys and its console access are limited too.',
    notLimited: 'There is no deny on the user: its other keys and its console access are not limited.',
  },
  window: {
    thief: {
      yes: 'YES',
      no: 'none seen',
      'not visible yet': 'not visible yet (audit data arrives about 10 minutes late)',
    },
    dataUpTo: (time) => `data up to ${time}`,
    dataUnknown: 'how far the data goes is not known',
    after: (span) => `${span} later`,
    noDeny: 'no deny attached',
    exposed: (span, from) => `${span}, from ${from === 'published' ? 'publication' : 'its finding'} to deny`,
    stillExposed: (span) => `${span} so far, and it goes on`,
  },
  use: {
    noApplication: 'No recent use is on record.',
    applicationHead: ['Address', 'Program', 'Service', 'Last (UTC)'],
    noImpact: 'None of the recently used actions is denied.',
    nothingLimited: 'Nothing was limited, so your business feels nothing.',
    everythingDenied: 'Everything that this user runs stands still: every call is denied.',
    impactIntro: 'These recently used actions fail now:',
    impactHead: ['Action', 'Times', 'Last (UTC)'],
    noSessions: 'None is known.',
    later: 'Not looked at yet: the second message tells.',
    suspects: (calls, ips) =>
      line`Used since the leak, perhaps by the thief: at least ${calls} ${calls === 1 ? 'call' : 'calls'} from ${ips}.`,
    unknownRole: 'a role that the log does not name',
    session: (id, role, endsAt) =>
      line`${role}${id === undefined ? '' : line` (${id})`}, ends ${endsAt ?? 'at an unknown time'}`,
    sessionsNote: 'Disabling the key does not end them: they end by themselves, sooner only by a deny on their role.',
    noBillable: 'None is known.',
    billable: (what, region, at, how) => line`${what} in ${region}, made ${at} by ${how}`,
    notPublished: 'The notice names no place.',
    publishedNote:
      "Text on purpose, not a link: the address may be the attacker's. To read it, replace hxxp by http and [.] by a dot.",
  },
  done: {
    nothing: 'Nothing was changed.',
    observed: 'Nothing was changed: observe mode.',
    root: 'Nothing can be: no policy binds the account itself. What the key does is being collected as evidence.',
    observePlan: 'In enforce mode this would have been done:',
    emptyPlan: 'In enforce mode nothing would have been done either.',
    attached: (policy, user, at) =>
      at ? line`Policy ${policy} attached to ${user} at ${at}: ` : line`Policy ${policy} attached to ${user}: `,
    quarantineMeans: 'high-risk calls are denied, ordinary ones go on.',
    freezeMeans: 'every call is denied.',
    keyDisabled: (key) => line`Key ${key} disabled (not deleted).`,
    alsoFrozen: (names) => line`Frozen as well, because the attack made them: ${names}.`,
    notFrozen: (names) => line`${{ strong: 'NOT frozen' }}, although the attack made them: ${names}.`,
    failedSteps: (count) => `${count} step${count === 1 ? '' : 's'} FAILED: see below.`,
    ok: (step, detail, at) => line`Done: ${step} (${detail}), ${at}`,
    failed: (step, detail, at) => line`${{ strong: 'FAILED' }}: ${step} (${detail}), ${at}`,
    findings: 'Noticed besides:',
    caveats: 'What this alert cannot know, or what went wrong besides:',
    verification: {
      'deny attached': () => 'the deny is attached, read back; whether calls are refused shows in about 10 minutes',
      'contained, quiet': (since) =>
        since
          ? `contained: no denied action has succeeded since ${since}`
          : 'contained: no denied action has succeeded',
      'contained, still active': () => 'STILL ACTIVE: calls succeed that should be refused',
      'not verified': () => 'NOT VERIFIED: whether the containment holds could not be checked',
    },
    biteLate:
      'the deny is attached, and took effect late: quiet is not claimed before an hour without a call getting through',
    residualNone: 'none found',
    reasonSet: 'Decision',
  },
  decide: {
    byRoot: 'whoever can sign in as the account itself (root): now',
    byHold: (time) => `whoever may run the approve command; best before ${time}`,
    byContained: (time) => `the key's user and the account's administrator: rotate within a day, by ${time}`,
    byFailed: "the account's administrator: now",
    byObserve: "the account's administrator: now; this tool will not act",
    byNobody: 'nobody has to decide',
    holdStays: 'Until someone decides, nothing is done. You are reminded after 1, 4 and 24 hours.',
    holdStaysDenied:
      'Until someone decides, nothing more is done; what was denied stays denied. You are reminded after 1, 4 and 24 hours.',
    releaseDeleted: 'Give the power back (the key is deleted; look first at what it made):',
    release: 'Give the power back (only after the old key is disabled and deleted, or if this was a false alarm):',
    approve: 'Contain it now, in spite of the hold:',
    approveAll: 'Contain every key that is held, this one among them:',
    approveAgain: 'Contain it all the same:',
    containByHand: 'Contain it with your own rights:',
    exempt:
      'A denied action that your business cannot miss? Exemptions are approved before an incident, never made in one: rotate the key and release.',
    noCommandRoot:
      'No deny reaches a root key: switch it off in the console, or by `rotate --root` with credentials of the account itself.',
    noCommandObserve: 'No command undoes anything: nothing was changed.',
    noCommandNone: 'No command is needed.',
    reasonPlaceholder: '…',
    releasedBefore: (by, at, reason) => line`Released before by ${by}, ${at}: ${reason}`,
  },
  report: {
    place: 'Report',
    notYet: 'Being written: a second message brings it when the investigation is done.',
    privateNote: 'The bucket is private: open it in the OSS console.',
    attached: 'The report is attached to the e-mail.',
    missing: (why) => line`The report could not be attached (${why}); it lies in the evidence bucket.`,
  },
  summary: {
    title: (user) => `what the leaked key of ${user} did`,
    headline: (s, { eventCount: calls, goesOn }, thief) =>
      thief === 'yes'
        ? line`Somebody else used ${s.user}'s leaked AccessKey. The investigation found ${calls} calls${goesOn ? ' so far' : ''}.`
        : goesOn
          ? line`The investigation of ${s.user}'s leaked AccessKey goes on: ${calls} calls read so far.`
          : line`The investigation of ${s.user}'s leaked AccessKey is done: ${calls} calls found.`,
    goesOn: 'There are more calls than one run reads, the newest first. Another message follows when all are read.',
    complete: 'complete',
    cut: (cuts) => line`NOT complete: ${cuts}`,
    period: (first, last) => `${first} to ${last}`,
    highlightsHead: ['Time (UTC)', 'Call', 'Address', 'Outcome'],
    highlights: 'The most telling calls:',
    noCalls: 'No calls to show.',
    allowed: 'succeeded',
    refused: 'refused',
    cost: (lastDay, currency, usual) =>
      usual
        ? line`last day ${lastDay} ${currency}, usually ${usual.day} ${currency} a day (over ${usual.days} days); bills lag by about a day`
        : line`last day ${lastDay} ${currency}; too few days before the suspicion to say what is usual; bills lag by about a day`,
  },
  confirmed: {
    title: (situation) => `the leak is confirmed: ${situation}`,
    happened: (source) =>
      source === undefined
        ? 'Security Center says by now that the published secret of this AccessKey is valid, which it was not known to be when the leak was listed: this is no false alarm. '
        : `Security Center lists this AccessKey with a valid secret. The first to tell of it was a notice by ${source}, which anybody can have sent: whatever that said, this is no drill and no false alarm. `,
  },
  reminder: {
    title: (hours, rest) => `waiting for ${hours} h: ${rest}`,
    happened: (hours, stays) =>
      `This has been waiting ${stays === 'approved' ? '' : 'for a decision '}for ${hours} hour${hours === 1 ? '' : 's'}. ${{ contained: 'What was denied stays denied meanwhile. ', released: '', open: 'Meanwhile nothing was done. ', approved: 'A person approved its containment, and it could not be carried out: approve it once more with rights of your own. ' }[stays]}`,
  },
  given: givenEn,
  fenced: fencedEn,
  test: {
    title: 'a test: alerts arrive here',
    headline: (account) => line`A test of the AccessKey responder of account ${account}: its alerts arrive here.`,
    todo: 'Nothing. Alerts about leaked AccessKeys will look like this one.',
    who: 'nobody has to decide anything',
  },
  failure: failureEn,
  hygiene: hygieneEn,
  rotation: rotationEn,
  idle: idleEn,
  console: consoleEn,
  tampering: tamperingEn,
  followUp: followUpEn,
  rootEnded: {
    title: 'the leaked root key is off; the incident is closed',
    headline:
      'The credential report shows that the leaked AccessKey of the account itself (root) has no power any more. Its incident is closed.',
    todo: (audit) =>
      line`Nothing, if you know of it. If not, find out who switched it off: ${audit}. What the key made while it worked is still there: see the incident's report.`,
  },
  ...merged,
  origin: (incident, time) =>
    incident === undefined
      ? line`ak-tourniquet, AccessKey responder · ${time}`
      : line`ak-tourniquet, AccessKey responder · ${time} · incident ${incident}`,
};
