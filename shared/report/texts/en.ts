import type { ReportTexts } from './keys';

const STEPS = new Map([
  ['attach-quarantine', 'Quarantine attached: an explicit deny of high-risk actions; business goes on'],
  ['attach-freeze', 'Freeze attached: an explicit deny of everything'],
  ['add-to-group', 'User added to the quarantine group, which carries the deny'],
]);

const LOGINS: Readonly<Record<string, (user: string) => string>> = {
  'require-mfa': (user) => `A second factor is required at the console login of ${user}`,
  'reset-password': (user) => `A second factor and a new password are required at the console login of ${user}`,
  'close-console': (user) => `The console login of ${user} is off: it was taken over`,
};

export const en: ReportTexts = {
  lang: 'en',
  title: 'Leaked AccessKey: incident report',
  kind: 'Incident report: leaked AccessKey',
  zone: 'Times are UTC.',
  comma: ', ',
  gap: ' ',
  verdict: {
    contained: (user) => `The leaked AccessKey of ${user} is contained.`,
    attached: (user) => `The deny on ${user} was attached.`,
    unverified: (problem) => `Whether it holds is NOT verified${problem === '' ? '' : `: ${problem}`}.`,
    givesPower: (policies) =>
      `${policies}, this tool's own, was rewritten by somebody and GIVES power: take it off in the RAM console, or run setup, now.`,
    residual: 'High-risk actions are still allowed (listed below): look at them now.',
    made: (count) =>
      `What it made before is not contained: ${count === 1 ? 'one identity or grant' : `${count} identities or grants`} to look at.`,
    sessions: (count, until) =>
      `${count === 1 ? 'One session' : `${count} sessions`} that the attack opened ${count === 1 ? 'lives' : 'live'} on${until === undefined ? '' : ` until ${until}`}: only a deny on the role ends ${count === 1 ? 'it' : 'them'}.`,
    goesOn: (user) =>
      `The leaked AccessKey of ${user} is denied, but the attack GOES ON under identities that the deny does not bind.`,
    stillActive: (user) => `The leaked AccessKey of ${user} is still being used for denied actions.`,
    notContained: (user) => `The leaked AccessKey of ${user} is NOT contained.`,
    observed: (user) => `Observe mode: nothing was done about the leaked AccessKey of ${user}.`,
    held: (user) => `The leaked AccessKey of ${user} waits for a person's decision. Nothing was done.`,
    heldBesides: (user) => `The deny on ${user} stays; what was reported besides waits for a person's decision.`,
    released: (user, by, at) => `${user} was released by ${by}, ${at}: the deny of this tool is off since.`,
    biteLate: (problem) => `But the deny took effect late: ${problem}.`,
    root: "The leaked AccessKey is the root account's. No policy can restrict it: act now.",
    inactive: (user) => `The leaked AccessKey of ${user} was off already.`,
    none: 'Nothing was done about this AccessKey.',
  },
  thief: {
    yes: (allowed, refused) =>
      `Somebody else used it: ${allowed} calls from new addresses went through, ${refused} were refused.`,
    no: 'Nobody else was seen using it.',
    notYet: 'Whether somebody else used it does not show yet.',
    cutUpTo: (time) => `NOT complete: not every region could be read. Data up to ${time}.`,
    upTo: (time) => `Complete up to ${time}; later calls may still be missing.`,
  },
  who: {
    user: 'Identity',
    key: 'AccessKey',
    account: 'Account',
    created: 'Report made',
    root: 'root account',
    unknown: 'an unknown user',
  },
  tiles: {
    toDeny: 'from the signal to the deny',
    noDeny: ['none', 'deny attached'],
    answered: 'calls from new addresses went through',
    refused: 'calls refused after the deny',
    made: 'identities or grants made with the key',
    cost: 'billed on the last day',
    costUnknown: 'the bill could not be checked',
  },
  chain: {
    heading: 'Who the thief became',
    lead: (count) =>
      count === 1
        ? 'One identity that the key made or became; its calls are in the evidence as well.'
        : `${count} identities that the key made or became, each below the one that made it; their calls are in the evidence as well.`,
    leaked: 'the leaked key',
    by: (call) => `by ${call}`,
    contained: 'contained',
    types: {
      'access-key': 'AccessKey',
      session: 'temporary session',
      user: 'RAM user',
      'login-profile': 'console login',
      role: 'role',
      'cloudsso-user': 'CloudSSO user',
      'identity-provider': 'identity provider',
      application: 'OAuth application',
      'app-secret': 'application secret',
      'client-key': 'KMS client key',
      kubeconfig: 'cluster kubeconfig',
      'vpn-certificate': 'VPN client certificate',
      'api-key': 'model API key',
      'scim-credential': 'CloudSSO SCIM credential',
      'user-provisioning': 'CloudSSO user provisioning',
      passkey: 'passkey',
      'mfa-device': 'MFA device',
      'group-membership': 'group membership',
      policy: 'policy',
      grant: 'grant',
      'access-assignment': 'CloudSSO assignment',
      'changed-user': 'RAM user, given power',
      'changed-role': 'role, trust changed',
      'changed-key': 'AccessKey, switched on again',
      function: 'function',
      layer: 'function layer',
      trigger: 'function trigger',
      'timed-command': 'timed command',
      'scaling-rule': 'scaling rule',
      'scaling-group': 'scaling group',
      'scaling-configuration': 'scaling configuration',
      'provisioning-group': 'auto provisioning group',
      'scheduled-task': 'scheduled task',
      execution: 'OOS execution',
      stack: 'ROS stack',
      'bucket-replication': 'bucket replication',
      'bucket-policy': 'bucket policy for another account',
      'shared-image': 'shared image',
      'shared-snapshot': 'shared snapshot',
    },
  },
  course: {
    heading: 'What happened',
    lead: 'Every call of the key since the leak was found. Red went through, green was refused.',
    chart: 'Calls of the key over time',
    newAllowed: 'new address, went through',
    newRefused: 'new address, refused',
    newFailed: 'new address, failed otherwise',
    usual: 'known address',
    perColumn: (span) => `One bar: ${span}`,
    most: (count) => `${count} calls`,
    moments: {
      published: 'Published',
      found: 'Leak found',
      signal: 'Signal received',
      'thief-first': 'First call from a new address',
      'thief-last': 'Last call from a new address that went through',
      deny: 'Deny attached',
      'key-disabled': 'Key disabled',
      'refused-first': 'First call refused',
      'success-last': 'Last success of a denied action',
      verified: 'Read back',
      quiet: 'No denied call has succeeded since',
      alerted: 'Owner alerted',
      released: 'Released',
      investigated: 'Investigated',
    },
    lag: 'ActionTrail shows a call about 10 minutes late: the most recent calls may be missing here.',
  },
  done: {
    heading: 'What was done',
    leadAct: 'Each step on its own, as it went. Nothing was deleted: all of it can be undone.',
    leadObserve: 'Observe mode makes no change. This is what enforce mode would have done.',
    reason: 'Decision',
    nothing: 'Nothing was changed.',
    ok: 'done',
    failed: 'FAILED',
    step: (step) => {
      const frozen = /^freeze-(user|role):(.+)$/s.exec(step);
      if (frozen) return `Freeze attached to the ${frozen[1]} ${frozen[2]}, which the attack made`;
      const [, quarantined, whose = ''] = /^quarantine-(user|role):(.+)$/s.exec(step) ?? [];
      if (quarantined)
        return `Quarantine attached, in place of freeze, to the ${quarantined} ${whose}, which the attack made`;
      const [, checked, held = ''] = /^check-(user|role):(.+)$/s.exec(step) ?? [];
      if (checked) return `Read back that freeze binds the ${checked} ${held}`;
      if (step.startsWith('disable-made-key:')) return `Key ${step.slice(17)} of a user whom the attack made disabled`;
      const [, login, user = ''] = /^(require-mfa|reset-password|close-console):(.+)$/s.exec(step) ?? [];
      if (login) return LOGINS[login]?.(user) ?? step;
      if (step.startsWith('fence:'))
        return `Key ${step.slice(6)} limited to the networks where it worked before the leak`;
      return step.startsWith('disable-key:') ? `Key ${step.slice(12)} disabled` : (STEPS.get(step) ?? step);
    },
    plan: 'planned',
    verification: {
      'deny attached': 'Read back: the deny is attached and says what it should.',
      'contained, quiet': 'Contained: no denied call has succeeded since.',
      'contained, still active': 'Contained, but denied actions still succeed.',
      'not verified': 'The containment could not be verified.',
    },
    biteLate:
      'The deny is attached, and took effect late: quiet is not claimed before an hour without a call getting through.',
    quietSince: (time) => `Contained: no denied call has succeeded since ${time}.`,
    lookedAt: (time) => `Looked at ${time}.`,
    notVerifiedYet: 'Not verified yet.',
    residual: (count) => `High-risk actions that the user's policies still allow: ${count}`,
    residualNone: 'No high-risk action is left to the user.',
  },
  did: {
    heading: 'What the key did',
    lead: (total, from, to) => `${total} calls between ${from} and ${to}.`,
    nothing: 'No call of the key was found.',
    findings: 'Worth acting on',
    noFindings: 'No call stands out.',
    unknownTime: 'an unknown time',
    severity: { low: 'low', medium: 'medium', high: 'high', critical: 'critical' },
    times: (count) => (count === 1 ? '1 event' : `${count} events`),
    byService: 'By service',
    byAddress: 'By source address',
    newAddress: 'new',
    knownAddress: 'known',
    seen: (first, last) => (first === last ? first : `${first} to ${last}`),
    calls: 'Calls since the leak',
    callsHead: ['Time (UTC)', 'Outcome', 'Call', 'From'],
    outcome: { allowed: 'allowed', refused: 'refused', failed: 'failed' },
    leftOut: (shown, left) => `The ${shown} most telling calls are shown; ${left} more are in the evidence:`,
    leftOutPlace: 'evidence files',
    more: (count) => `and ${count} more`,
    history: 'Calls a day, last 90 days',
  },
  cost: {
    heading: 'What it cost',
    lead: "The account's bill by day, before tax.",
    chart: 'Bill by day',
    usual: (amount) => `A usual day: ${amount}`,
    byProduct: 'By product',
    product: 'Product',
    lastDay: 'Last day',
    allDays: 'All days',
    balance: (amount) => `Balance: ${amount}`,
    nothing: 'No bill could be read.',
    failed: (count) =>
      count === 1
        ? 'One look into the bill failed: its amounts are unknown, not zero.'
        : `${count} looks into the bill failed: those amounts are unknown, not zero.`,
    billable: 'Started with the key, and billed by the hour:',
    lag: 'Bills lag about a day. The bill is read again after 24 and 48 hours.',
    jump: 'well above a usual day',
  },
  unknown: {
    heading: 'What could not be checked',
    lead: 'None of this may be read as "nothing there".',
    nothing: 'Every source answered in full.',
    what: (name) => WHAT[name] ?? name,
  },
  next: {
    heading: 'What you must do next',
    lead: 'In this order. The deny gives you time; it does not end the leak.',
    attackSessions:
      'End the sessions that the attack opened. They go on until the time shown, whatever becomes of the key:',
    endSession: 'Only a deny on the role ends them sooner:',
    roles: 'Roles > (the role) > Grant permission',
    endSessionNote:
      '. It binds whoever else works by this role as well: take it off when the last of these sessions has ended.',
    sessions: "Sessions of the key's own application go on until they end, whatever becomes of the key:",
    session: (role, ends) => `${role}, until ${ends}`,
    release: 'To give the power back, after the key was disabled and deleted, or after a false alarm:',
    releaseReason: 'reason',
    made: 'Look at each of these, made or given power with the key; disable what is not yours, and delete it:',
  },
  evidence: {
    heading: 'Where the evidence is',
    lead: "Every file with its SHA-256. The manifest names them all, the journal holds the manifest's own hash under its seal. Passwords, tokens, signatures and the values of settings were taken out: [removed] stands there, and [secret] for a secret of this tool's own.",
    place: 'Bucket',
    file: 'File',
    size: 'Size',
    complete: 'complete',
    cut: 'cut',
    verify:
      'The bucket is private: open it in the OSS console. The names below lead to the files of a pack that you have downloaded.',
    files: (count) => `All ${count} files`,
  },
  footer: 'Made by ak-tourniquet. This file holds no script and loads nothing.',
  rows: {
    'root-key': 'root key',
    'not-ours': 'not a key of this account',
    deleted: 'the key is deleted',
    'already-inactive': 'the key was off already',
    'released-same-leak': 'released before, same leak',
    'released-new-leak': 'released before, new leak',
    'released-since-confirmed': 'released before, confirmed since',
    'secret-invalid': 'the secret that was published is not valid',
    excluded: 'excluded by configuration',
    'over-cap': 'over the hourly cap',
    unused: 'the key is not in use',
    'use-unknown': 'whether the key is in use could not be checked',
    'in-use': 'the key is in use',
    'success-after-deny': 'a denied action succeeded after the deny',
    'persistence-after-leak': 'persistence was made after the leak',
  },
};

const WHAT: Readonly<Record<string, string>> = {
  lastUse: 'Last use of the key',
  application: 'Which application uses the key',
  businessImpact: 'What the business will feel',
  residual: 'Power that is left',
  administrator: 'Whether the user is an administrator',
  console: 'Console login of the user',
  caveat: 'During the containment',
  objects: 'Objects read, written, deleted',
  cost: 'What it cost',
};
