/** A scanner's notice on the bus. */
export const busEvent = (data: unknown, more: object = {}) => ({
  specversion: '1.0',
  id: 'e-1',
  source: 'my.scanner',
  type: 'scanner:leak:found',
  time: '2026-05-20T12:00:00+08:00',
  data,
  ...more,
});
