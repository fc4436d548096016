import { connectSetup } from '../../shared/aliyun';
import { ifThere } from '../../shared/aliyun/call';
import type { PolicyHolders } from '../../shared/aliyun/ram-policies';
import { CLI, WITH_REASON } from '../../shared/command-line';
import { CloudCallFailed } from '../../shared/errors';
import { looked } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import { listIncidents, OVER } from '../../shared/incident/listing';
import { inLanes } from '../../shared/lanes';
import { FREEZE_POLICY, MOST_DOCUMENTS, QUARANTINE_GROUP, QUARANTINE_POLICY } from '../../shared/ram-policy/documents';
import { FUNCTIONS, isRightsName, ROLE_RIGHTS, roleName } from '../../shared/ram-policy/role-rights';
import { type Consent, confirm } from '../confirm';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { jsonText, printable } from '../printable';
import type { CliRun } from '../run';
import { refuseOtherPlace } from './other-place';
import { accountInWords } from './parts';
import type { Say, SetupClients, Step } from './policies';

export interface RemoveOptions extends Consent {
  /** The evidence bucket's name, written out: its journals, packs and reports go, too. */
  readonly deleteEvidence?: string;
  readonly json?: boolean;
}

const DENIES = [
  ...Array.from({ length: MOST_DOCUMENTS }, (_, i) => `${QUARANTINE_POLICY}${i === 0 ? '' : i + 1}`),
  FREEZE_POLICY,
];
/** Open incidents that the plan names. */
const MOST_NAMED = 10;
/** Deletions under way at a time. */
const AT_ONCE = 8;

/**
 * Takes away what set-up made: roles with their rights, group, deny policies. The archive stays, and so does the evidence,
 * unless its bucket is named. Refuses, with exit code 4, while anybody carries a deny: taking the policy away would give the power back
 * unasked. Safe to run again, and beside another one: what is gone already, or goes meanwhile, is as good as taken away.
 */
export async function removeCommand(cli: CliRun, options: RemoveOptions): Promise<ExitCode> {
  const { config, clock, credentials } = cli;
  const { bucket, archiveBucket } = config.evidence;
  if (options.deleteEvidence !== undefined && options.deleteEvidence !== bucket)
    throw new CommandEnded(
      EXIT.usage,
      `--delete-evidence names ${options.deleteEvidence}, and the evidence bucket is ${bucket}.`,
    );
  const say: Say = (sentence) => void process.stderr.write(`${printable(sentence)}\n`);
  const clients = connectSetup(config, clock, credentials);
  await refuseOtherPlace(
    cli,
    'what is open there would be given up unseen. Give this shell those settings, and run it again.',
  );
  const denies = await existing(clients, DENIES);
  await refuseWhileDenied(clients, denies);
  const steps = [
    // While there is a deny to attach, the functions keep the rights to attach it.
    ...(await groupSteps(cli, clients)),
    ...[...denies.keys()].map((name) => policyStep(clients, name)),
    ...(await roleSteps(cli, clients)),
    ...(options.deleteEvidence === undefined ? [] : await evidenceSteps(cli, clients, say)),
  ];
  if (steps.length === 0) {
    say(`Nothing of set-up is there (account ${cli.run.accountId}).`);
    if (options.json) process.stdout.write(jsonText({ done: [] }));
    return EXIT.done;
  }
  const kept = `keep the bucket ${bucket} with all evidence (--delete-evidence ${bucket} deletes it)`;
  const unnamed =
    'keep the archive bucket as well, where one was made: TOURNIQUET_ARCHIVE_BUCKET does not name it here';
  const archived = `keep the archive ${archiveBucket} with its copies of finished packs: it is yours to delete, once its retention is over`;
  const functions = 'leave functions and triggers: `s remove` takes them away, before this or after it';
  const open = await openNow(cli);
  const plan = [
    ...openLines(open),
    ...steps.map((step) => step.plan),
    ...(options.deleteEvidence === undefined && (await clients.buckets.isThere(bucket)) ? [kept] : []),
    archiveBucket === undefined ? unnamed : archived,
    functions,
  ];
  say(accountInWords(cli));
  await confirm(plan, options);
  // Somebody may have been contained while a person read the plan.
  await refuseWhileDenied(clients, await existing(clients, DENIES));
  refuseOpenedSince(open, await openNow(cli));
  for (const { plan: what, act } of steps) {
    await unlessCarried(clients, act);
    say(`done   ${what}`);
  }
  if (options.json) process.stdout.write(jsonText({ done: steps.map((step) => step.plan) }));
  return EXIT.done;
}

/** The custom policies of these names that are there, with those who carry them. */
async function existing({ policies }: SetupClients, names: readonly string[]): Promise<Map<string, PolicyHolders>> {
  const found = await Promise.all(
    names.map(async (name) => [name, await ifThere(policies.listEntitiesForPolicy({ name, type: 'Custom' }))] as const),
  );
  return new Map(found.flatMap(([name, holders]) => (holders === undefined ? [] : [[name, holders] as const])));
}

async function refuseWhileDenied(
  { policies }: SetupClients,
  denies: ReadonlyMap<string, PolicyHolders>,
): Promise<void> {
  const inGroup = (await ifThere(policies.listUsersForGroup(QUARANTINE_GROUP))) ?? [];
  const users = new Set([...inGroup, ...[...denies.values()].flatMap((holders) => holders.users)]);
  const frozen = new Set([...denies.values()].flatMap((holders) => holders.roles));
  const groups = new Set([...denies.values()].flatMap((holders) => holders.groups));
  groups.delete(QUARANTINE_GROUP);
  const carry = [
    ...[...users].map((name) => `user ${name}`),
    ...[...frozen].map((name) => `role ${name}`),
    // Of somebody else's making, and whoever is in it has a deny.
    ...[...groups].map((name) => `group ${name}`),
  ];
  if (carry.length > 0)
    throw new CommandEnded(
      EXIT.person,
      `These carry a deny, and would have their power back: ${carry.join(', ')}. Give it back first, one by one: ${CLI} release KEY ${WITH_REASON} (${CLI} status lists the keys)${groups.size > 0 ? '; from a group that is none of ours whoever attached it takes it off' : ''}.`,
    );
}

