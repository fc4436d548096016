import type { Cloud } from '../../shared/aliyun';
import { ifThere } from '../../shared/aliyun/call';
import type { PolicyRef } from '../../shared/aliyun/ram';
import { CLI } from '../../shared/command-line';
import {
  configured,
  FUNCTIONS,
  type FunctionName,
  isRightsName,
  rightsOf,
  roleName,
} from '../../shared/ram-policy/role-rights';
import { CommandEnded, EXIT } from '../exit';
import type { CliRun } from '../run';
import { policySteps, type Say, type SetupClients, type Step } from './policies';

/** Function Compute alone may take a function's role. */
export const TRUST = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
};
/** Twelve hours, RAM's longest: Function Compute renews a function's credentials within. */
const MAX_SESSION_SECONDS = 43_200;

export interface WantedRole {
  readonly of: FunctionName;
  readonly name: string;
  readonly description: string;
  readonly policies: readonly { readonly name: string; readonly document: string }[];
}

/** Each function's role, with exactly the rights of docs/roles. */
export function wantedRoles({ run, config }: Pick<CliRun, 'run' | 'config'>): readonly WantedRole[] {
  const values = { ...configured(config), accountId: run.accountId };
  return FUNCTIONS.map((of) => ({
    of,
    name: roleName(of),
    description: `ak-tourniquet: the ${of} function`,
    policies: rightsOf(of, values),
  }));
}

/**
 * What must be done so that each function has its role, taken by Function Compute alone, with its rights. What a role carries
 * of ours and this configuration does not ask for stays, and is said, unless `takeOff` names it: the functions may be of
 * another one. Throws CommandEnded for a name in `takeOff` that no role carries so.
 */
export async function roleSteps(
  cli: CliRun,
  clients: SetupClients,
  say: Say,
  takeOff: readonly string[] = [],
): Promise<Step[]> {
  const roles = await Promise.all(
    wantedRoles(cli).map(async (wanted) => {
      const carried = await clients.roles.policiesOf(wanted.name);
      return { wanted, carried, left: besides(wanted, carried).left };
    }),
  );
  const unknown = takeOff.filter((policy) => !roles.some(({ left }) => left.some(({ name }) => name === policy)));
  if (unknown.length > 0)
    throw new CommandEnded(
      EXIT.usage,
      `--take-off ${unknown.join(' ')}: no role carries it beyond what this configuration asks for.`,
    );
  const steps = await Promise.all(
    roles.map(async ({ wanted, carried, left }) => [
      ...(await trustSteps(clients, wanted)),
      ...(await policySteps(cli.run.cloud, clients, wanted.policies, say, `ak-tourniquet: rights of ${wanted.name}`)),
      ...attachSteps(cli.run.cloud, wanted, carried, say),
      ...takeOffSteps(cli.run.cloud, clients, wanted, left, takeOff, say),
    ]),
  );
  return steps.flat();
}

async function trustSteps({ roles }: SetupClients, { name, description }: WantedRole): Promise<Step[]> {
  const trust = await roles.trustOf(name);
  const wanted = JSON.stringify(TRUST);
  if (trust === undefined)
    return [
      {
        plan: `make the role ${name}, which Function Compute alone may take`,
        act: () => roles.createRole(name, wanted, description, MAX_SESSION_SECONDS),
      },
    ];
  if (isTrust(trust)) return [];
  return [
    {
      plan: `let Function Compute alone take the role ${name} again (now: ${trust.replace(/\s+/g, ' ').slice(0, 300)})`,
      act: () => roles.setTrust(name, wanted),
    },
  ];
}

/** However RAM writes it: a single word may stand for a list of one. */
export function isTrust(document: string): boolean {
  const plain = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.length === 1
        ? plain(value[0])
        : value.map(plain)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, one]) => [name, plain(one)]),
          )
        : value;
  try {
    return JSON.stringify(plain(JSON.parse(document))) === JSON.stringify(plain(TRUST));
  } catch {
    return false;
  }
}

/** What the role must carry and does not. What is not ours makes a role stronger than a thief should find it: that is a person's to look at. */
function attachSteps(cloud: Cloud, wanted: WantedRole, carried: readonly PolicyRef[], say: Say): Step[] {
  const { name, policies } = wanted;
  const { foreign } = besides(wanted, carried);
  if (foreign.length > 0)
    say(`note   the role ${name} carries more than it needs: ${foreign.map((policy) => policy.name).join(', ')}.`);
  const missing = policies.filter(
    (policy) => !carried.some((one) => one.name === policy.name && one.type === 'Custom'),
  );
  return missing.map((policy) => ({
    plan: `attach ${policy.name} to the role ${name}`,
    act: async () => {
      await cloud.ram.attachPolicyToRole(name, { name: policy.name, type: 'Custom' });
    },
  }));
}

/** Rights that nothing needs, and a deny for users who are excluded no longer, where a person says so. */
function takeOffSteps(
  cloud: Cloud,
  { roles }: SetupClients,
  { name }: WantedRole,
  left: readonly PolicyRef[],
  takeOff: readonly string[],
  say: Say,
): Step[] {
  for (const policy of left) if (!takeOff.includes(policy.name)) say(`note   ${keptWords(name, policy.name)}`);
  return left
    .filter((policy) => takeOff.includes(policy.name))
    .map((policy) => ({
      plan: `take ${policy.name} from the role ${name}, and delete it`,
      act: async () => {
        await ifThere(cloud.ram.detachPolicyFromRole(name, policy));
        await roles.deletePolicy(policy.name);
      },
    }));
}

/** That a role keeps what this shell does not ask for, and how a person takes it away. */
export const keptWords = (role: string, policy: string): string =>
  `the role ${role} carries ${policy}, which TOURNIQUET_* of this shell does not ask for, and keeps it: the functions may have another configuration. Where they have not: ${CLI} setup --take-off ${policy}`;

/** What a role carries beside what it must: rights of ours that this configuration does not ask for, and what is not ours. */
export function besides(
  { of, policies }: Pick<WantedRole, 'of' | 'policies'>,
  carried: readonly PolicyRef[],
): { readonly left: readonly PolicyRef[]; readonly foreign: readonly PolicyRef[] } {
  const isOurs = ({ name, type }: PolicyRef): boolean => type === 'Custom' && isRightsName(of, name);
  const isWanted = ({ name }: PolicyRef): boolean => policies.some((policy) => policy.name === name);
  return {
    left: carried.filter((policy) => isOurs(policy) && !isWanted(policy)),
    foreign: carried.filter((policy) => !isOurs(policy)),
  };
}
