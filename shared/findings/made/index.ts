import type { AuditEvent } from '../../evidence/types';
import type { Signs } from '../rules';
import type { Made } from '../rules/model';
import { POWER } from './power';
import { STANDING } from './standing';

const MAKERS = [...POWER, ...STANDING];

/**
 * Everything that the call made or changed, beside what its rule names: by the id that the cloud's lists know it by, or
 * by what it joins (`grant/bob/Admin`). The call went through. Pure.
 */
export function alsoMade(event: AuditEvent, signs: Signs): Made[] {
  return MAKERS.filter(({ services, calls }) => services.test(event.service) && calls.test(event.name)).flatMap(
    ({ made }) => made(event, signs) ?? [],
  );
}
