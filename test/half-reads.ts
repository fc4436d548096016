import type { RunningSandbox } from '../sandbox/start';

/**
 * While `act` runs, the n-th object that is read comes by half, once, and whole when it is read again. Resolves with how many
 * reads there were.
 */
export async function withHalfRead(
  { kernel }: RunningSandbox,
  nth: number,
  act: () => Promise<unknown>,
): Promise<number> {
  let reads = 0;
  const takeFault: typeof kernel.takeFault = (service, action) => {
    const isRead = service === 'oss' && action === 'GetObject';
    if (isRead) reads += 1;
    return isRead && reads === nth ? 'malformed' : kernel.faults.take(service, action);
  };
  Object.assign(kernel, { takeFault });
  try {
    await act();
    return reads;
  } finally {
    Reflect.deleteProperty(kernel, 'takeFault');
  }
}
