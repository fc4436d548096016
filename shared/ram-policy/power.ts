import { CATALOGUE, type RiskyAction, type Tier } from './catalogue';
import { isWider } from './covers';
import { compiledStatements } from './evaluate';
import type { Policy } from './policy';

/** A risky action that some policy still lets pass. */
export interface ResidualPower {
  readonly action: string;
  readonly tier: Tier;
  /** The first statement that grants it, counted from 0. */
  readonly allowedBy: { readonly policy: number; readonly statement: number };
  /** On what, in that statement's words, less what is denied. */
  readonly resources: readonly string[];
  /** The grant has conditions; who meets them is not known here. */
  readonly conditional: boolean;
}

/**
 * The actions of the catalogue that are left to an identity with these policies. It errs on the side of power: a grant
 * counts whatever its conditions and resources, and is taken away only by a Deny without conditions that covers its
 * resources whole. So an empty answer means that nothing of the catalogue passes.
 */
export function residualPower(
  policies: readonly Policy[],
  catalogue: readonly RiskyAction[] = CATALOGUE,
): readonly ResidualPower[] {
  const statements = placedStatements(policies);
  return catalogue.flatMap(({ action, tier }) => {
    const covering = statements.filter(({ compiled }) => compiled.coversAction(action));
    const denied = covering.filter(isCertainDeny).flatMap(({ source }) => source.resources);
    for (const { source, policy, index } of covering) {
      if (source.effect !== 'Allow') continue;
      const resources = source.resources.filter((granted) => !denied.some((wide) => isWider(wide, granted)));
      if (resources.length === 0) continue;
      const conditional = source.conditions.length > 0;
      return [{ action, tier, allowedBy: { policy, statement: index }, resources, conditional }];
    }
    return [];
  });
}

/** Sets of actions each of which makes its holder an administrator with the next call. */
const SELF_GRANTS: readonly (readonly (readonly [action: string, ...resources: string[]])[])[] = [
  [['ram:AttachPolicyToUser', 'user', 'policy']],
  [
    ['ram:AttachPolicyToGroup', 'group', 'policy'],
    ['ram:AddUserToGroup', 'group', 'user'],
  ],
  [
    ['ram:CreateRole', 'role'],
    ['ram:AttachPolicyToRole', 'role', 'policy'],
    ['sts:AssumeRole', 'role'],
  ],
  [
    ['ram:UpdateRole', 'role'],
    ['ram:AttachPolicyToRole', 'role', 'policy'],
    ['sts:AssumeRole', 'role'],
  ],
  [['ram:CreatePolicyVersion', 'own-policy']],
  [['ram:CreateAccessKey', 'user']],
  [['ram:CreateLoginProfile', 'user']],
  [['ram:UpdateLoginProfile', 'user']],
];

/**
 * Whether these policies make an administrator: by what they allow, not by what they are called. That is everyone who
 * can give himself any right, on users, groups, roles or policies that nobody named beforehand. Conditions of a grant
 * count as met, conditions of a Deny as not met.
 */
export function hasAdministratorPower(policies: readonly Policy[]): boolean {
  const accounts = accountsNamed(policies);
  return SELF_GRANTS.some((grants) =>
    accounts.some((account) =>
      grants.every(([action, ...kinds]) =>
        kinds.every((kind) => probes(kind, account).some((resource) => couldAllow(policies, action, resource))),
      ),
    ),
  );
}

/** Whether a request could pass in the best case for whoever makes it. Names no statement: see `evaluate` for that. */
export function couldAllow(policies: readonly Policy[], action: string, resource: string): boolean {
  return isAllowed(placedStatements(policies), action, resource);
}

function isAllowed(statements: readonly Placed[], action: string, resource: string): boolean {
  const covering = statements.filter(
    ({ compiled }) => compiled.coversAction(action) && compiled.coversResource(resource),
  );
  return covering.some(({ source }) => source.effect === 'Allow') && !covering.some(isCertainDeny);
}

/** What some policies let pass, for many questions about the same ones: an answer is worked out once. */
export class Reach {
  readonly accounts: readonly string[];
  private readonly statements: readonly Placed[];
  private readonly known = new Map<string, boolean>();

  constructor(policies: readonly Policy[]) {
    this.statements = placedStatements(policies);
    this.accounts = accountsNamed(policies);
  }

  /** Whether the action passes on one of each: RAM asks for every kind of resource that a call names. */
  may(action: string, ...kinds: readonly (readonly string[])[]): boolean {
    return this.covers(action) && kinds.every((kind) => kind.some((resource) => this.allows(action, resource)));
  }

  /** Whether any grant speaks of the action, whatever it is limited to. */
  covers(action: string): boolean {
    return this.once(action, () =>
      this.statements.some(({ source, compiled }) => source.effect === 'Allow' && compiled.coversAction(action)),
    );
  }

  /** A RAM resource by its name, in every account that the policies speak of. */
  named(kind: 'user' | 'group' | 'role' | 'policy', name: string): string[] {
    return this.accounts.flatMap((account) => spellings(`${account}:${kind}/${name}`));
  }

  /** The names of this kind that grants spell out whole. */
  literal(kind: 'group' | 'role'): string[] {
    const names = this.statements
      .filter(({ source }) => source.effect === 'Allow')
      .flatMap(({ source }) => source.resources)
      .flatMap((resource) => new RegExp(`^acs:ram:[^:]*:[^:]*:${kind}/([^*?/]+)$`).exec(resource)?.[1] ?? []);
    return [...new Set(names)];
  }

  private allows(action: string, resource: string): boolean {
    return this.once(`${action} ${resource}`, () => isAllowed(this.statements, action, resource));
  }

  private once(question: string, answer: () => boolean): boolean {
    const known = this.known.get(question) ?? answer();
    this.known.set(question, known);
    return known;
  }
}

type Placed = ReturnType<typeof placedStatements>[number];

function placedStatements(policies: readonly Policy[]) {
  return policies.flatMap((policy, i) => {
    const compiled = compiledStatements(policy);
    return policy.statements.flatMap((source, index) => {
      const ready = compiled[index];
      return ready ? [{ source, compiled: ready, policy: i, index }] : [];
    });
  });
}

function isCertainDeny({ source }: Placed): boolean {
  return source.effect === 'Deny' && source.conditions.length === 0;
}

/** The accounts that the policies speak of; a grant is often limited to one's own. */
function accountsNamed(policies: readonly Policy[]): readonly string[] {
  const named = policies
    .flatMap((policy) => policy.statements.flatMap((statement) => statement.resources))
    .flatMap((resource) => /^acs:[^:]*:[^:]*:([0-9]+):/.exec(resource)?.[1] ?? []);
  return [...new Set(['0', ...named])];
}

/** RAM has no regions, so both spellings are tried. */
const spellings = (relative: string): string[] => [`acs:ram:*:${relative}`, `acs:ram::${relative}`];

/** Resources of a kind that no policy can have meant in particular. */
function probes(kind: string, account: string): readonly string[] {
  const name = 'ak-tourniquet.probe';
  const relative = kind === 'own-policy' ? `${account}:policy/${name}` : `${account}:${kind}/${name}`;
  const system = kind === 'policy' ? ['acs:ram:*:system:policy/AdministratorAccess'] : [];
  return [...spellings(relative), ...system];
}
