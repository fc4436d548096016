import type { AuditEvent } from '../../evidence/types';
import type { AccountFacts } from '../account';
import { CHANGES } from './changes';
import { DATA } from './data';
import { DEFENCES } from './defences';
import { DOMAINS } from './domains';
import type { Rule, Weight } from './model';
import { PERSISTENCE } from './persistence';
import { PRIVILEGE } from './privilege';
import { RESOURCES } from './resources';

/** Every rule over one call, in the order in which they are asked. */
export const RULES: readonly Rule[] = [
  ...DEFENCES,
  ...PERSISTENCE,
  ...PRIVILEGE,
  ...DATA,
  ...RESOURCES,
  ...DOMAINS,
  ...CHANGES,
];

/** A call that tells something. */
export interface Sign {
  readonly rule: Rule;
  readonly weight: Weight;
}

/** What calls tell; of the thousands that tell nothing, a name is looked up once. */
export class Signs {
  private readonly candidates = new Map<string, readonly Rule[]>();
  /** An event is asked about several times, and its documents are long. */
  private readonly told = new WeakMap<AuditEvent, Sign | 'nothing'>();

  constructor(readonly account: AccountFacts) {}

  /** Undefined: the call tells nothing. */
  of(event: AuditEvent): Sign | undefined {
    const candidates = this.candidatesFor(event);
    if (candidates.length === 0) return undefined;
    const known = this.told.get(event) ?? this.judged(event, candidates) ?? 'nothing';
    this.told.set(event, known);
    return known === 'nothing' ? undefined : known;
  }

  /** Whom of other accounts the call lets in or gives to, as far as its rule knows. */
  receivers(event: AuditEvent): readonly string[] {
    return this.of(event)?.rule.receivers?.(event, this.account) ?? [];
  }

  /** What the call does, word for word, where its rule can tell. */
  substance(event: AuditEvent): string | undefined {
    return this.of(event)?.rule.substance?.(event);
  }

  private judged(event: AuditEvent, candidates: readonly Rule[]): Sign | undefined {
    const rule = candidates.find(({ holds }) => holds === undefined || holds(event, this.account));
    if (rule === undefined) return undefined;
    const { weight } = rule;
    return { rule, weight: typeof weight === 'string' ? weight : weight(event, this.account) };
  }

  private candidatesFor({ service, name }: AuditEvent): readonly Rule[] {
    const key = `${service} ${name}`;
    const known = this.candidates.get(key);
    if (known !== undefined) return known;
    const found = RULES.filter(({ services, calls }) => services.test(service) && calls.test(name));
    this.candidates.set(key, found);
    return found;
  }
}
