import { tracesAsked } from '../../../functions/investigate/traces';

const many = (count: number, name: string) => Array.from({ length: count }, (_, i) => `${name}-${i}`);

test.each([
  [0, 0, 0, 0],
  [10, 5, 20, 0],
  [12, 5, 20, 2],
  [1, 9, 1_000, 984],
])('of %i addresses, %i programs and %i things the first are asked for, and %i are left', (a, b, c, left) => {
  const found = {
    ...{ since: '', first: '' },
    ...{ addresses: many(a, 'ip'), userAgents: many(b, 'ua'), resources: many(c, 'i') },
  };
  const asked = tracesAsked(found);
  expect(asked.left).toBe(left);
  expect(asked.traces.addresses).toEqual(found.addresses.slice(0, 10));
  expect(asked.traces.userAgents).toEqual(found.userAgents.slice(0, 5));
  expect(asked.traces.resourceNames).toEqual(found.resources.slice(0, 20));
});
