import type { AuditEvent } from '../evidence/types';
import { parameter } from './parameters';

/** Parameters by which one call asks for many machines (ECS RunInstances, auto provisioning, ESS). */
const AMOUNTS = ['Amount', 'MaxAmount', 'TotalTargetCapacity', 'MaxSize', 'DesiredCapacity', 'Count', 'Replicas'];
const BUYS = /^(Run|Create|Start|Scale|Modify|Batch)/;
/** More than any quota grants: a number beyond it is no amount. */
const MOST = 100_000;

/** How many things a call asks for; 1 where it does not say. */
export function quantityOf(event: AuditEvent): number {
  if (!BUYS.test(event.name)) return 1;
  const amount = Number(parameter(event, ...AMOUNTS) ?? 1);
  return Number.isInteger(amount) && amount >= 1 && amount <= MOST ? amount : 1;
}