/** Open incidents in words; of a look that failed, why. */
type Open = { readonly value: readonly string[] } | { readonly couldNotCheck: string };

function openNow({ run }: CliRun): Promise<Open> {
  return looked(
    ifThere(listIncidents(run.cloud.evidence, run.paths, run.journal, run.accountId)).then((all = []) =>
      all
        .filter(({ state, accountId }) => accountId === run.accountId && !OVER.has(state))
        .map(({ state, accessKeyId }) => `${maskKey(accessKeyId)} (${state})`),
    ),
  );
}

/** What nobody looks after any more then. It keeps nobody from removing: what has a deny was refused before. */
function openLines(look: Open): string[] {
  if ('couldNotCheck' in look)
    return [`go on, although it could not be checked whether an incident is open (${look.couldNotCheck})`];
  const open = look.value;
  if (open.length === 0) return [];
  const shown = open.slice(0, MOST_NAMED).join(', ');
  const more = open.length > MOST_NAMED ? ` and ${open.length - MOST_NAMED} more` : '';
  return [
    `give up open incidents (${open.length}): ${shown}${more}; nobody looks after them, or reminds of them, then`,
  ];
}

/** Whoever agreed to give up what was open has not agreed to what a person was asked since. Throws CommandEnded. */
function refuseOpenedSince(before: Open, now: Open): void {
  if ('couldNotCheck' in before || 'couldNotCheck' in now) return;
  const opened = now.value.filter((one) => !before.value.includes(one));
  if (opened.length > 0)
    throw new CommandEnded(
      EXIT.person,
      `Opened since the plan was made: ${opened.join(', ')}. Nothing was taken away: ${CLI} status shows what is open; run this again for a new plan.`,
    );
}

/** RAM deletes nothing that somebody carries: he was contained a moment ago. */
async function unlessCarried(clients: SetupClients, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof CloudCallFailed && /^DeleteConflict\.(Group|Policy)\.(User|Role)$/.test(error.cloudCode))
      await refuseWhileDenied(clients, await existing(clients, DENIES));
    throw error;
  }
}

async function roleSteps({ run }: CliRun, clients: SetupClients): Promise<Step[]> {
  const { roles } = clients;
  const steps = await Promise.all(
    FUNCTIONS.map(async (of) => {
      const name = roleName(of);
      const [trust, carried] = await Promise.all([roles.trustOf(name), roles.policiesOf(name)]);
      const known = ROLE_RIGHTS.filter((one) => one.of === of).map(({ suffix }) => `${name}${suffix}`);
      const further = carried.flatMap((policy) => (isRightsName(of, policy.name) ? policy.name : []));
      const own = await existing(clients, [...new Set([...known, ...further])]);
      const remove: Step = {
        plan: `delete the role ${name}`,
        act: async () => {
          for (const policy of carried) await ifThere(run.cloud.ram.detachPolicyFromRole(name, policy));
          await roles.deleteRole(name);
        },
      };
      return [
        ...(trust === undefined ? [] : [remove]),
        ...[...own.keys()].map((policy) => policyStep(clients, policy)),
      ];
    }),
  );
  return steps.flat();
}

async function groupSteps({ run }: CliRun, { ram, roles }: SetupClients): Promise<Step[]> {
  const carried = await ifThere(run.cloud.ram.listPoliciesForGroup(QUARANTINE_GROUP));
  if (carried === undefined) return [];
  return [
    {
      plan: `delete the group ${QUARANTINE_GROUP}`,
      act: async () => {
        for (const policy of carried) await roles.detachPolicyFromGroup(QUARANTINE_GROUP, policy);
        try {
          await roles.deleteGroup(QUARANTINE_GROUP);
        } catch (error) {
          // Whoever came into it a moment ago has his deny by it.
          for (const policy of carried) await ram.attachPolicyToGroup(QUARANTINE_GROUP, policy);
          throw error;
        }
      },
    },
  ];
}

const policyStep = ({ roles }: SetupClients, name: string): Step => ({
  plan: `delete the policy ${name}`,
  act: () => roles.deletePolicy(name),
});

/** Only what lies under the prefix is ours; the bucket goes only where nothing else is in it. */
async function evidenceSteps({ run, config }: CliRun, { buckets }: SetupClients, say: Say): Promise<Step[]> {
  const { bucket, prefix } = config.evidence;
  if (!(await buckets.isThere(bucket))) return [];
  const remove: Step = {
    plan: `delete every journal, evidence pack and report under ${bucket}/${prefix}/ for ever, and the bucket if it is empty then`,
    act: async () => {
      await ifThere(emptied());
    },
  };
  return [remove];

  async function emptied(): Promise<void> {
    const store = run.cloud.evidence;
    await inLanes(await store.list(`${prefix}/`), AT_ONCE, ({ key }) => store.delete(key));
    const others = (await store.list('')).length;
    if (others > 0) return say(`note   The bucket ${bucket} stays: other objects are in it (${others}).`);
    try {
      await buckets.remove(bucket);
    } catch (error) {
      if (!(error instanceof CloudCallFailed) || error.cloudCode !== 'BucketNotEmpty') throw error;
      say(
        `note   The bucket ${bucket} stays: earlier versions of objects, or uploads that nobody finished, are in it. OSS console, the bucket: delete them there.`,
      );
    }
  }
}
