import catalogue from './catalogue.json';

/** Where an action of the catalogue comes from. */
export type Tier = 'high-risk' | 'restrictive' | 'gap';

/** An action that a thief makes money or damage with, by its RAM name. */
export interface RiskyAction {
  readonly action: string;
  readonly tier: Tier;
}

/**
 * Every concrete action that a leaked key must not have: those of the reference document's policy (`high-risk`), those
 * that Alibaba Cloud's own restrictive protection blocks (`restrictive`), and what both miss (`gap`). An action stands
 * once, under the first tier that names it.
 */
export const CATALOGUE: readonly RiskyAction[] = [
  ...tier('high-risk', catalogue.highRisk, []),
  ...tier('restrictive', Object.values(catalogue.restrictive).flat(), catalogue.highRisk),
  ...tier('gap', catalogue.gap, []),
];

function tier(name: Tier, actions: readonly string[], named: readonly string[]): readonly RiskyAction[] {
  return [...new Set(actions)].filter((action) => !named.includes(action)).map((action) => ({ action, tier: name }));
}
