import { DATA_ATTACKS } from './attacks-data';
import { IDENTITY_ATTACKS } from './attacks-identities';
import { RESOURCE_ATTACKS } from './attacks-resources';
import { TAKEOVER_ATTACKS } from './attacks-takeovers';
import { type History, tell } from './history';
import { ORDINARY_BURSTS } from './ordinary-bursts';
import { ORDINARY_CHANGES } from './ordinary-changes';

export const PLOTS = [
  ...IDENTITY_ATTACKS,
  ...TAKEOVER_ATTACKS,
  ...RESOURCE_ATTACKS,
  ...DATA_ATTACKS,
  ...ORDINARY_CHANGES,
  ...ORDINARY_BURSTS,
];

/** Every history of the set under one seed. */
export function* histories(seed: number): Generator<History> {
  for (const plot of PLOTS) yield tell(plot, seed);
}
