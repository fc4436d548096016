/** Hands on what is written to the process's outputs, until it is released. */
export function catchOutput(heard: (name: 'stdout' | 'stderr', text: string) => void): () => void {
  const before = { stdout: process.stdout.write, stderr: process.stderr.write };
  const names = ['stdout', 'stderr'] as const;
  for (const name of names)
    process[name].write = ((text: string, done?: () => void) => {
      heard(name, text);
      done?.();
      return true;
    }) as typeof process.stdout.write;
  return () => {
    for (const name of names) process[name].write = before[name];
  };
}
