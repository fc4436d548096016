import { CATALOGUE, type RiskyAction, type Tier } from './catalogue';
import { Effort } from './effort';
import { compiledStatements } from './evaluate';
import { PatternSet } from './pattern-set';
import type { Policy, Statement } from './policy';

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
  const effort = new Effort();
  const statements = placedStatements(policies);
  const known = new Map<string, Denied>();
  const deniedBy = (denies: readonly Placed[]): Denied => {
    const name = denies.map(({ place }) => place).join();
    const denied = known.get(name) ?? new Denied(denies, effort);
    known.set(name, denied);
    return denied;
  };
  return catalogue.flatMap(({ action, tier }) => {
    effort.spend(statements.length);
    const covering = statements.filter(({ compiled }) => compiled.coversAction(action, effort));
    const denied = deniedBy(covering.filter(isCertainDeny));
    for (const { source, policy, index } of covering) {
      if (source.effect !== 'Allow') continue;
      const resources = denied.leaves(source);
      if (resources.length === 0) continue;
      const conditional = source.conditions.length > 0;
      return [{ action, tier, allowedBy: { policy, statement: index }, resources, conditional }];
    }
    return [];
  });
}

/** What some Deny statements take away, whatever the request says. Each grant is held against them once. */
class Denied {
  private readonly all: PatternSet;
  private readonly withoutAny: PatternSet;
  private readonly left = new Map<Statement, readonly string[]>();

  constructor(
    denies: readonly Placed[],
    private readonly effort: Effort,
  ) {
    const patterns = denies.flatMap(({ source }) => source.resources);
    effort.spend(patterns.length);
    this.all = new PatternSet(patterns);
    this.withoutAny = new PatternSet(patterns.filter((pattern) => !pattern.includes('?')));
  }

  /** The resources of a grant of which each may have a part that is not denied. */
  leaves(grant: Statement): readonly string[] {
    const left = this.left.get(grant) ?? grant.resources.filter((granted) => !this.isDenied(granted));
    this.left.set(grant, left);
    return left;
  }

  /**
   * Whether some denied pattern matches all that the granted one matches. To read the granted one as plain text is enough,
   * but for a `?` of the denied one, which would take the granted one's `*` for a single character.
   */
  private isDenied(granted: string): boolean {
    return this.effort.counted((meter) => (granted.includes('*') ? this.withoutAny : this.all).matches(granted, meter));
  }
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
export function hasAdministratorPower(policies: readonly Policy[], reach = new Reach(policies)): boolean {
  return SELF_GRANTS.some((grants) =>
    reach.accounts.some((account) =>
      grants.every(([action, ...kinds]) => reach.may(action, ...kinds.map((kind) => probes(kind, account)))),
    ),
  );
}

/**
 * What some policies let pass in the best case for whoever asks, for many questions about the same ones. Every answer may
 * throw {@link PoliciesTooIntricate}: the questions about one reach are counted together.
 */
export class Reach {
  readonly accounts: readonly string[];
  private readonly statements: readonly Placed[];
  private readonly byAction = new Map<string, Resources>();
  private readonly byStatements = new Map<string, Resources>();
  private readonly covered = new Map<string, boolean>();
  private readonly effort = new Effort();

  /** `account`: whose resources count; undefined: those of any that the policies speak of. */
  constructor(policies: readonly Policy[], account?: string) {
    this.statements = placedStatements(policies);
    this.accounts = account === undefined ? accountsNamed(policies) : [account];
  }

  /** Whether the action passes on one of each: RAM asks for every kind of resource that a call names. */
  may(action: string, ...kinds: readonly (readonly string[])[]): boolean {
    return this.covers(action) && kinds.every((kind) => kind.some((resource) => this.allows(action, resource)));
  }

  /** Whether any grant speaks of the action, whatever it is limited to. */
  covers(action: string): boolean {
    const known = this.covered.get(action) ?? this.covering(action).some(({ source }) => source.effect === 'Allow');
    this.covered.set(action, known);
    return known;
  }

  /** A RAM resource by its name, in every account that the policies speak of. */
  named(kind: 'user' | 'group' | 'role' | 'policy', name: string): string[] {
    this.effort.spend(this.accounts.length * STEPS_OF_A_NAME);
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
    const { granted, denied } = this.resourcesOf(action);
    return this.effort.counted((meter) => granted.matches(resource, meter) && !denied.matches(resource, meter));
  }

  /** Made once for all actions of which the same statements speak. */
  private resourcesOf(action: string): Resources {
    const known = this.byAction.get(action);
    if (known) return known;
    const covering = this.covering(action);
    const name = covering.map(({ place }) => place).join();
    const resources = this.byStatements.get(name) ?? {
      granted: this.setOf(covering.filter(({ source }) => source.effect === 'Allow')),
      denied: this.setOf(covering.filter(isCertainDeny)),
    };
    this.byAction.set(action, resources);
    this.byStatements.set(name, resources);
    return resources;
  }

  private setOf(statements: readonly Placed[]): PatternSet {
    const patterns = statements.flatMap(({ source }) => source.resources);
    this.effort.spend(patterns.length);
    return new PatternSet(patterns);
  }

  private covering(action: string): readonly Placed[] {
    this.effort.spend(this.statements.length);
    return this.statements.filter(({ compiled }) => compiled.coversAction(action, this.effort));
  }
}

/** What some statements grant, and what they deny whatever the request says. */
interface Resources {
  readonly granted: PatternSet;
  readonly denied: PatternSet;
}

/** A name is put together, and looked up in what is granted and denied. */
const STEPS_OF_A_NAME = 10;

type Placed = ReturnType<typeof placedStatements>[number];

function placedStatements(policies: readonly Policy[]) {
  let place = 0;
  return policies.flatMap((policy, i) => {
    const compiled = compiledStatements(policy);
    return policy.statements.flatMap((source, index) => {
      const ready = compiled[index];
      place += 1;
      return ready ? [{ source, compiled: ready, policy: i, index, place }] : [];
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
