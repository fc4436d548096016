import { DATA_ATTACKS } from './attacks-data';
import { IDENTITY_ATTACKS } from './attacks-identities';
import { RESOURCE_ATTACKS } from './attacks-resources';
import { TAKEOVER_ATTACKS } from './attacks-takeovers';
import { type History, tell } from './history';
import { ORDINARY_BURSTS } from './ordinary-bursts';
import { ORDINARY_CHANGES } from './ordinary-changes';
import { SECOND_IDENTITY_ATTACKS } from './second-attacks';
import { SECOND_ORDINARY } from './second-ordinary';
import { SECOND_RESOURCE_ATTACKS } from './second-takings';
import { THIRD_IDENTITY_ATTACKS } from './third-intrusions';
import { THIRD_ORDINARY_CHANGES } from './third-ordinary-changes';
import { THIRD_ORDINARY_DAYS } from './third-ordinary-days';
import { THIRD_RESOURCE_ATTACKS } from './third-takings';

/** Written before any result was seen. */
export const FIRST = [
  ...IDENTITY_ATTACKS,
  ...TAKEOVER_ATTACKS,
  ...RESOURCE_ATTACKS,
  ...DATA_ATTACKS,
  ...ORDINARY_CHANGES,
  ...ORDINARY_BURSTS,
];
/** Harder ones, written after the first run and before any run of their own. */
export const SECOND = [...SECOND_IDENTITY_ATTACKS, ...SECOND_RESOURCE_ATTACKS, ...SECOND_ORDINARY];
/** By another hand again: neither rules nor answers of the engine had been read, and committed before any run. */
export const THIRD = [
  ...THIRD_RESOURCE_ATTACKS,
  ...THIRD_IDENTITY_ATTACKS,
  ...THIRD_ORDINARY_CHANGES,
  ...THIRD_ORDINARY_DAYS,
];
export const PLOTS = [...FIRST, ...SECOND, ...THIRD];

/** Every history of the set under one seed. */
export function* histories(seed: number): Generator<History> {
  for (const plot of PLOTS) yield tell(plot, seed);
}
