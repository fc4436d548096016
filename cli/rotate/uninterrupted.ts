import { outliveOutput } from '../output';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that must not stop half-way: between the making of a key and the place of its secret nobody has that secret
 * but this process. A closing terminal and Ctrl-C wait for its end; what can no longer be written to the terminal is let
 * go. What cannot wait (kill -9, a crash) the journal's intent tells.
 */
export async function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  const wait = (): void => {
    process.stderr.write('This step is being brought to its end first …\n');
  };
  for (const signal of SIGNALS) process.on(signal, wait);
  outliveOutput();
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, wait);
    // The streams keep their listener: what was written at last may fail later.
  }
}
